//! Reading the options that a relying party sends.

use data_encoding::BASE64URL_NOPAD;
use serde_json::Value;

use crate::algorithm::Algorithm;

/// A text member, named by its JSON pointer.
pub(crate) fn text<'a>(options: &'a Value, pointer: &str) -> &'a str {
    options
        .pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_else(|| panic!("the options have no text at {pointer}: {options}"))
}

/// The RP id: the one that is named, or the host of the origin (sections 5.1.3 and 5.1.4, "effective domain").
pub(crate) fn rp_id<'a>(options: &'a Value, pointer: &str, origin: &'a str) -> &'a str {
    options.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| {
        let host = origin.split_once("://").map_or(origin, |(_, host)| host);
        host.split_once(':').map_or(host, |(name, _)| name)
    })
}

/// Whether the algorithm is among `pubKeyCredParams`; an absent or empty list stands for ES256 and RS256 (section
/// 5.1.3).
pub(crate) fn accepts(options: &Value, algorithm: Algorithm) -> bool {
    match options.pointer("/pubKeyCredParams").and_then(Value::as_array) {
        Some(offered) if !offered.is_empty() => {
            offered.iter().any(|parameters| parameters["alg"] == algorithm.cose_id())
        }
        _ => matches!(algorithm, Algorithm::Es256 | Algorithm::Rs256),
    }
}

/// The ids of `allowCredentials` or `excludeCredentials`; empty where the list is absent.
pub(crate) fn credential_ids(options: &Value, list: &str) -> Vec<Vec<u8>> {
    let descriptors = options.get(list).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    descriptors.iter().map(|descriptor| base64url(text(descriptor, "/id"))).collect()
}

/// Decodes base64url with or without padding.
pub(crate) fn base64url(text: &str) -> Vec<u8> {
    BASE64URL_NOPAD.decode(text.trim_end_matches('=').as_bytes()).expect("the options are base64url")
}
