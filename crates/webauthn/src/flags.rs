//! The flags byte of authenticator data.

/// The flags of authenticator data (WebAuthn Level 3 section 6.1). Reserved bits are kept and mean nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flags(u8);

impl Flags {
    /// The flags of this byte.
    pub const fn from_bits(bits: u8) -> Self {
        Self(bits)
    }

    /// The byte as the authenticator sent it.
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// UP, bit 0: a person was present.
    pub const fn user_present(self) -> bool {
        self.0 & 0x01 != 0
    }

    /// UV, bit 2: that person was verified, by a PIN or a biometric for example.
    pub const fn user_verified(self) -> bool {
        self.0 & 0x04 != 0
    }

    /// BE, bit 3: the credential may be backed up, so it may be on several devices. Never changes in its lifetime.
    pub const fn backup_eligible(self) -> bool {
        self.0 & 0x08 != 0
    }

    /// BS, bit 4: the credential is backed up now.
    pub const fn backup_state(self) -> bool {
        self.0 & 0x10 != 0
    }

    /// AT, bit 6: attested credential data follows.
    pub const fn attested_credential_data(self) -> bool {
        self.0 & 0x40 != 0
    }

    /// ED, bit 7: extension outputs follow.
    pub const fn extension_data(self) -> bool {
        self.0 & 0x80 != 0
    }
}

#[cfg(test)]
mod tests {
    use super::Flags;

    #[test]
    fn each_flag_is_its_own_bit() {
        type Reader = fn(Flags) -> bool;
        let bits: [(u8, Reader); 6] = [
            (0x01, Flags::user_present),
            (0x04, Flags::user_verified),
            (0x08, Flags::backup_eligible),
            (0x10, Flags::backup_state),
            (0x40, Flags::attested_credential_data),
            (0x80, Flags::extension_data),
        ];
        for (bit, read) in bits {
            assert!(read(Flags::from_bits(bit)), "bit {bit:#04x} alone");
            assert!(!read(Flags::from_bits(!bit)), "all bits but {bit:#04x}");
        }
    }
}
