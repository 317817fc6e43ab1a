// Made by script/make-math-coefficients; change that, not this.

/// Constants of the arc tangent and the arc sine.
extension DeterministicMath {
    /// pi, rounded.
    @inlinable
    static var halfTurn: Double { 0x1.921fb54442d18p1 }

    /// pi - `halfTurn`.
    @inlinable
    static var halfTurnRest: Double { 0x1.1a62633145c07p-53 }

    /// pi/2, rounded.
    @inlinable
    static var quarterTurn: Double { 0x1.921fb54442d18p0 }

    /// pi/2 - `quarterTurn`.
    @inlinable
    static var quarterTurnRest: Double { 0x1.1a62633145c07p-54 }

    /// (atan q - q) / q^3 for z = q^2, q to 5/32.
    /// Relative error of the arc tangent made with it: 2^-61.9.
    @inlinable @inline(__always)
    static func arcTangentTail(_ z: Double) -> Double {
        let t0: Double = -0x1.5555555555548p-2 + 0x1.9999999992be7p-3 * z
        let t2: Double = -0x1.2492491b0f06bp-3 + 0x1.c71c6544db719p-4 * z
        let t4: Double = -0x1.7458b03b834abp-4 + 0x1.3a390dbde73f8p-4 * z
        let t6: Double = -0x1.f5cdcdf6049ap-5
        let z2 = z * z
        let t0x2 = t0 + t2 * z2
        let t4x2 = t4 + t6 * z2
        let z4 = z2 * z2
        let t0x2x4 = t0x2 + t4x2 * z4
        return t0x2x4
    }

