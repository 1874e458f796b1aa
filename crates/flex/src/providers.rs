//! Names and pictures of passkey providers by AAGUID: an operator's own, over those that Passflex knows by itself.

mod known;

use std::collections::{BTreeMap, HashMap};

use data_encoding::HEXLOWER_PERMISSIVE;
use passflex_webauthn::Aaguid;
use serde::Deserialize;

/// The longest name, in characters: a passkey is called by it.
const MAX_NAME: usize = 64;

/// What is known of passkey providers. The default is what Passflex knows by itself: names, and no pictures.
#[derive(Clone, Debug, Default)]
pub struct Providers {
    own: HashMap<Aaguid, Provider>,
}

#[derive(Clone, Debug)]
struct Provider {
    name: String,
    icons: Option<ProviderIcons>,
}

/// Pictures of a provider, as `https:` or `data:` URLs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderIcons {
    /// For light backgrounds.
    pub light: String,
    /// For dark backgrounds.
    pub dark: String,
}

/// Why a list of providers is refused. The sentence says what to change.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProvidersError {
    /// It is longer than is read.
    #[error("it is longer than 4 MiB; leave out the providers that your users do not have")]
    TooLong,
    /// It is not an object of objects with a name.
    #[error("it is not an object of AAGUIDs with a \"name\" each: {0}")]
    Malformed(#[from] serde_json::Error),
    /// A member is not called by an AAGUID.
    #[error("{0:?} is not an AAGUID: write it like ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4")]
    NotAnAaguid(String),
    /// An AAGUID is there in two spellings.
    #[error("{0} is there twice; keep one of the two")]
    Twice(Aaguid),
    /// A name is empty, too long, or holds control characters.
    #[error("the name of {0} has to be 1 to 64 characters without control characters")]
    Name(Aaguid),
    /// A picture is somewhere a browser would not, or should not, get it from.
    #[error("the icons of {0} have to be https: or data: URLs of pictures")]
    Icon(Aaguid),
}

/// One provider, in the shape of the list that the community keeps. What else it says is ignored.
#[derive(Deserialize)]
struct Entry {
    name: String,
    icon_light: Option<String>,
    icon_dark: Option<String>,
}

impl Providers {
    /// The longest list that is read, in bytes.
    pub const MAX_JSON: usize = 4 * 1024 * 1024;

    /// Reads an operator's list, a JSON object like `{"<aaguid>": {"name": "…", "icon_light": "…", "icon_dark": "…"}}` of at
    /// most 4 MiB. Icons are optional, and `https:` or `data:image/…` URLs; one of the two stands for both. What is in
    /// the list wins over what Passflex knows by itself, and the whole list is refused for one fault.
    pub fn from_json(json: &[u8]) -> Result<Self, ProvidersError> {
        if json.len() > Self::MAX_JSON {
            return Err(ProvidersError::TooLong);
        }
        let entries: BTreeMap<String, Entry> = serde_json::from_slice(json)?;
        let mut own = HashMap::with_capacity(entries.len());
        for (key, entry) in entries {
            let Some(aaguid) = parse(&key) else { return Err(ProvidersError::NotAnAaguid(key)) };
            if own.insert(aaguid, provider(aaguid, entry)?).is_some() {
                return Err(ProvidersError::Twice(aaguid));
            }
        }
        Ok(Self { own })
    }

    /// The provider's name, if it is known.
    pub fn name(&self, aaguid: Aaguid) -> Option<&str> {
        let own = self.own.get(&aaguid).map(|provider| provider.name.as_str());
        own.or_else(|| known::name(u128::from_be_bytes(*aaguid.as_bytes())))
    }

    /// The provider's pictures, if the operator gave some.
    pub fn icons(&self, aaguid: Aaguid) -> Option<&ProviderIcons> {
        self.own.get(&aaguid)?.icons.as_ref()
    }
}

fn provider(aaguid: Aaguid, entry: Entry) -> Result<Provider, ProvidersError> {
    let name = entry.name.trim();
    if !(1..=MAX_NAME).contains(&name.chars().count()) || name.chars().any(char::is_control) {
        return Err(ProvidersError::Name(aaguid));
    }
    if [&entry.icon_light, &entry.icon_dark].into_iter().flatten().any(|url| !is_picture(url)) {
        return Err(ProvidersError::Icon(aaguid));
    }
    let icons = match (entry.icon_light, entry.icon_dark) {
        (Some(light), Some(dark)) => Some(ProviderIcons { light, dark }),
        (Some(both), None) | (None, Some(both)) => Some(ProviderIcons { light: both.clone(), dark: both }),
        (None, None) => None,
    };
    Ok(Provider { name: name.to_owned(), icons })
}

fn is_picture(url: &str) -> bool {
    let somewhere = url.starts_with("https://") || url.starts_with("data:image/");
    somewhere && url.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The hyphenated spelling of an AAGUID, in whatever case.
fn parse(text: &str) -> Option<Aaguid> {
    let bytes = HEXLOWER_PERMISSIVE.decode(text.replace('-', "").as_bytes()).ok()?;
    let aaguid = Aaguid::new(bytes.try_into().ok()?);
    text.eq_ignore_ascii_case(&aaguid.to_string()).then_some(aaguid)
}

#[cfg(test)]
mod tests;
