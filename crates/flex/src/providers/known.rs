//! The providers that Passflex knows by itself.
//!
//! Names are facts, typed from what is published about them: security keys and authenticator apps from their vendors'
//! lists of models and from Microsoft's list of keys for Entra ID, password managers from their own sources and
//! documentation. Pictures are not ours to ship.

/// AAGUID as a number, and the provider's name. Sorted by AAGUID.
pub(super) const KNOWN: &[(u128, &str)] = &[
    (0x0102_0304_0506_0708_0102_0304_0506_0708, "Chrome DevTools authenticator"),
    (0x0898_7058_cadc_4b81_b6e1_30de_50dc_be96, "Windows Hello"),
    (0x0bb4_3545_fd2c_4185_87dd_feb0_b291_6ace, "Security Key NFC by Yubico"),
    (0x0ea2_42b4_43c4_4a1b_8b17_dd6d_0b6b_aec6, "Keeper"),
    (0x12de_d745_4bed_47d4_abaa_e713_f51d_6393, "Feitian AllinOne FIDO2"),
    (0x149a_2021_8ef6_4133_96b8_81f8_d5b7_f1f5, "Security Key NFC by Yubico"),
    (0x1908_3c3d_8383_4b18_bc03_8f1c_9ab2_fd1b, "YubiKey 5"),
    (0x1f8e_43df_71ff_e11d_bea3_c4ee_7003_b232, "Thetis Pro"),
    (0x2224_8c4c_7a12_46e2_9a41_4429_1b37_3a4d, "LogMeOnce"),
    (0x2467_3149_6c86_42e7_98d9_433f_b5b7_3296, "YubiKey 5Ci"),
    (0x2cd2_f727_f6ca_44da_8f48_5c2e_5da0_00a2, "Nitrokey 3"),
    (0x2d3b_ec26_15ee_4f5d_88b2_5362_2490_270b, "HID Crescendo Key"),
    (0x2fc0_579f_8113_47ea_b116_bb5a_8db9_202a, "YubiKey 5 NFC"),
    (0x30b5_035e_d297_4ff1_b00b_addc_96ba_6a98, "OneSpan DIGIPASS FX1 BIO"),
    (0x30b5_035e_d297_4ff7_b00b_addc_96ba_6a98, "OneSpan DIGIPASS FX7"),
    (0x3474_4913_4f57_4e6e_a527_e9ec_3c4b_94e6, "YubiKey Bio"),
    (0x39a5_647e_1853_446c_a1f6_a79b_ae9f_5bc7, "IDmelon Key"),
    (0x3b1a_db99_0dfe_46fd_90b8_7f76_14a4_de2a, "GoTrust Idem Key"),
    (0x42b4_fb4a_2866_43b2_9bf7_6c66_69c2_e5d3, "Google Titan Security Key"),
    (0x47ab_2fb4_66ac_4184_9ae1_86be_8140_12d5, "Security Key NFC by Yubico"),
    (0x4d41_190c_7beb_4a84_8018_adf2_65a6_352d, "Thales IDPrime FIDO Bio"),
    (0x5072_6f74_6f6e_5061_7373_5072_6f74_6f6e, "Proton Pass"),
    (0x5311_26d6_e717_415c_9320_3d9a_a698_1239, "Dashlane"),
    (0x5341_4d53_554e_4700_0000_0000_0000_0000, "Samsung Pass"),
    (0x57f7_de54_c807_4eab_b1c6_1c9b_e798_4e92, "YubiKey 5 FIPS"),
    (0x59f8_5fe7_faa5_4c92_9f52_697b_9d4d_5473, "RSA Authenticator"),
    (0x5d62_9218_d3a5_11ed_afa1_0242_ac12_0002, "Swissbit iShield Key Pro"),
    (0x6028_b017_b1d4_4c02_b4b3_afcd_afc9_6bb2, "Windows Hello"),
    (0x664d_9f67_84a2_412a_9ff7_b4f7_d8ee_6d05, "OpenSK"),
    (0x692d_b549_7ae5_44d5_a1e5_dd20_a493_b723, "HID Crescendo Key"),
    (0x6d44_ba9b_f6ec_2e49_b930_0c8f_e920_cb73, "Security Key NFC by Yubico"),
    (0x73bb_0cd4_e502_49b8_9c6f_b594_45bf_720b, "YubiKey 5 FIPS"),
    (0x7409_272d_1ff9_4e10_9fc9_ac00_19c1_24fd, "YubiKey Bio"),
    (0x7482_0b05_a6c9_40f9_8fb0_9f86_aca9_3998, "Thales SafeNet eToken Fusion"),
    (0x7701_0bd7_212a_4fc9_b236_d2ca_5e9d_4084, "Feitian BioPass FIDO2"),
    (0x771b_48fd_d3d4_4f74_9232_fc15_7ab0_507a, "Microsoft Edge on Mac"),
    (0x7787_a482_13e8_4784_8a06_c7ed_49a7_aaf4, "Swissbit iShield Key 2"),
    (0x7b96_457d_e3cd_432b_9ceb_c9fd_d7ef_7432, "YubiKey 5Ci FIPS"),
    (0x7d13_51a6_e097_4852_b8bf_c9ac_5c9c_e4a3, "YubiKey Bio"),
    (0x7e3f_3d30_3557_4442_bdae_1393_1217_8b39, "RSA DS100"),
    (0x820d_89ed_d65a_409e_85cb_f73f_0578_f82a, "IDmelon"),
    (0x833b_721a_ff5f_4d00_bb2e_bdda_3ec0_1e29, "Feitian ePass FIDO2"),
    (0x8520_3421_48f9_4355_9bc8_8a53_846e_5083, "YubiKey 5Ci FIPS"),
    (0x8681_a073_5f50_4d52_bce4_e216_58d2_07b3, "RSA Authenticator"),
    (0x8876_631b_d4a0_427f_5773_0ec7_1c9e_0279, "Solo"),
    (0x8976_631b_d4a0_427f_5773_0ec7_1c9e_0279, "Solo Tap"),
    (0x9063_6e1f_ef82_43bf_bdcf_5255_f139_d12f, "YubiKey Bio"),
    (0x90a3_ccdf_635c_4729_a248_9b70_9135_078f, "Microsoft Authenticator"),
    (0x9313_27dd_c89b_406c_a81e_ed70_58ef_36c6, "Swissbit iShield Key FIDO2"),
    (0x9876_631b_d4a0_427f_5773_0ec7_1c9e_0279, "Somu"),
    (0x998f_358b_2dd2_4cbe_a43a_e810_7438_dfb3, "OnlyKey"),
    (0x9ddd_1817_af5a_4672_a2b9_3e3d_d950_00a9, "Windows Hello"),
    (0xa021_67b9_ae71_4ac7_9a07_0643_2ebb_6f1c, "YubiKey 5Ci"),
    (0xa10c_6dd9_465e_4226_8198_c7c4_4b91_c555, "Kaspersky Password Manager"),
    (0xa253_42c0_3cdc_4414_8e46_f480_7fca_511c, "YubiKey 5 NFC"),
    (0xa4e9_fc6d_4cbe_4758_b8ba_3759_8bb5_bbaa, "Security Key NFC by Yubico"),
    (0xab32_f0c6_2239_afbb_c470_d2ef_4e25_4db7, "Token2 FIDO2"),
    (0xadce_0002_35bc_c60a_648b_0b25_f1f0_5503, "Chrome on Mac"),
    (0xaeb6_569c_f8fb_4950_ac60_24ca_2bbe_2e52, "HID Crescendo C2300"),
    (0xb35a_26b2_8f6e_4697_ab1d_d44d_b4da_28c6, "Zoho Vault"),
    (0xb539_7666_4885_aa6b_cebf_e522_62a4_39a2, "Chromium Browser"),
    (0xb6ed_e29c_3772_412c_8a78_539c_1f4c_62d2, "Feitian BioPass FIDO2 Plus"),
    (0xb78a_0a55_6ef8_d246_a042_ba0f_6d55_050c, "LastPass"),
    (0xb7d3_f68e_88a6_471e_9ecf_2df2_6d04_1ede, "Security Key NFC by Yubico"),
    (0xb84e_4048_15dc_4dd0_8640_f4f6_0813_c8af, "NordPass"),
    (0xb92c_3f9a_c014_4056_887f_140a_2501_163b, "Security Key by Yubico"),
    (0xbada_5566_a7aa_401f_bd96_4561_9a55_120d, "1Password"),
    (0xc1f9_a0bc_1dd2_404a_b27f_8e29_047a_43fd, "YubiKey 5 NFC FIPS"),
    (0xc5ef_55ff_ad9a_4b9f_b580_adeb_afe0_26d0, "YubiKey 5Ci"),
    (0xc611_b55c_77b2_4527_8082_590e_931b_2f08, "GoTrust Idem Key"),
    (0xc80d_bd9a_533f_4a17_b941_1a2f_1c7c_edff, "HID Crescendo C3000"),
    (0xcb69_481e_8ff7_4039_93ec_0a27_29a1_54a8, "YubiKey 5"),
    (0xd345_2668_01fd_4c12_926c_83a4_2048_53aa, "Microsoft Password Manager"),
    (0xd548_826e_79b4_db40_a3d8_1111_6f7e_8349, "Bitwarden"),
    (0xd778_1e5d_e353_46aa_afe2_3ca4_9f13_332a, "YubiKey 5 NFC"),
    (0xd852_2d9f_575b_4866_88a9_ba99_fa02_f35b, "YubiKey Bio"),
    (0xd94a_29d9_52dd_4247_9c2d_8b81_8b61_0389, "Kensington VeriMark Guard"),
    (0xd9be_9d39_e6a6_4c28_a581_32b0_44d9_86e4, "Sticky Password"),
    (0xda1f_a263_8b25_42b6_a820_c003_6f21_ba7f, "AuthenTrend ATKey.Card NFC"),
    (0xdd4e_c289_e01d_41c9_bb89_70fa_845d_4bf2, "iCloud Keychain (managed)"),
    (0xdd86_a2da_86a0_4cbe_b462_4bd3_1f57_bc6f, "YubiKey Bio"),
    (0xde1e_552d_db1d_4423_a619_566b_625c_dc84, "Microsoft Authenticator"),
    (0xde50_3f9c_21a4_4f76_b4b7_558e_b55c_6f89, "Devolutions"),
    (0xe1a9_6183_5016_4f24_b55b_e3ae_2361_4cc6, "AuthenTrend ATKey.Pro"),
    (0xe416_201b_afeb_41ca_a03d_2281_c283_22aa, "AuthenTrend ATKey.Pro"),
    (0xe77e_3c64_05e3_428b_8824_0cbe_b04b_829d, "Security Key NFC by Yubico"),
    (0xea9b_8d66_4d01_1d21_3ce4_b6b4_8cb5_75d4, "Google Password Manager"),
    (0xeabb_46cc_e241_80bf_ae9e_96fa_6d29_75cf, "Token2 PIN Plus"),
    (0xeaec_def2_1c31_5634_8639_f1cb_d9c0_0a08, "KeePassDX"),
    (0xed04_2a3a_4b22_4455_bb69_a267_b652_ae7e, "Security Key NFC by Yubico"),
    (0xee04_1bce_25e5_4cdb_8f86_897f_d641_8464, "Feitian ePass FIDO2 NFC"),
    (0xee88_2879_721c_4913_9775_3dfc_ce97_072a, "YubiKey 5"),
    (0xefb9_6b10_a9ee_4b6c_a4a9_d321_25cc_d4a4, "Thales SafeNet eToken FIDO"),
    (0xf380_9540_7f14_49c1_a8b3_8f81_3b22_5541, "Enpass"),
    (0xf8a0_11f3_8c0a_4d15_8006_1711_1f9e_dc7d, "Security Key by Yubico"),
    (0xfa2b_99dc_9e39_4257_8f92_4a30_d23c_4118, "YubiKey 5 NFC"),
    (0xfbfc_3007_154e_4ecc_8c0b_6e02_0557_d7bd, "Apple Passwords"),
    (0xfcc0_118f_cd45_435b_8da1_9782_b2da_0715, "YubiKey 5 NFC FIPS"),
    (0xfdb1_41b2_5d84_443e_8a35_4698_c205_a502, "KeePassXC"),
    (0xff4d_ac45_ede8_4ec2_aced_cf66_103f_4335, "YubiKey 5"),
];

/// The provider's name, if the AAGUID is known.
pub(super) fn name(aaguid: u128) -> Option<&'static str> {
    let place = KNOWN.binary_search_by_key(&aaguid, |(aaguid, _)| *aaguid).ok()?;
    KNOWN.get(place).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::super::MAX_NAME;
    use super::{KNOWN, name};

    #[test]
    fn every_provider_in_the_table_is_found() {
        for (aaguid, provider) in KNOWN {
            assert_eq!(name(*aaguid), Some(*provider));
        }
    }

    #[test]
    fn there_are_at_least_forty_each_once_and_in_order() {
        assert!(KNOWN.len() >= 40, "{}", KNOWN.len());
        assert!(KNOWN.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn every_name_is_as_short_as_one_that_an_operator_may_give() {
        assert!(KNOWN.iter().all(|(_, name)| (1..=MAX_NAME).contains(&name.chars().count())));
    }

    #[test]
    fn an_authenticator_that_does_not_tell_has_no_name() {
        assert_eq!(name(0), None);
    }
}