    /// Eleven numbers for each centre c = i/32, i = 4...32: atan c, the rest of it, then nine
    /// coefficients p with atan(c + h) = atan c + h p(h) for |h| to 1/64.
    /// Worst error of a row, relative to atan c: 2^-57.0.
    static let arcTangents: InlineArray<319, Double> = [
        0x1.fd5ba9aac2f6ep-4, -0x1.cd37686760c17p-59, 0x1.f81f81f81f82p-1, -0x1.f05e09d0dc11ap-4,
        -0x1.368c3aa76e1d7p-2, 0x1.d9b16b390cf8bp-4, 0x1.404899448593bp-3, -0x1.ba55d7b95f783p-4,
        -0x1.652e4d7710b73p-4, 0x1.935d89ef1de23p-4, 0x1.725bdc3f0c64bp-5,
        0x1.3d6eee8c6626cp-3, 0x1.61a3b0ce9281bp-57, 0x1.f3cc435b0713cp-1, -0x1.30eddb7d169efp-3,
        -0x1.264053fd62b3cp-2, 0x1.1b795e8e503d5p-3, 0x1.1381bbe93d94fp-3, -0x1.fd07f0adac0ffp-4,
        -0x1.f634c48f63158p-5, 0x1.b77bc57b11e0ep-4, 0x1.1dce23e8ad0afp-6,
        0x1.7b97b4bce5b02p-3, 0x1.347b0b4f881cap-58, 0x1.ee9c7f8458e02p-1, -0x1.665c226d69eeap-3,
        -0x1.1344bb737e8f4p-2, 0x1.42aca8b922ad9p-3, 0x1.c32d8f68466bcp-4, -0x1.13e9abd0055dcp-3,
        -0x1.17f3f0a4600e5p-5, 0x1.bbfc7add029f3p-4, -0x1.2e13e2eebdf09p-7,
        0x1.b90d7529260a2p-3, 0x1.17b10d2e0e5abp-61, 0x1.e89e6b5ccf172p-1, -0x1.980467f79bfd5p-3,
        -0x1.fc2b8650d32f6p-3, 0x1.61d22d62588abp-3, 0x1.599799e5625c2p-4, -0x1.1d3b025092f1ap-3,
        -0x1.f6ccb97274bb8p-8, 0x1.a3a0860f5460bp-4, -0x1.08a4feb845cb4p-5,
        0x1.f5b75f92c80ddp-3, 0x1.8ab6e3cf7afbdp-57, 0x1.e1e1e1e1e1e1ep-1, -0x1.c5894d10d4985p-3,
        -0x1.ce6de0253d28p-3, 0x1.78a3a08d84992p-3, 0x1.dd5f26a64f6afp-5, -0x1.1b1fae07e0568p-3,
        0x1.0fc3d61988654p-6, 0x1.739d0cd20d425p-4, -0x1.9a1cbfb52c63bp-5,
        0x1.18bf5a30bf178p-2, 0x1.30ca4748b1bf9p-57, 0x1.da7801da7801ep-1, -0x1.eea659814cb11p-3,
        -0x1.9e5aef76f9fa3p-3, 0x1.872ffdf08e12bp-3, 0x1.0d08b8400d968p-5, -0x1.0ee422abf4cfep-3,
        0x1.320e5fad7ba76p-5, 0x1.32b04c145720dp-4, -0x1.f883234c7ba2ap-5,
        0x1.362773707ebccp-2, -0x1.963a544b672d8p-57, 0x1.d272ca3fc5b1ap-1, -0x1.0997e8aec9d8ep-2,
        -0x1.6cf6666d5c101p-3, 0x1.8dd1e8f260de3p-3, 0x1.2483b33a0a7cap-7, -0x1.f495d2750d521p-4,
        0x1.b9095b067dff9p-5, 0x1.d04e4799ee31p-5, -0x1.119af8e81ae3p-4,
        0x1.530ad9951cd4ap-2, -0x1.2566480884082p-57, 0x1.c9e4b91ff8d87p-1, -0x1.1988d432f5908p-2,
        -0x1.3b3493403e07dp-3, 0x1.8d22997d0f697p-3, -0x1.a3464c2f654eep-7, -0x1.beb3ff4c307d9p-4,
        0x1.0ce5a16cebf49p-4, 0x1.35f6be1a512a7p-5, -0x1.0f9a5c8a257d3p-4,
        0x1.6f61941e4def1p-2, -0x1.c63aae6f6e918p-56, 0x1.c0e070381c0ep-1, -0x1.2726dd135c174p-2,
        -0x1.09f37b38cc8d1p-3, 0x1.85eacd7da604p-3, -0x1.04d6980fb5346p-5, -0x1.8054c29a896a2p-4,
        0x1.2a47def682b35p-4, 0x1.449b56846c13cp-6, -0x1.f5680b6949dcp-5,
        0x1.8b24d394a1b25p-2, 0x1.b6d0ba3748fa8p-56, 0x1.b77861d9cdc98p-1, -0x1.327cb9d57b8f5p-2,
        -0x1.b3ebc8761b155p-4, 0x1.7913279f6b6d7p-3, -0x1.888285871ff69p-5, -0x1.3d7cd66888288p-4,
        0x1.361bffbce9409p-4, 0x1.e71aea3c851d7p-9, -0x1.b0bb9736252dp-5,
        0x1.a64eec3cc23fdp-2, -0x1.24dec1b50b7ffp-56, 0x1.adbe87f94905ep-1, -0x1.3b9d8eab54af9p-2,
        -0x1.57c09645a7f9fp-4, 0x1.6795318096911p-3, -0x1.f2d8bff0e55e8p-5, -0x1.f38818b1b5bbcp-5,
        0x1.32c44c472e7b6p-4, -0x1.3e920e7c44481p-7, -0x1.5c63f2184314p-5,
        0x1.c0db4c94ec9fp-2, -0x1.cc1ce70934c34p-56, 0x1.a3c4268881898p-1, -0x1.42a378d38076dp-2,
        -0x1.006f45a36f1bdp-4, 0x1.526def7224ad8p-3, -0x1.220d267b036dp-4, -0x1.7056dec0d6db4p-5,
        0x1.2330d12a43379p-4, -0x1.4a071f01c9fcp-6, -0x1.02871a2e06edep-5,
        0x1.dac670561bb4fp-2, 0x1.a2b7f222f65e2p-56, 0x1.999999999999ap-1, -0x1.47ae147ae147bp-2,
        -0x1.5d867c3ece2a4p-5, 0x1.3a92a30555fc2p-3, -0x1.3ec460ed84774p-4, -0x1.ec21b95d1f7dep-6,
        0x1.0a84a015106acp-4, -0x1.c2a72d4ce1da2p-6, -0x1.56c2f177e1bd7p-6,
        0x1.f40dd0b541418p-2, -0x1.a3992dc382a23p-57, 0x1.8f4e2f2efd135p-1, -0x1.4ae10df24b2d1p-2,
        -0x1.8d31fd7365f3bp-6, 0x1.20e80b7569de1p-3, -0x1.5092724d86454p-4, -0x1.1008856a590dap-6,
        0x1.d797e612fabb1p-5, -0x1.063c13002a80cp-5, -0x1.738e7b5493c61p-7,
        0x1.0657e94db30dp-1, -0x1.d5b495f6349e6p-56, 0x1.84f00c2780614p-1, -0x1.4c62cb562c625p-2,
        -0x1.e6495b3a4bca4p-8, 0x1.063c2f78c2df8p-3, -0x1.58b78459f15bep-4, -0x1.41c83d608e1bp-8,
        0x1.938d6ae37b86p-5, -0x1.16bca729dea77p-5, -0x1.ab33411df768cp-9,
        0x1.1255d9bfbd2a9p-1, -0x1.2bdaee1c0ee35p-58, 0x1.7a8c1b5b1ffa1p-1, -0x1.4c5b37fead5b8p-2,
        0x1.fcb3101e4c982p-8, 0x1.d6850f9841df8p-4, -0x1.5896c532fab1dp-4, 0x1.432e256e30282p-8,
        0x1.4d8effbbd5a7bp-5, -0x1.1690a1e2d979cp-5, 0x1.98f2ddb4ae14bp-9,
        0x1.1e00babdefeb4p-1, -0x1.928df287a668fp-58, 0x1.702e05c0b817p-1, -0x1.4af2b78215a76p-2,
        0x1.5d0b7e9e4a9d4p-6, 0x1.a1247ca62bb91p-4, -0x1.519e11003df18p-4, 0x1.a7591fe93c3fap-7,
        0x1.09494e5662022p-5, -0x1.09ac310f8e917p-5, 0x1.fee06489d450dp-8,
        0x1.2958e59308e31p-1, -0x1.09e73b0c6c087p-56, 0x1.65e032538713cp-1, -0x1.485142f6d4575p-2,
        0x1.104979386fd1ep-5, 0x1.6d4c43fc6d6bdp-4, -0x1.4532a7ca51ce2p-4, 0x1.3991d80e32007p-6,
        0x1.92de96f00be0bp-6, -0x1.e7b44f73f679bp-6, 0x1.65345c9270ea8p-7,
        0x1.345f01cce37bbp-1, 0x1.1021137c71102p-55, 0x1.5babcc647fa91p-1, -0x1.449db094286dp-2,
        0x1.655caac4cf103p-5, 0x1.3bbbd2933e7f2p-4, -0x1.34a2f9636ee4ap-4, 0x1.84d719a72de5dp-6,
        0x1.1f9ad1de5b686p-6, -0x1.b0f5c1b80994dp-6, 0x1.9eb0b5e154001p-7,
        0x1.3f13fb89e96f4p-1, 0x1.ecf8b492644fp-56, 0x1.5198cf0ab6f99p-1, -0x1.3ffd23da059f4p-2,
        0x1.ae63f4c5d36ddp-5, 0x1.0d00c1b178ca1p-4, -0x1.211d261096893p-4, 0x1.b874b2f6e136bp-6,
        0x1.75a50e300103fp-7, -0x1.74c120ddfb25dp-6, 0x1.b45189cdb6123p-7,
        0x1.4978fa3269ee1p-1, 0x1.2419a87f2a458p-56, 0x1.47ae147ae147bp-1, -0x1.3a92a30553261p-2,
        0x1.ec21b514d88d9p-5, 0x1.c2f8b88dfaf0bp-5, -0x1.0ba9908c73ad7p-4, 0x1.d7b0c40e041e6p-6,
        0x1.953937ca25998p-8, -0x1.37862fe9d2561p-6, 0x1.aea805b831912p-7,
        0x1.538f57b89061fp-1, -0x1.1bb74abda520cp-55, 0x1.3df1682b78014p-1, -0x1.347ecdb5be2e4p-2,
        0x1.0fb5da3a11be4p-4, 0x1.72d3716776feap-5, -0x1.ea517d4cde813p-5, 0x1.e5e10726392cbp-6,
        0x1.ee0b0863eb102p-10, -0x1.f91344693ba65p-7, 0x1.95a70364bfdacp-7,
        0x1.5d58987169b18p-1, 0x1.0028e4bc5e7cap-57, 0x1.34679ace01346p-1, -0x1.2ddfb03913da2p-2,
        0x1.2491307b46905p-4, 0x1.29c7e4b96a0cfp-5, -0x1.bca781f073696p-5, 0x1.e63cecd43b948p-6,
        -0x1.95299af38fccap-10, -0x1.8c089729ed87ep-7, 0x1.703025933966bp-7,
        0x1.66d663923e087p-1, -0x1.6ea6febe8bbbap-56, 0x1.2b14974aea886p-1, -0x1.26d0aed65571ep-2,
        0x1.3514c8be1339fp-4, 0x1.cfb0b300f5d7bp-6, -0x1.8f7ccf34b08a2p-5, 0x1.dbbe52549b58p-6,
        -0x1.12637931fcc77p-8, -0x1.2a9b6f1970c91p-7, 0x1.43e1c3c5c5f2ap-7,
        0x1.700a7c5784634p-1, -0x1.8c34d25aadef6p-56, 0x1.21fb78121fb78p-1, -0x1.1f6a8499e4889p-2,
        0x1.41b15e5decb17p-4, 0x1.59bc940a341c7p-6, -0x1.63b54400d3a09p-5, 0x1.c90e8610e1841p-6,
        -0x1.91f786eb5924fp-8, -0x1.ac298822a5c74p-8, 0x1.15126fe259fc6p-7,
        0x1.78f6bbd5d315ep-1, 0x1.406a08980374p-55, 0x1.191e9c35424cap-1, -0x1.17c35177d9a85p-2,
        0x1.4ad44144fffaep-4, 0x1.e2516fb2af35dp-7, -0x1.39f90aa1cbc54p-5, 0x1.b07d18e6a50dfp-6,
        -0x1.ea9307ffcfca7p-8, -0x1.1d611a775d218p-8, 0x1.cdd4ea1202087p-8,
        0x1.819d0b7158a4dp-1, -0x1.bf76229d3b917p-56, 0x1.107fbbe01108p-1, -0x1.0feeb40894fcdp-2,
        0x1.50e5afb9125f7p-4, 0x1.2a7c2843b4b55p-7, -0x1.12bd24b4ada0cp-5, 0x1.93fe0fc3061abp-6,
        -0x1.1156ddc6aeefbp-7, -0x1.4fb49122d833cp-9, 0x1.771b4f467536p-8,
        0x1.89ff5ff57f1f8p-1, -0x1.55b9a5e177a1bp-55, 0x1.081ffbdf80108p-1, -0x1.07fdeba010928p-2,
        0x1.5447b0136e69fp-4, 0x1.149fc550f98ebp-8, -0x1.dc97bfbe98193p-6, 0x1.752d4b81bdf5fp-6,
        -0x1.202e8be1e32d6p-7, -0x1.266e6ae488f79p-10, 0x1.28974366375ep-8,
        0x1.921fb54442d18p-1, 0x1.1a62633145c07p-55, 0x1p-1, -0x1p-2, 0x1.5555555555555p-4,
        -0x1.15d7dce78b01bp-45, -0x1.99999999976f6p-6, 0x1.555555be359e7p-6, -0x1.249249b7d9a3dp-7,
        -0x1.f33b12b1065bdp-20, 0x1.c73eb2fb4685p-9,
    ]
}
