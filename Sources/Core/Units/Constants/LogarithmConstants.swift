// Made by script/make-math-coefficients; change that, not this.

/// Constants of the logarithms.
extension DeterministicMath {
    /// 1/ln 2 to 26 bits.
    @inlinable
    static var octavesPerUnitHigh: Double { 0x1.7154768p0 }

    /// The rest of 1/ln 2.
    @inlinable
    static var octavesPerUnitLow: Double { -0x1.6a3e80f444178p-27 }

    /// log10 2 to 26 bits.
    @inlinable
    static var decadesPerOctaveHigh: Double { 0x1.344135p-2 }

    /// The rest of log10 2.
    @inlinable
    static var decadesPerOctaveLow: Double { 0x1.3ef3fde623e25p-31 }

    /// From this row on the mantissa is halved, so that the logarithm of what is left is near 0.
    @inlinable
    static var logarithmTurn: Int { 54 }

    /// (log2(1 + r) - r / ln 2) / r^2 for |r| to 1/128.
    /// Relative error of the logarithm made with it: 2^-65.4.
    @inlinable @inline(__always)
    static func logarithmTail(_ r: Double) -> Double {
        let t0: Double = -0x1.71547652b82fep-1 + 0x1.ec709dc3a0451p-2 * r
        let t2: Double = -0x1.71547652bb879p-2 + 0x1.2776c5052d7cp-2 * r
        let t4: Double = -0x1.ec709b5d0b824p-3 + 0x1.a620b2b3a97e2p-3 * r
        let t6: Double = -0x1.719f389554543p-3
        let r2 = r * r
        let t0x2 = t0 + t2 * r2
        let t4x2 = t4 + t6 * r2
        let r4 = r2 * r2
        let t0x2x4 = t0x2 + t4x2 * r4
        return t0x2x4
    }

