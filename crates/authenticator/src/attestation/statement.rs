//! A statement of whatever format, before it is signed.

use crate::attestation::{
    AndroidKey, AndroidSafetynet, Apple, Attestation, Ceremony, FidoU2f, Packed, PackedSelf, Tpm, map,
};
use crate::cbor::Cbor;
use crate::certificate::Chain;

/// What an attestation statement will say. Signatures are made last, over whatever stands here.
#[derive(Clone, Debug)]
pub enum Statement {
    /// `packed`, signed by the credential's own key.
    PackedSelf(PackedSelf),
    /// `packed`, signed by an attestation key.
    Packed(Packed),
    /// `tpm`.
    Tpm(Tpm),
    /// `android-key`.
    AndroidKey(AndroidKey),
    /// `android-safetynet`.
    AndroidSafetynet(AndroidSafetynet),
    /// `fido-u2f`.
    FidoU2f(FidoU2f),
    /// `apple`.
    Apple(Apple),
    /// `compound`.
    Compound(Vec<Statement>),
    /// Nothing that is signed: a format's name and the statement as it is. `none` is one of these.
    Fixed(String, Cbor),
}

impl Statement {
    pub(super) fn new(attestation: &Attestation, ceremony: Ceremony<'_>) -> Self {
        match attestation {
            Attestation::None => Self::Fixed("none".to_owned(), Cbor::Map(Vec::new())),
            Attestation::PackedSelf => Self::PackedSelf(PackedSelf::new(ceremony)),
            Attestation::Packed => Self::Packed(Packed::new(ceremony)),
            Attestation::Tpm => Self::Tpm(Tpm::new(ceremony)),
            Attestation::AndroidKey => Self::AndroidKey(AndroidKey::new(ceremony)),
            Attestation::AndroidSafetynet => Self::AndroidSafetynet(AndroidSafetynet::new(ceremony)),
            Attestation::FidoU2f => Self::FidoU2f(FidoU2f::new(ceremony)),
            Attestation::Apple => Self::Apple(Apple::new(ceremony)),
            Attestation::Compound(parts) => {
                Self::Compound(parts.iter().map(|part| Self::new(part, ceremony)).collect())
            }
            Attestation::Other(format, statement) => Self::Fixed(format.clone(), statement.clone()),
        }
    }

    /// The format's name.
    pub fn format(&self) -> &str {
        match self {
            Self::PackedSelf(_) | Self::Packed(_) => "packed",
            Self::Tpm(_) => "tpm",
            Self::AndroidKey(_) => "android-key",
            Self::AndroidSafetynet(_) => "android-safetynet",
            Self::FidoU2f(_) => "fido-u2f",
            Self::Apple(_) => "apple",
            Self::Compound(_) => "compound",
            Self::Fixed(format, _) => format,
        }
    }

    /// Its certificates and the key that goes with them.
    ///
    /// # Panics
    /// If statements of this kind have none.
    pub fn chain(&mut self) -> &mut Chain {
        match self {
            Self::Packed(packed) => &mut packed.chain,
            Self::Tpm(tpm) => &mut tpm.chain,
            Self::AndroidKey(android_key) => &mut android_key.chain,
            Self::AndroidSafetynet(safetynet) => &mut safetynet.chain,
            Self::FidoU2f(fido_u2f) => &mut fido_u2f.chain,
            Self::Apple(apple) => &mut apple.chain,
            Self::PackedSelf(_) | Self::Compound(_) | Self::Fixed(..) => {
                panic!("{} has no certificates here", self.format())
            }
        }
    }

    /// Its parts as one of the format `tpm`.
    ///
    /// # Panics
    /// If it is of another.
    pub fn tpm(&mut self) -> &mut Tpm {
        match self {
            Self::Tpm(tpm) => tpm,
            other => panic!("{} is not tpm", other.format()),
        }
    }

    /// Its parts as one of the format `android-key`.
    ///
    /// # Panics
    /// If it is of another.
    pub fn android_key(&mut self) -> &mut AndroidKey {
        match self {
            Self::AndroidKey(android_key) => android_key,
            other => panic!("{} is not android-key", other.format()),
        }
    }

    /// Its parts as one of the format `android-safetynet`.
    ///
    /// # Panics
    /// If it is of another.
    pub fn android_safetynet(&mut self) -> &mut AndroidSafetynet {
        match self {
            Self::AndroidSafetynet(safetynet) => safetynet,
            other => panic!("{} is not android-safetynet", other.format()),
        }
    }

    /// Its parts as one of the format `apple`.
    ///
    /// # Panics
    /// If it is of another.
    pub fn apple(&mut self) -> &mut Apple {
        match self {
            Self::Apple(apple) => apple,
            other => panic!("{} is not apple", other.format()),
        }
    }

    /// Its parts as one of the format `compound`.
    ///
    /// # Panics
    /// If it is of another.
    pub fn compound(&mut self) -> &mut Vec<Statement> {
        match self {
            Self::Compound(parts) => parts,
            other => panic!("{} is not compound", other.format()),
        }
    }

    /// `attStmt`, signed.
    pub(super) fn encode(&self) -> Cbor {
        match self {
            Self::PackedSelf(packed) => packed.encode(),
            Self::Packed(packed) => packed.encode(),
            Self::Tpm(tpm) => tpm.encode(),
            Self::AndroidKey(android_key) => android_key.encode(),
            Self::AndroidSafetynet(safetynet) => safetynet.encode(),
            Self::FidoU2f(fido_u2f) => fido_u2f.encode(),
            Self::Apple(apple) => apple.encode(),
            Self::Compound(parts) => Cbor::Array(
                parts
                    .iter()
                    .map(|part| map([("fmt", Cbor::text(part.format())), ("attStmt", part.encode())]))
                    .collect(),
            ),
            Self::Fixed(_, statement) => statement.clone(),
        }
    }
}
