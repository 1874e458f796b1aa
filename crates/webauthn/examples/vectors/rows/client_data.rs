//! Section 7.1 steps 5 to 11: the client data of a registration.

use passflex_authenticator::Attestation;
use serde_json::json;

use super::{RegistrationRow, refused};

pub(super) fn rows() -> Vec<RegistrationRow> {
    let malformed = |id| refused(id, Attestation::None, "ClientDataMalformed");
    let origin = |id| refused(id, Attestation::None, "OriginMismatch");
    let challenge = |id| refused(id, Attestation::None, "ChallengeMismatch");
    vec![
        malformed("client-data/not-utf8").draft(|draft| {
            let mut json = draft.client_data.encode();
            json[2] = 0xff;
            draft.client_data.raw = Some(json);
        }),
        malformed("client-data/not-json")
            .draft(|draft| draft.client_data.raw = Some(b"type=create".to_vec())),
        malformed("client-data/array").draft(|draft| draft.client_data.raw = Some(b"[]".to_vec())),
        malformed("client-data/empty").draft(|draft| draft.client_data.raw = Some(Vec::new())),
        malformed("client-data/trailing").draft(|draft| {
            draft.client_data.raw = Some([&draft.client_data.encode()[..], b"{}"].concat());
        }),
        malformed("client-data/challenge-missing").draft(|draft| draft.client_data.remove("challenge")),
        malformed("client-data/challenge-number").draft(|draft| draft.client_data.set("challenge", 1)),
        malformed("client-data/origin-missing").draft(|draft| draft.client_data.remove("origin")),
        malformed("client-data/origin-list")
            .draft(|draft| draft.client_data.set("origin", json!(["https://login.example.org"]))),
        malformed("client-data/type-number").draft(|draft| draft.client_data.set("type", 1)),
        malformed("client-data/cross-origin-text")
            .draft(|draft| draft.client_data.set("crossOrigin", "false")),
        malformed("client-data/member-twice")
            .draft(|draft| draft.client_data.push("origin", "https://login.example.org")),
        refused("client-data/type-get", Attestation::None, "ClientDataType")
            .draft(|draft| draft.client_data.set("type", "webauthn.get")),
        refused("client-data/type-missing", Attestation::None, "ClientDataType")
            .draft(|draft| draft.client_data.remove("type")),
        refused("client-data/type-case", Attestation::None, "ClientDataType")
            .draft(|draft| draft.client_data.set("type", "webauthn.Create")),
        challenge("client-data/other-challenge").draft(|draft| draft.client_data.set("challenge", "b3RoZXI")),
        challenge("client-data/challenge-empty").draft(|draft| draft.client_data.set("challenge", "")),
        challenge("client-data/challenge-padded").draft(|draft| {
            draft.client_data.set("challenge", "YSBjaGFsbGVuZ2Ugb2YgdGhlIHJlbHlpbmcgcGFydHk=");
        }),
        origin("client-data/other-origin")
            .draft(|draft| draft.client_data.set("origin", "https://login.example.net")),
        origin("client-data/origin-subdomain")
            .draft(|draft| draft.client_data.set("origin", "https://a.login.example.org")),
        origin("client-data/origin-prefix")
            .draft(|draft| draft.client_data.set("origin", "https://login.example.org.example.net")),
        origin("client-data/origin-scheme")
            .draft(|draft| draft.client_data.set("origin", "http://login.example.org")),
        origin("client-data/origin-port")
            .draft(|draft| draft.client_data.set("origin", "https://login.example.org:8443")),
        origin("client-data/origin-slash")
            .draft(|draft| draft.client_data.set("origin", "https://login.example.org/")),
        origin("client-data/origin-case")
            .draft(|draft| draft.client_data.set("origin", "https://LOGIN.example.org")),
        refused("client-data/frame", Attestation::None, "CrossOriginNotAllowed")
            .draft(|draft| draft.client_data.set("crossOrigin", true)),
        refused("client-data/frame-of-unnamed-page", Attestation::None, "CrossOriginNotAllowed")
            .request(|request| {
                request["allow_cross_origin"] = json!(true);
                request["allowed_top_origins"] = json!(["https://example.net"]);
            })
            .draft(|draft| draft.client_data.set("crossOrigin", true)),
        refused("client-data/frame-of-other-page", Attestation::None, "TopOriginNotAllowed")
            .request(|request| {
                request["allow_cross_origin"] = json!(true);
                request["allowed_top_origins"] = json!(["https://example.net"]);
            })
            .draft(|draft| {
                draft.client_data.set("crossOrigin", true);
                draft.client_data.set("topOrigin", "https://example.com");
            }),
        refused("client-data/top-origin-without-frame", Attestation::None, "TopOriginNotAllowed")
            .draft(|draft| draft.client_data.set("topOrigin", "https://example.net")),
    ]
}
