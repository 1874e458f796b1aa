//! Native clients: the iOS and Android apps that run an app's ceremonies.

use std::fmt;
use std::str::FromStr;

use data_encoding::HEXUPPER_PERMISSIVE;
use jiff::Timestamp;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::NativeClientId;

/// An iOS or Android app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NativeClient {
    /// Its id here.
    pub id: NativeClientId,
    /// What its platform knows it by.
    pub identity: NativeIdentity,
    /// When it was made.
    pub created_at: Timestamp,
}

/// What a platform knows an app by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NativeIdentity {
    /// On iOS and macOS.
    Apple {
        /// The ten characters of the developer's team.
        team_id: String,
        /// Bundle id.
        bundle_id: String,
    },
    /// On Android.
    Android {
        /// Package name.
        package_name: String,
        /// Of the certificates that it is signed with.
        fingerprints: Vec<Fingerprint>,
    },
}

impl NativeIdentity {
    /// The platform that knows it.
    pub fn platform(&self) -> Platform {
        match self {
            Self::Apple { .. } => Platform::Apple,
            Self::Android { .. } => Platform::Android,
        }
    }
}

/// Whose devices a native client runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Platform {
    /// iOS, iPadOS and macOS.
    Apple,
    /// Android.
    Android,
}

impl Platform {
    /// The word for it in the database and in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Apple => "apple",
            Self::Android => "android",
        }
    }
}

/// The SHA-256 of a signing certificate, as Android's tools print it: 32 pairs of hex digits with colons in between.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint([u8; 32]);

/// The text is not a fingerprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a SHA-256 fingerprint: 32 pairs of hex digits, with colons in between or without")]
pub struct FingerprintError;

impl Fingerprint {
    /// Takes the bytes of a SHA-256.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl FromStr for Fingerprint {
    type Err = FingerprintError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let pairs: Vec<&str> = text.split(':').collect();
        let digits = match pairs.as_slice() {
            [digits] if digits.len() == 64 => (*digits).to_owned(),
            pairs if pairs.len() == 32 && pairs.iter().all(|pair| pair.len() == 2) => pairs.concat(),
            _ => return Err(FingerprintError),
        };
        let bytes = HEXUPPER_PERMISSIVE.decode(digits.as_bytes()).map_err(|_| FingerprintError)?;
        bytes.try_into().map(Self).map_err(|_| FingerprintError)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pairs: Vec<String> = self.0.iter().map(|byte| format!("{byte:02X}")).collect();
        f.write_str(&pairs.join(":"))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Fingerprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Fingerprint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::Fingerprint;

    const UPPER: &str =
        "00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14:15:16:17:18:19:1A:1B:1C:1D:1E:FF";

    #[test]
    fn a_fingerprint_is_read_as_androids_tools_print_it_and_written_in_one_form() {
        let lower = UPPER.to_lowercase();
        for text in [UPPER, &lower, &UPPER.replace(':', ""), &lower.replace(':', "")] {
            assert_eq!(text.parse::<Fingerprint>().unwrap().to_string(), UPPER);
        }
    }

    #[test]
    fn what_is_no_sha_256_is_not_a_fingerprint() {
        let too_long = format!("{UPPER}:00");
        let swapped = UPPER.replacen("00:01", "000:1", 1);
        for text in ["", ":", &UPPER[3..], &UPPER[..94], &too_long, &swapped, &UPPER.replace("FF", "FG")] {
            assert!(text.parse::<Fingerprint>().is_err(), "{text}");
        }
    }
}
