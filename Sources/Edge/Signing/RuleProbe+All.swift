// Written by Tests/Vectors/ed25519/make-vectors.py --swift; the same bytes are in
// Tests/Vectors/ed25519/edge-cases.txt.
internal import Primitives

extension RuleProbe {
    static let all: [RuleProbe] = [
        RuleProbe(
            name: "honest-1",
            key: Hash256(
                words: (
                    0x544c_ae85_3ce3_9be1, 0x98bf_c435_d7e7_1ead, 0x9214_a265_1ac0_d974,
                    0xcb93_c13e_b33d_7ee9
                )),
            r: Hash256(
                words: (
                    0x243f_e6d0_7146_1530, 0x149e_c100_fae9_1c30, 0xcfcb_bbb8_a2f3_ab8b,
                    0xd198_9907_0344_d170
                )),
            s: Hash256(
                words: (
                    0x73ac_d41c_bfe1_f7bb, 0xb3dd_1154_f5cd_6c69, 0x65ee_5be2_e63b_afcc,
                    0xd2ae_9e40_4757_7302
                )),
            message: [0x17],
            expected: true),
        RuleProbe(
            name: "mixed-key-4-mixed-nonce-0-cancels",
            key: Hash256(
                words: (
                    0x744a_a9d1_7019_ab06, 0xbf87_4eed_1756_7458, 0x6fe0_7ac5_196a_4128,
                    0x1f1c_6ef4_52fb_699b
                )),
            r: Hash256(
                words: (
                    0xbfba_ca76_ba3b_a8bc, 0x3821_9016_7206_88c2, 0xf9e2_3231_a5c6_0943,
                    0x61ae_cec0_1aa8_98e1
                )),
            s: Hash256(
                words: (
                    0x808d_4df2_6706_74d5, 0x6052_5176_4101_ce31, 0x3a12_417c_6414_2b33,
                    0x8d86_bb00_eef3_e901
                )),
            message: [
                0x65, 0x61, 0x72, 0x73, 0x68, 0x6f, 0x74, 0x20, 0x6d, 0x69, 0x78, 0x65, 0x64, 0x20,
                0x34, 0x20, 0x30, 0x20, 0x30,
            ],
            expected: true),
        RuleProbe(
            name: "s-plus-1L",
            key: Hash256(
                words: (
                    0x43cd_c023_d22d_5f9e, 0x107d_1a06_9345_7d35, 0xd1d1_0eb7_d21c_7211,
                    0x92f5_6f5d_e406_65d3
                )),
            r: Hash256(
                words: (
                    0x24bf_2ddf_c9ca_c0cd, 0x30bb_cfd4_a8eb_a313, 0x31e5_3eb2_2fe0_b9a7,
                    0x0abb_b55b_b03a_4172
                )),
            s: Hash256(
                words: (
                    0x5327_5a3a_7ea4_105f, 0x51a1_52c5_b8ed_f948, 0xca56_9d6a_6ffa_fd81,
                    0x838c_3ce6_0bd0_241b
                )),
            message: [
                0x65, 0x61, 0x72, 0x73, 0x68, 0x6f, 0x74, 0x20, 0x73, 0x63, 0x61, 0x6c, 0x61, 0x72,
                0x73,
            ],
            expected: false),
        RuleProbe(
            name: "small-key-4.0-mixed-nonce-0",
            key: Hash256(
                words: (
                    0xecff_ffff_ffff_ffff, 0xffff_ffff_ffff_ffff, 0xffff_ffff_ffff_ffff,
                    0xffff_ffff_ffff_ff7f
                )),
            r: Hash256(
                words: (
                    0x44a9_820c_ea92_68a1, 0x3bc5_537d_1f12_8726, 0xc180_c041_d9d5_f7d0,
                    0xa237_2d1e_adcc_1fe5
                )),
            s: Hash256(
                words: (
                    0x4df7_a334_d671_2687, 0x36fe_9b44_8e47_362c, 0x623c_65b5_f196_6e87,
                    0xf2ed_b63a_1e67_5e0f
                )),
            message: [
                0x65, 0x61, 0x72, 0x73, 0x68, 0x6f, 0x74, 0x20, 0x6b, 0x65, 0x79, 0x20, 0x34, 0x20,
                0x6e, 0x6f, 0x6e, 0x63, 0x65, 0x20, 0x30, 0x20, 0x30,
            ],
            expected: false),
        RuleProbe(
            name: "small-key-4.1-mixed-nonce-0",
            key: Hash256(
                words: (
                    0xecff_ffff_ffff_ffff, 0xffff_ffff_ffff_ffff, 0xffff_ffff_ffff_ffff,
                    0xffff_ffff_ffff_ffff
                )),
            r: Hash256(
                words: (
                    0x44a9_820c_ea92_68a1, 0x3bc5_537d_1f12_8726, 0xc180_c041_d9d5_f7d0,
                    0xa237_2d1e_adcc_1fe5
                )),
            s: Hash256(
                words: (
                    0x4df7_a334_d671_2687, 0x36fe_9b44_8e47_362c, 0x623c_65b5_f196_6e87,
                    0xf2ed_b63a_1e67_5e0f
                )),
            message: [
                0x65, 0x61, 0x72, 0x73, 0x68, 0x6f, 0x74, 0x20, 0x6b, 0x65, 0x79, 0x20, 0x34, 0x20,
                0x6e, 0x6f, 0x6e, 0x63, 0x65, 0x20, 0x30, 0x20, 0x32,
            ],
            expected: false),
        RuleProbe(
            name: "mixed-key-0-small-nonce-0.0",
            key: Hash256(
                words: (
                    0x03a1_07bf_f3ce_10be, 0x1d70_dd18_e74b_c099, 0x67e4_d630_9ba5_0d5f,
                    0x1ddc_8664_1255_31b8
                )),
            r: Hash256(
                words: (
                    0x0100_0000_0000_0000, 0x0000_0000_0000_0000, 0x0000_0000_0000_0000,
                    0x0000_0000_0000_0000
                )),
            s: Hash256(
                words: (
                    0x8286_8ccc_9b86_08a4, 0x6f28_cd89_7aa8_c104, 0x0245_56d4_6749_a464,
                    0x5a6f_cfb3_f05c_0704
                )),
            message: [
                0x65, 0x61, 0x72, 0x73, 0x68, 0x6f, 0x74, 0x20, 0x6e, 0x6f, 0x6e, 0x63, 0x65, 0x20,
                0x30, 0x20, 0x6b, 0x65, 0x79, 0x20, 0x30, 0x20, 0x30,
            ],
            expected: false),
        RuleProbe(
            name: "mixed-key-0-small-nonce-0.1",
            key: Hash256(
                words: (
                    0x03a1_07bf_f3ce_10be, 0x1d70_dd18_e74b_c099, 0x67e4_d630_9ba5_0d5f,
                    0x1ddc_8664_1255_31b8
                )),
            r: Hash256(
                words: (
                    0x0100_0000_0000_0000, 0x0000_0000_0000_0000, 0x0000_0000_0000_0000,
                    0x0000_0000_0000_0080
                )),
            s: Hash256(
                words: (
                    0xac8f_1c94_cca7_44f6, 0x0f67_dcb5_659b_28ac, 0x5112_663c_a672_bc45,
                    0xefc9_7062_e455_0903
                )),
            message: [
                0x65, 0x61, 0x72, 0x73, 0x68, 0x6f, 0x74, 0x20, 0x6e, 0x6f, 0x6e, 0x63, 0x65, 0x20,
                0x30, 0x20, 0x6b, 0x65, 0x79, 0x20, 0x30, 0x20, 0x30,
            ],
            expected: false),
        RuleProbe(
            name: "mixed-key-0-mixed-nonce-4-cofactored-only",
            key: Hash256(
                words: (
                    0x79b5_562e_8fe6_54f9, 0x4078_b112_e8a9_8ba7, 0x901f_853a_e695_bed7,
                    0xe0e3_910b_ad04_9664
                )),
            r: Hash256(
                words: (
                    0x2884_8354_03ea_0e40, 0x4768_1516_e186_6ad6, 0x8a3a_64e0_fdbf_0db6,
                    0x0373_76da_d130_c7f6
                )),
            s: Hash256(
                words: (
                    0xa10c_55d2_a97e_e80a, 0x8cea_5c31_23d1_8e57, 0xe2d9_6f19_a809_68b1,
                    0x0774_9fe7_8410_5b0d
                )),
            message: [
                0x65, 0x61, 0x72, 0x73, 0x68, 0x6f, 0x74, 0x20, 0x6d, 0x69, 0x78, 0x65, 0x64, 0x20,
                0x30, 0x20, 0x34, 0x20, 0x30,
            ],
            expected: false),
    ]
}
