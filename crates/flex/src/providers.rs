//! Names of passkey providers by AAGUID. Names are facts; they are typed from what the vendors publish.

use passflex_webauthn::Aaguid;

/// AAGUID as a number, and the provider's name. Sorted by AAGUID.
const PROVIDERS: &[(u128, &str)] = &[
    (0x0102_0304_0506_0708_0102_0304_0506_0708, "Chrome DevTools authenticator"),
    (0x0898_7058_cadc_4b81_b6e1_30de_50dc_be96, "Windows Hello"),
    (0x0ea2_42b4_43c4_4a1b_8b17_dd6d_0b6b_aec6, "Keeper"),
    (0x2fc0_579f_8113_47ea_b116_bb5a_8db9_202a, "YubiKey 5 NFC"),
    (0x5072_6f74_6f6e_5061_7373_5072_6f74_6f6e, "Proton Pass"),
    (0x5311_26d6_e717_415c_9320_3d9a_a698_1239, "Dashlane"),
    (0x5341_4d53_554e_4700_0000_0000_0000_0000, "Samsung Pass"),
    (0x6028_b017_b1d4_4c02_b4b3_afcd_afc9_6bb2, "Windows Hello"),
    (0x771b_48fd_d3d4_4f74_9232_fc15_7ab0_507a, "Microsoft Edge on Mac"),
    (0x9ddd_1817_af5a_4672_a2b9_3e3d_d950_00a9, "Windows Hello"),
    (0xadce_0002_35bc_c60a_648b_0b25_f1f0_5503, "Chrome on Mac"),
    (0xb539_7666_4885_aa6b_cebf_e522_62a4_39a2, "Chromium Browser"),
    (0xb84e_4048_15dc_4dd0_8640_f4f6_0813_c8af, "NordPass"),
    (0xbada_5566_a7aa_401f_bd96_4561_9a55_120d, "1Password"),
    (0xcb69_481e_8ff7_4039_93ec_0a27_29a1_54a8, "YubiKey 5"),
    (0xd548_826e_79b4_db40_a3d8_1111_6f7e_8349, "Bitwarden"),
    (0xdd4e_c289_e01d_41c9_bb89_70fa_845d_4bf2, "iCloud Keychain (managed)"),
    (0xea9b_8d66_4d01_1d21_3ce4_b6b4_8cb5_75d4, "Google Password Manager"),
    (0xee88_2879_721c_4913_9775_3dfc_ce97_072a, "YubiKey 5"),
    (0xf380_9540_7f14_49c1_a8b3_8f81_3b22_5541, "Enpass"),
    (0xfa2b_99dc_9e39_4257_8f92_4a30_d23c_4118, "YubiKey 5 NFC"),
    (0xfbfc_3007_154e_4ecc_8c0b_6e02_0557_d7bd, "Apple Passwords"),
    (0xfdb1_41b2_5d84_443e_8a35_4698_c205_a502, "KeePassXC"),
];

/// The provider's name, if the AAGUID is known.
pub fn name(aaguid: Aaguid) -> Option<&'static str> {
    let number = u128::from_be_bytes(*aaguid.as_bytes());
    let place = PROVIDERS.binary_search_by_key(&number, |(aaguid, _)| *aaguid).ok()?;
    PROVIDERS.get(place).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use passflex_webauthn::Aaguid;

    use super::{PROVIDERS, name};

    #[test]
    fn every_provider_in_the_table_is_found() {
        for (aaguid, provider) in PROVIDERS {
            assert_eq!(name(Aaguid::new(aaguid.to_be_bytes())), Some(*provider));
        }
    }

    #[test]
    fn an_authenticator_that_does_not_tell_has_no_name() {
        assert_eq!(name(Aaguid::ZERO), None);
    }
}