    /// Three numbers for each j/128 <= m - 1 < (j + 1)/128: c near 1/m (m/2 from `logarithmTurn`
    /// on) of 9 bits, exactly 1 around m = 1 so that logarithms near 0 keep their digits;
    /// -log2 c to a multiple of 2^-41, to which every exponent adds exactly; the rest of it.
    static let logarithms: InlineArray<384, Double> = [
        0x1p0, 0x0p0, 0x0p0,
        0x1.fap-1, 0x1.16a21e20ap-6, 0x1.48a179268271dp-47,
        0x1.f6p-1, 0x1.d23afc492p-6, -0x1.8c0ec864a3085p-43,
        0x1.f2p-1, 0x1.47aa07357p-5, 0x1.c13cad28e6311p-43,
        0x1.efp-1, 0x1.8f135b81p-5, 0x1.e44675020ccd7p-43,
        0x1.ebp-1, 0x1.eef792509p-5, -0x1.258a7b2336919p-43,
        0x1.e7p-1, 0x1.27d24bae8p-4, 0x1.26d610050fdb5p-43,
        0x1.e4p-1, 0x1.4c560fe688p-4, 0x1.7c407050799bfp-43,
        0x1.ep-1, 0x1.7d60496cf8p-4, 0x1.da6339da288fcp-43,
        0x1.ddp-1, 0x1.a26ccd998p-4, 0x1.852899427dd61p-44,
        0x1.d9p-1, 0x1.d4300a2528p-4, -0x1.95f44a65a251cp-43,
        0x1.d6p-1, 0x1.f9c95dc1dp-4, 0x1.164e932b2d51cp-44,
        0x1.d2p-1, 0x1.162593186cp-3, 0x1.a6fc41e0487adp-43,
        0x1.cfp-1, 0x1.293ac3dc1cp-3, -0x1.9979a1a798074p-43,
        0x1.ccp-1, 0x1.3c6fb650ccp-3, 0x1.e50a1644ac794p-43,
        0x1.c9p-1, 0x1.4fc4d4d9bcp-3, -0x1.9d941e9e746a4p-44,
        0x1.c6p-1, 0x1.633a8bf438p-3, -0x1.8f7aac147fdc1p-46,
        0x1.c2p-1, 0x1.7d60496cfcp-3, -0x1.2ce6312ebb81dp-45,
        0x1.bfp-1, 0x1.9123c1528cp-3, 0x1.b37bd36337985p-45,
        0x1.bcp-1, 0x1.a5094b54d4p-3, -0x1.7d7bfb12454c5p-43,
        0x1.b9p-1, 0x1.b9115db83cp-3, -0x1.c22d2cad415aep-43,
        0x1.b6p-1, 0x1.cd3c712d3p-3, 0x1.109325dd5e814p-43,
        0x1.b3p-1, 0x1.e18b00e13p-3, 0x1.23d066fdd7c23p-43,
        0x1.b1p-1, 0x1.ef28aacd74p-3, -0x1.dcedf39d830c6p-43,
        0x1.aep-1, 0x1.01d9bbcfa6p-2, 0x1.d45da26510033p-46,
        0x1.abp-1, 0x1.0c318aeep-2, -0x1.87f13324f6d23p-43,
        0x1.a8p-1, 0x1.169c05364p-2, -0x1.d4f1b95e0ff45p-43,
        0x1.a5p-1, 0x1.21196e8748p-2, -0x1.85e9a1fc3cc8ep-43,
        0x1.a3p-1, 0x1.28225bb5e6p-2, 0x1.28fa3aac2fde9p-44,
        0x1.ap-1, 0x1.32bfee370ep-2, 0x1.cd0cb4492f1bcp-43,
        0x1.9dp-1, 0x1.3d712bf9cap-2, -0x1.0899cee46ebe4p-45,
        0x1.9bp-1, 0x1.449d115ef8p-2, -0x1.3c49c247ab6afp-45,
        0x1.98p-1, 0x1.4f6fbb2cecp-2, 0x1.661e393a16b95p-44,
        0x1.96p-1, 0x1.56b22e6b58p-2, -0x1.c6d8d86531d56p-44,
        0x1.93p-1, 0x1.61a717cac2p-2, -0x1.9f3ba83f85c08p-44,
        0x1.91p-1, 0x1.6900a8836ep-2, -0x1.e55f161943589p-43,
        0x1.8ep-1, 0x1.7418acebcp-2, -0x1.ce2935fff809ap-43,
        0x1.8cp-1, 0x1.7b89f02cf2p-2, 0x1.55a63e278bad5p-43,
        0x1.8ap-1, 0x1.8304d90c12p-2, -0x1.66ae2a7ada553p-49,
        0x1.87p-1, 0x1.8e4f83fa14p-2, 0x1.7b6bf20f1e8c4p-44,
        0x1.85p-1, 0x1.95e2f9b52p-2, -0x1.f63a1b3264f72p-43,
        0x1.83p-1, 0x1.9d806ebc9ap-2, -0x1.bc8e7c8e90405p-43,
        0x1.8p-1, 0x1.a8ff97181p-2, 0x1.4bc302ffa76fbp-43,
        0x1.7ep-1, 0x1.b0b67f4f46p-2, 0x1.01fea1ec47c71p-43,
        0x1.7cp-1, 0x1.b877c57b1cp-2, -0x1.f20203b3186a6p-43,
        0x1.7ap-1, 0x1.c043859e3p-2, -0x1.2642415d47384p-45,
        0x1.78p-1, 0x1.c819dc2d46p-2, -0x1.bc76a2753b99bp-50,
        0x1.75p-1, 0x1.d3ef776d44p-2, -0x1.81e2b378ff59dp-51,
        0x1.73p-1, 0x1.dbe0c58c3cp-2, 0x1.fe34ad4ba7ee9p-43,
        0x1.71p-1, 0x1.e3dd11565p-2, 0x1.f77628aa1aed8p-44,
        0x1.6fp-1, 0x1.ebe47960e4p-2, -0x1.fbc00d8d6cbcfp-45,
        0x1.6dp-1, 0x1.f3f71cc1b6p-2, 0x1.4dc166e0e0c68p-45,
        0x1.6bp-1, 0x1.fc151b11b4p-2, -0x1.37fc8cafdef46p-43,
        0x1.69p-1, 0x1.021f4a37edp-1, -0x1.0144751b3314fp-43,
        0x1.67p0, -0x1.f38c567bccp-2, -0x1.50343f8df4b43p-44,
        0x1.65p0, -0x1.eb4b847d16p-2, 0x1.0c6b068d867f1p-44,
        0x1.63p0, -0x1.e2fed3d098p-2, 0x1.acfe41bb5518cp-43,
        0x1.61p0, -0x1.daa6222064p-2, -0x1.f72024e94ae2bp-43,
        0x1.5fp0, -0x1.d2414c80cp-2, 0x1.b055bd48256adp-43,
        0x1.5ep0, -0x1.ce0a4923a6p-2, 0x1.e0cda8bd74461p-44,
        0x1.5cp0, -0x1.c592fad296p-2, 0x1.2a606046ad444p-44,
        0x1.5ap0, -0x1.bd0f2e9e7ap-2, 0x1.f9ea977a639cp-43,
        0x1.58p0, -0x1.b47ebf7388p-2, -0x1.50520a377c7ecp-45,
        0x1.56p0, -0x1.abe18797f2p-2, 0x1.6e3cb71b554e7p-47,
        0x1.54p0, -0x1.a33760a7f6p-2, -0x1.4275f1035e5e8p-48,
        0x1.53p0, -0x1.9edd6759b2p-2, -0x1.77e236c73e71bp-44,
        0x1.51p0, -0x1.961f905274p-2, -0x1.3719eb3af5b8dp-47,
        0x1.4fp0, -0x1.8d54673b5cp-2, -0x1.b8d59e8492d6ep-45,
        0x1.4ep0, -0x1.88e9c72e0cp-2, 0x1.bb4b69336b66ep-43,
        0x1.4cp0, -0x1.800a563162p-2, 0x1.d5e6a8a4fb059p-45,
        0x1.4ap0, -0x1.771d2ba7fp-2, 0x1.3106e404cabb7p-44,
        0x1.49p0, -0x1.72a1637cbcp-2, -0x1.829434d994a2ap-46,
        0x1.47p0, -0x1.699f5248cep-2, 0x1.68f2e756f5797p-43,
        0x1.45p0, -0x1.608f1b4294p-2, -0x1.15b2de01cea41p-43,
        0x1.44p0, -0x1.5c01a39fbep-2, 0x1.2f0c0bfe9dbecp-43,
        0x1.42p0, -0x1.52dbdfc4cap-2, 0x1.29904613e33cp-43,
        0x1.4p0, -0x1.49a784bcd2p-2, 0x1.1d406db502403p-44,
        0x1.3fp0, -0x1.4507cfedd4p-2, -0x1.f8729ab413ffap-43,
        0x1.3dp0, -0x1.3bbd3a0a1ep-2, 0x1.82b53e791792dp-45,
        0x1.3cp0, -0x1.37124cea4cp-2, -0x1.bd9b32266d92cp-43,
        0x1.3ap0, -0x1.2db10fc4dap-2, 0x1.54243b21709cep-44,
        0x1.39p0, -0x1.28fab35b32p-2, -0x1.a0d8c0e85a909p-44,
        0x1.37p0, -0x1.1f825f6d88p-2, -0x1.c2657d0d1a7fp-43,
        0x1.36p0, -0x1.1ac05b292p-2, 0x1.f1f5ae718f241p-43,
        0x1.34p0, -0x1.11307dad3p-2, -0x1.6eb9612e0b4f3p-43,
        0x1.33p0, -0x1.0c62975542p-2, -0x1.51d49f63f483p-43,
        0x1.32p0, -0x1.0790adbb04p-2, 0x1.fed21f9cb2cc5p-43,
        0x1.3p0, -0x1.fbc16b9028p-3, 0x1.7f5dc57266758p-43,
        0x1.2fp0, -0x1.f205339208p-3, -0x1.e4e8eea54ce63p-44,
        0x1.2dp0, -0x1.de73fe3b14p-3, -0x1.01dc37c84e79ap-44,
        0x1.2cp0, -0x1.d49ee4c324p-3, -0x1.96fc8f4b56502p-43,
        0x1.2bp0, -0x1.cac163c77p-3, -0x1.b912d8994b162p-44,
        0x1.29p0, -0x1.b6ecf175f8p-3, -0x1.5e96bed8cce3p-43,
        0x1.28p0, -0x1.acf5e2db5p-3, 0x1.36c101ee1344p-43,
        0x1.27p0, -0x1.a2f632320cp-3, 0x1.e54d71deb636ap-45,
        0x1.25p0, -0x1.8edcae8354p-3, 0x1.4944a32bde66bp-43,
        0x1.24p0, -0x1.84c2bd02fp-3, -0x1.d97ee9124773bp-46,
        0x1.23p0, -0x1.7a9fec7d04p-3, -0x1.ddef17e4da0eep-43,
        0x1.21p0, -0x1.663f6fac9p-3, -0x1.3167ccc538261p-43,
        0x1.2p0, -0x1.5c01a39fbcp-3, -0x1.6879fa00b120ap-43,
        0x1.1fp0, -0x1.51bab907a4p-3, -0x1.c8a48b008985cp-43,
        0x1.1ep0, -0x1.476a9f984p-3, 0x1.1659d8e2d7d38p-44,
        0x1.1cp0, -0x1.32ae9e278cp-3, 0x1.1e5e0ae0d3f8ap-43,
        0x1.1bp0, -0x1.284294b07cp-3, 0x1.9c0728975535cp-43,
        0x1.1ap0, -0x1.1dcd197554p-3, 0x1.484a15babcf88p-43,
        0x1.19p0, -0x1.134e1b489p-3, -0x1.8b7fcd690403ep-45,
        0x1.17p0, -0x1.fc66a0f0bp-4, -0x1.49209a68c72a1p-49,
        0x1.16p0, -0x1.e72ec117f8p-4, -0x1.2d90e5edaeceep-43,
        0x1.15p0, -0x1.d1e34e35b8p-4, -0x1.6d26859c7991ep-47,
        0x1.14p0, -0x1.bc84240ad8p-4, -0x1.5dd31d962d373p-43,
        0x1.13p0, -0x1.a7111df348p-4, -0x1.24fad116078efp-46,
        0x1.12p0, -0x1.918a16e46p-4, -0x1.9ad57391924a7p-43,
        0x1.1p0, -0x1.663f6fac9p-4, -0x1.3167ccc538261p-44,
        0x1.0fp0, -0x1.507b83603p-4, -0x1.ddb6a7969bdb5p-43,
        0x1.0ep0, -0x1.3aa2fdd28p-4, 0x1.c7a4ff65ddbc9p-45,
        0x1.0dp0, -0x1.24b5b7e138p-4, 0x1.2e1bb2e986575p-43,
        0x1.0cp0, -0x1.0eb389fa28p-4, -0x1.f9ab3cf74babap-44,
        0x1.0bp0, -0x1.f13898332p-5, -0x1.4e7e87341aeeep-43,
        0x1.0ap0, -0x1.c4dfab90bp-5, 0x1.52842c1c1e586p-43,
        0x1.09p0, -0x1.985bfc349p-5, -0x1.465182838ed44p-43,
        0x1.08p0, -0x1.6bad3758fp-5, 0x1.3c6764fc87b4ap-48,
        0x1.07p0, -0x1.3ed309468p-5, -0x1.6898809d2dc1p-43,
        0x1.06p0, -0x1.11cd1d513p-5, -0x1.a0976c0a2827dp-44,
        0x1.05p0, -0x1.c9363ba86p-6, 0x1.e0f33322fe11dp-43,
        0x1.04p0, -0x1.6e79685c2p-6, -0x1.a45314dc4fc42p-43,
        0x1.03p0, -0x1.1363117aap-6, 0x1.09e76897cb26ep-43,
        0x1.02p0, -0x1.6fe50b6fp-7, 0x1.ef5d00e390ap-44,
        0x1p0, 0x0p0, 0x0p0,
    ]
}
