// swift-tools-version: 6.2
import PackageDescription

// The layers of docs/ARCHITECTURE.md: Programs and Lab -> Edge -> Core -> Units, never upwards.
// Every target states its path, so that the tree shows the layer; the build refuses an import
// that is not declared here (--explicit-target-dependency-import-check error).

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    // `@_lifetime`: parsers and byte views that cannot outlive what they read (decision 0060).
    .enableExperimentalFeature("Lifetimes"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

/// Core decides: pure, deterministic, without Foundation, clocks, I/O or randomness.
/// Nothing optimised calls the mathematics library; a debug build calls it for the square root.
func core(_ name: String, needs: [String] = [], except folders: [String] = []) -> Target {
    .target(
        name: name, dependencies: needs.map { .byName(name: $0) }, path: "Sources/Core/\(name)",
        exclude: folders, swiftSettings: strict, linkerSettings: [.linkedLibrary("m")])
}

/// Edge acts: one module per outside thing.
func edge(_ name: String, needs: [String]) -> Target {
    .target(
        name: name, dependencies: needs.map { .byName(name: $0) }, path: "Sources/Edge/\(name)",
        swiftSettings: strict)
}

/// Lab: the simulated world, emulators, fault and fuzz tools.
func lab(_ name: String, needs: [String]) -> Target {
    .target(
        name: name, dependencies: needs.map { .byName(name: $0) }, path: "Sources/Lab/\(name)",
        swiftSettings: strict)
}

func program(_ name: String, path: String, needs: [String]) -> Target {
    .executableTarget(
        name: name, dependencies: needs.map { .byName(name: $0) }, path: path,
        swiftSettings: strict)
}

/// A Debian library. Exactly one Edge module imports it.
func library(_ name: String, pkgConfig: String, apt: String) -> Target {
    .systemLibrary(
        name: name, path: "Sources/CLibraries/\(name)", pkgConfig: pkgConfig,
        providers: [.apt([apt])])
}

func tests(_ name: String, needs: [String], except folders: [String] = []) -> Target {
    .testTarget(
        name: name, dependencies: needs.map { .byName(name: $0) }, path: "Tests/\(name)",
        exclude: folders, swiftSettings: strict)
}

/// What `--version` says of the commit: its first digits, and `+` when files had been changed.
let commit = Context.gitInformation.map { git in
    git.currentCommit.prefix(12) + (git.hasUncommittedChanges ? "+" : "")
}

let package = Package(
    name: "earshot",
    targets: [
        core("Units"),
        core("Primitives", needs: ["Units"]),
        core("Notation", needs: ["Units", "Primitives"]),
        core("HexGrid", needs: ["Units"]),
        core("Airwaves", needs: ["Units", "Primitives", "Notation"]),
        core("Attestation", needs: ["Units", "Primitives", "Notation", "HexGrid", "Airwaves"]),
        core("Radios", needs: ["Units", "Primitives", "Notation", "Airwaves", "Settings"]),
        core("Concentrator", needs: ["Units", "Primitives", "Airwaves", "Radios"]),
        core("FirmwareProtocol"),
        core("RadioChip"),
        core("RadioBoard", needs: ["FirmwareProtocol", "RadioChip"]),
        core(
            "ForwarderProtocol", needs: ["Units", "Primitives", "Notation", "Airwaves", "Radios"]),
        core(
            "Forwarders",
            needs: [
                "Units", "Primitives", "Notation", "Airwaves", "Attestation", "Radios",
                "ForwarderProtocol", "PacketRouting", "Settings",
            ]),
        core(
            "LightRadio",
            needs: ["Units", "Primitives", "Airwaves", "Radios", "FirmwareProtocol"]),
        core("PacketRouting", needs: ["Units", "Primitives", "Airwaves", "Attestation", "Radios"]),
        core("CommandTable", needs: ["Primitives", "Notation"]),
        core("Settings", needs: ["Units", "Notation", "CommandTable"]),
        core(
            "PositionFixes", needs: ["Units", "Notation", "HexGrid", "Attestation", "Settings"]),
        core(
            "RadioDrivers",
            needs: ["Units", "Primitives", "Concentrator", "FirmwareProtocol"]),
        core("Spool", needs: ["Primitives"]),
        core(
            "HotspotLogic",
            needs: [
                "Units", "Primitives", "Notation", "HexGrid", "Airwaves", "Attestation", "Radios",
                "PositionFixes",
            ]),
        // A hotspot's machine and its conversation with the oracle, joined.
        core(
            "ProofExchange",
            needs: ["Units", "Primitives", "Attestation", "HotspotLogic", "OracleAPI"]),
        core("HTTPMessages", needs: ["Primitives"]),
        core("HotspotStatus", needs: ["Units", "Primitives", "Notation", "Settings"]),
        core("Metrics"),
        core(
            "HotspotPage",
            needs: ["Units", "Notation", "HTTPMessages", "HotspotStatus", "Metrics"],
            except: ["page"]),
        core("Diagnosis", needs: ["Units", "Notation", "Radios", "PositionFixes"]),
        core("EvidenceLog", needs: ["Primitives", "Notation"]),
        core("Registry", needs: ["Units", "Primitives", "HexGrid", "Airwaves", "Attestation"]),
        core(
            "CoverageRules",
            needs: [
                "Units", "Primitives", "Notation", "HexGrid", "Airwaves", "Attestation",
                "OracleAPI",
            ]),
        core(
            "Epochs",
            needs: [
                "Units", "Primitives", "HexGrid", "Airwaves", "Attestation", "EvidenceLog",
                "CoverageRules", "Registry", "Rewards", "OracleAPI",
            ]),
        core(
            "Rewards",
            needs: [
                "Units", "Primitives", "Notation", "HexGrid", "Attestation", "EvidenceLog",
            ]),
        core(
            "OracleAPI",
            needs: [
                "Units", "Primitives", "Notation", "HexGrid", "Airwaves", "Attestation",
                "EvidenceLog",
            ]),

        core(
            "OracleLogic",
            needs: [
                "Units", "Primitives", "Airwaves", "HexGrid", "Attestation", "OracleAPI",
                "Registry",
            ]),

        .target(
            name: "CBuild", path: "Sources/CLibraries/CBuild",
            cSettings: [.define("EARSHOT_COMMIT", to: "\"\(commit ?? "unknown")\"")]),
        library("CSodium", pkgConfig: "libsodium", apt: "libsodium-dev"),
        library("CCrypto", pkgConfig: "libcrypto", apt: "libssl-dev"),

        // What of the C library Swift's Glibc module leaves out.
        .systemLibrary(name: "CMachine", path: "Sources/CLibraries/CMachine"),

        // The compiled place map, as read-only data of every program that uses it.
        .target(name: "CPlaces", path: "Sources/CLibraries/CPlaces"),

        edge(
            "EpochReplay",
            needs: [
                "Units", "Primitives", "Notation", "Airwaves", "Attestation", "EvidenceLog",
                "Registry",
                "Rewards", "Epochs", "Signing", "Host", "OracleAPI",
            ]),

        // The sources of the networks that are shipped, likewise.
        .target(name: "CNetworks", path: "Sources/CLibraries/CNetworks"),
        edge("Networks", needs: ["CNetworks"]),

        edge("Maps", needs: ["Units", "Airwaves", "CPlaces"]),
        edge("Storage", needs: ["Spool", "EvidenceLog", "Primitives", "Host", "Signing"]),
        edge("Positioning", needs: ["Units", "Primitives", "Notation", "PositionFixes", "Host"]),
        edge(
            "ForwarderPort",
            needs: [
                "Units", "Notation", "Forwarders", "ForwarderProtocol", "Diagnosis", "Host",
            ]),
        edge(
            "RadioLink",
            needs: [
                "Units", "Notation", "Primitives", "Radios", "RadioDrivers", "Diagnosis", "Host",
                "CUSB",
            ]),
        library("CSSL", pkgConfig: "libssl", apt: "libssl-dev"),
        edge("RouterLink", needs: ["Units", "Primitives", "Notation", "Host", "Signing", "CSSL"]),
        edge(
            "Host",
            needs: [
                "Units", "Notation", "CommandTable", "Settings", "Diagnosis", "CBuild", "CMachine",
            ]),
        library("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
        library("CWebTLS", pkgConfig: "libssl", apt: "libssl-dev"),
        library("CSQLite", pkgConfig: "sqlite3", apt: "libsqlite3-dev"),
        edge("SQLiteStore", needs: ["Primitives", "CSQLite"]),
        edge(
            "WebServer",
            needs: ["Units", "Primitives", "Notation", "HTTPMessages", "Host", "CWebTLS"]),
        edge("LocalServer", needs: ["Units", "Primitives", "Notation", "HTTPMessages", "Host"]),
        edge("WebClient", needs: ["Units", "Notation", "Settings", "Host", "CCurl"]),
        edge(
            "PublishedLogs",
            needs: [
                "Attestation", "EvidenceLog", "Settings", "Signing", "Units", "Primitives", "Host",
                "Storage", "WebClient",
            ]),
        edge(
            "Signing",
            needs: ["Units", "Primitives", "Notation", "Attestation", "CSodium", "CCrypto"]),

        program("earshot-fuzz", path: "Sources/Lab/FuzzDriver", needs: ["Fuzzing"]),
        lab("Seeds", needs: []),
        lab(
            "ScriptedOracle",
            needs: [
                "Units", "Primitives", "Notation", "HexGrid", "Airwaves", "Attestation",
                "EvidenceLog", "OracleAPI", "Signing", "Seeds", "Host", "HTTPMessages",
            ]),
        program(
            "scripted-oracle", path: "Sources/Lab/ScriptedOracleProgram",
            needs: [
                "Units", "Primitives", "Notation", "Attestation", "OracleAPI", "ScriptedOracle",
                "Host",
            ]),
        lab("SatelliteReceiver", needs: ["Units", "Notation", "Seeds"]),
        lab("Golden", needs: ["Units", "HexGrid"]),
        lab("RadioChipModel", needs: ["Units", "Airwaves", "RadioChip"]),
        // A device that libusb finds on a testbed of umockdev, which is found at run time.
        .target(name: "CUSBPort", path: "Sources/Lab/CUSBPort"),
        lab("USBPort", needs: ["Notation", "CUSBPort"]),
        program(
            "radio-probe", path: "Sources/Lab/RadioProbe",
            needs: [
                "Units", "Notation", "Primitives", "Radios", "Diagnosis", "Host", "RadioLink",
                "USBPort",
            ]),
        // The local page with a made-up box behind it.
        program(
            "page-probe", path: "Sources/Lab/PageProbe",
            needs: [
                "Units", "Primitives", "Notation", "HTTPMessages", "HotspotStatus", "HotspotPage",
                "Host", "LocalServer",
            ]),
        // Writes a spool by chance and says what it was told to be kept: for tests of faults.
        program(
            "spool-drive", path: "Sources/Lab/SpoolDrive",
            needs: ["Primitives", "Spool", "Storage", "Seeds"]),
        // Drives a log the same way.
        program(
            "log-drive", path: "Sources/Lab/LogDrive",
            needs: [
                "Units", "Primitives", "Notation", "EvidenceLog", "Storage", "Signing", "Seeds",
            ]),
        // Clients of servers under test: byte by byte, and many at full speed.
        lab("WebDrive", needs: ["Units", "Notation", "Host"]),
        // Full speed against an oracle, for script/soak oracle-load.
        program(
            "oracle-drive", path: "Sources/Lab/OracleDrive",
            needs: [
                "Units", "Primitives", "Notation", "HexGrid", "Airwaves", "Attestation",
                "OracleAPI", "Signing", "Host", "HTTPMessages", "WebServer", "WebDrive",
            ]),
        // The simulated air and what stands in it; never a second one.
        lab(
            "Simulation",
            needs: [
                "Units", "Primitives", "HexGrid", "Airwaves", "Attestation", "EvidenceLog",
                "Radios", "PositionFixes", "HotspotLogic", "Signing", "Air", "ProofWorld", "Seeds",
            ]),
        // The log that a day of very many hotspots leaves, for measuring F.
        lab(
            "EpochWorld",
            needs: [
                "Units", "Primitives", "HexGrid", "Airwaves", "Attestation", "CoverageRules",
                "EvidenceLog", "Epochs", "Signing", "Storage", "Air", "Seeds", "Simulation",
            ]),
        // Generates one and computes its epochs: for script/soak replay.
        program(
            "epoch-days", path: "Sources/Lab/EpochDays",
            needs: [
                "EpochWorld", "EpochReplay", "Epochs", "EvidenceLog", "Registry", "Attestation",
                "Primitives", "Signing", "Storage", "Maps", "Notation", "Host", "Units",
            ]),
        lab("Air", needs: ["Units", "Primitives", "Notation", "Airwaves", "Radios", "Seeds"]),
        // Machines of the proof protocol around a log of a few lines.
        lab(
            "ProofWorld",
            needs: [
                "CoverageRules", "EvidenceLog", "Units", "Primitives", "HexGrid", "Airwaves",
                "Attestation",
                "Radios",
                "PositionFixes", "HotspotLogic", "Signing", "Seeds",
            ]),
        // Whole boxes, their air and an oracle over its HTTP, in one virtual time.
        lab(
            "BoxWorld",
            needs: [
                "Units", "Primitives", "Airwaves", "Attestation", "Radios", "HotspotLogic",
                "OracleAPI", "ProofExchange", "ProofWorld", "ScriptedOracle", "Signing", "Seeds",
            ]),
        // How long an oracle's starts take, for script/soak.
        program(
            "oracle-starts", path: "Sources/Lab/OracleStarts",
            needs: [
                "OracleHost", "Airwaves", "Attestation", "HexGrid", "Host", "Notation",
                "Primitives",
                "Registry", "Signing", "Units",
            ]),
        // Days of that, for script/soak.
        program(
            "box-days", path: "Sources/Lab/BoxDays",
            needs: [
                "BoxWorld", "ProofWorld", "HotspotLogic", "ScriptedOracle", "Attestation",
                "Notation",
                "Primitives", "Seeds", "Units",
            ]),
        // An emulator as a process: terminals, ports, the clock.
        lab(
            "EmulatorHost",
            needs: ["Units", "Primitives", "Notation", "Host", "Air", "USBPort"]),
        library("CTLSServer", pkgConfig: "libssl", apt: "libssl-dev"),
        lab(
            "RouterEmulator",
            needs: [
                "Units", "Primitives", "Attestation", "Host", "Notation", "CTLSServer",
            ]),
        // For demonstrations, and for people who try a box.
        program(
            "scripted-router", path: "Sources/Lab/RouterDrive",
            needs: [
                "Units", "Primitives", "Notation", "Attestation", "Host", "Signing",
                "RouterEmulator",
            ]),
        lab(
            "CoreCell",
            needs: [
                "Units", "Primitives", "Airwaves", "Radios", "Concentrator", "Air", "Seeds",
            ]),
        // The firmware's own code on a model of its chip.
        lab(
            "LightRadioEmulator",
            needs: [
                "Units", "Primitives", "Airwaves", "Radios", "Air", "Seeds", "FirmwareProtocol",
                "RadioBoard", "RadioChip", "RadioChipModel",
            ]),
        lab(
            "Fuzzing",
            needs: [
                "Units", "Primitives", "Notation", "Settings", "HexGrid", "Airwaves", "Attestation",
                "Concentrator", "FirmwareProtocol", "ForwarderProtocol", "Radios", "Signing",
                "Maps", "Air", "PositionFixes", "Positioning", "RadioChip", "RadioChipModel",
                "HTTPMessages", "CoreCell", "LightRadio", "PacketRouting", "Forwarders",
                "HotspotLogic", "ProofWorld", "Seeds", "Spool", "EvidenceLog", "OracleAPI",
                "Rewards", "Registry", "OracleLogic", "CoverageRules", "Epochs",
            ]),

        // What the programs of a box share: its configuration.
        .target(
            name: "Box",
            dependencies: [
                "Units", "Notation", "Airwaves", "Settings", "Radios", "PositionFixes",
                "Concentrator", "Host", "Primitives", "Signing", "Attestation", "HotspotLogic",
                "LightRadio", "RadioDrivers", "RadioLink", "Forwarders", "OracleAPI",
            ], path: "Sources/Programs/Box", swiftSettings: strict),
        // The deciding part of an oracle and the files of its data, without sockets or threads.
        .target(
            name: "OracleHost",
            dependencies: [
                "EpochReplay", "HexGrid", "Units", "Primitives", "Notation", "Attestation",
                "EvidenceLog",
                "OracleAPI",
                "Signing", "Storage", "Host", "Maps", "Airwaves", "Registry", "OracleLogic",
                "Epochs",
                "Rewards", "SQLiteStore",
            ], path: "Sources/Programs/OracleHost", swiftSettings: strict),
        program(
            "earshot-network", path: "Sources/Programs/earshot-network",
            needs: [
                "OracleHost", "Units", "Primitives", "Notation", "Attestation", "EvidenceLog",
                "HexGrid", "CoverageRules", "Epochs", "Registry", "OracleAPI", "CommandTable",
                "Settings", "Metrics", "Host", "Signing", "Storage", "HTTPMessages", "WebServer",
                "OracleLogic",
            ]),
        program(
            "earshot-hotspot", path: "Sources/Programs/earshot-hotspot",
            needs: [
                "Box", "Units", "Primitives", "Notation", "Airwaves", "Attestation", "HexGrid",
                "CommandTable", "Settings", "Host", "Signing", "Maps", "PositionFixes",
                "Positioning", "Radios", "RadioLink", "HotspotLogic", "HotspotStatus", "OracleAPI",
                "ProofExchange", "Spool", "Storage", "PacketRouting", "RouterLink", "WebClient",
                "HTTPMessages",
                "HotspotPage", "LocalServer", "Forwarders",
                "ForwarderPort", "ForwarderProtocol",
            ]),
        program(
            "earshot", path: "Sources/Programs/earshot",
            needs: [
                "Box", "WebClient", "HotspotLogic", "HotspotStatus", "Units", "Primitives",
                "Notation", "HexGrid", "Airwaves", "Attestation", "CommandTable", "Settings",
                "Host", "Signing", "Maps", "PositionFixes", "Positioning", "Radios", "Diagnosis",
                "Air", "EmulatorHost", "Concentrator", "RadioDrivers", "CoreCell",
                "LightRadioEmulator", "RadioLink", "LightRadio", "USBPort", "Storage", "Spool",
                "OracleAPI", "Forwarders", "ForwarderPort", "ForwarderProtocol", "CoverageRules",
                "Rewards", "EvidenceLog", "PublishedLogs", "Networks", "OracleHost", "Simulation",
                "Registry", "OracleLogic", "Epochs", "EpochReplay",
            ]),
        program(
            "earshot-bench", path: "Sources/Lab/Benchmarks",
            needs: [
                "Units", "Primitives", "Notation", "HexGrid", "Airwaves", "Attestation", "Signing",
                "Maps", "Concentrator", "Seeds", "Radios", "Air", "CoreCell", "FirmwareProtocol",
                "LightRadio", "PacketRouting", "RouterLink", "RouterEmulator", "Host", "Forwarders",
                "ForwarderProtocol", "HotspotLogic", "ProofWorld", "Spool", "Storage", "Rewards",
                "EvidenceLog", "CoverageRules", "Registry", "OracleLogic", "BoxWorld",
                "ScriptedOracle", "EpochWorld", "EpochReplay", "Epochs",
            ]),

        tests("TidyTests", needs: [], except: ["Fixtures"]),
        tests("PackageTests", needs: ["Box", "CommandTable", "Concentrator", "Diagnosis"]),
        tests("FuzzingTests", needs: ["Fuzzing"]),
        tests("DifferentialTests", needs: ["earshot", "spool-drive"]),
        tests(
            "ProgramTests",
            needs: [
                "HotspotLogic", "earshot", "earshot-hotspot", "earshot-network", "scripted-router",
                "scripted-oracle", "ScriptedOracle", "ProofWorld", "OracleAPI", "Attestation",
                "Units", "Primitives", "Notation", "HexGrid", "Signing", "Host", "Airwaves",
                "Radios", "Concentrator", "Air", "CoreCell", "SatelliteReceiver", "Seeds",
                "OracleHost", "Epochs", "Registry",
            ]),
        tests("UnitsTests", needs: ["Seeds", "Units"]),
        tests("GoldenTests", needs: ["Golden"]),
        tests("PrimitivesTests", needs: ["Primitives", "Signing"]),
        tests("NotationTests", needs: ["Seeds", "Notation", "Units"]),
        tests("HexGridTests", needs: ["Seeds", "HexGrid", "Units", "CAllocations"]),
        tests("AirwavesTests", needs: ["Seeds", "Airwaves", "Units", "Primitives", "Signing"]),
        .target(name: "CAllocations", path: "Tests/CAllocations"),
        tests(
            "MapsTests", needs: ["Seeds", "Maps", "Airwaves", "Units", "Fuzzing", "CAllocations"]),
        tests(
            "AttestationTests",
            needs: [
                "Seeds", "Attestation", "Units", "Primitives", "Notation", "HexGrid", "Signing",
                "Airwaves",
            ]),
        tests(
            "ForwarderProtocolTests",
            needs: ["ForwarderProtocol", "Units", "Primitives", "Airwaves", "Radios", "Seeds"]),
        tests(
            "PacketRoutingTests",
            needs: [
                "PacketRouting", "RouterEmulator", "Attestation", "Airwaves", "Radios", "Units",
                "Primitives", "Signing", "Seeds",
            ]),
        tests(
            "RouterLinkTests",
            needs: [
                "RouterLink", "RouterEmulator", "PacketRouting", "Attestation", "Airwaves",
                "Radios", "Units", "Primitives", "Notation", "Signing", "Host",
            ]),
        tests(
            "ForwardersTests",
            needs: [
                "Forwarders", "ForwarderProtocol", "Units", "Primitives", "Airwaves",
                "Attestation", "Radios", "Seeds", "Notation", "Settings",
            ]),
        tests(
            "ForwarderPortTests",
            needs: [
                "ForwarderPort", "Forwarders", "ForwarderProtocol", "Units", "Primitives",
                "Airwaves", "Notation", "Host", "Diagnosis",
            ]),
        tests(
            "RadiosTests",
            needs: ["Seeds", "Radios", "Primitives", "Airwaves", "Units", "Notation", "Settings"]),
        tests(
            "SimulationTests",
            needs: [
                "Simulation", "ProofWorld", "HotspotLogic", "Attestation", "EvidenceLog", "Maps",
                "Primitives", "Signing", "Units", "Airwaves",
            ]),
        tests("AirTests", needs: ["Air", "Airwaves", "Radios", "Units", "Primitives"]),
        tests("FirmwareProtocolTests", needs: ["Seeds", "FirmwareProtocol", "RadioChipModel"]),
        tests(
            "RadioChipTests",
            needs: [
                "RadioChip", "RadioBoard", "RadioChipModel", "FirmwareProtocol", "Airwaves",
                "Units", "Seeds",
            ]),
        tests(
            "LightRadioTests",
            needs: [
                "LightRadio", "LightRadioEmulator", "Radios", "Air", "Airwaves", "Units",
                "Primitives", "Seeds", "FirmwareProtocol", "RadioBoard", "RadioChip",
                "RadioChipModel",
            ]),
        tests(
            "SigningTests", needs: ["Seeds", "Signing", "Primitives", "Attestation", "Notation"]),
        // Plans for the tests of driver and emulator.
        .target(
            name: "ConcentratorSamples", dependencies: ["Airwaves", "Concentrator", "Units"],
            path: "Tests/ConcentratorSamples", swiftSettings: strict),
        tests(
            "ConcentratorTests",
            needs: [
                "Seeds", "Concentrator", "Radios", "Airwaves", "Units", "Primitives", "Signing",
                "CAllocations", "Air", "CoreCell", "ConcentratorSamples",
            ]),
        tests(
            "CoreCellTests",
            needs: [
                "CoreCell", "Air", "Concentrator", "ConcentratorSamples", "Radios", "Airwaves",
                "Units", "Primitives", "Signing", "Seeds",
            ]),
        tests(
            "PositionFixesTests",
            needs: [
                "PositionFixes", "Units", "HexGrid", "Attestation", "Settings", "Notation", "Seeds",
                "Primitives",
            ]),
        tests(
            "RadioDriversTests",
            needs: ["RadioDrivers", "Concentrator", "FirmwareProtocol", "Primitives"]),
        tests(
            "DiagnosisTests", needs: ["Diagnosis", "Radios", "PositionFixes", "Notation", "Units"]),
        // An independent reader of gpsd's lines.
        .systemLibrary(
            name: "CGPS", path: "Tests/CGPS", pkgConfig: "libgps",
            providers: [.apt(["libgps-dev"])]),
        library("CUSB", pkgConfig: "libusb-1.0", apt: "libusb-1.0-0-dev"),
        tests(
            "PositioningTests",
            needs: [
                "Positioning", "PositionFixes", "SatelliteReceiver", "Units", "Attestation",
                "Notation", "CGPS", "Seeds", "Primitives",
            ]),
        tests(
            "EpochWorldTests",
            needs: [
                "EpochWorld", "EpochReplay", "Epochs", "EvidenceLog", "Attestation",
                "CoverageRules", "Primitives", "Registry", "Rewards", "Maps", "Signing",
                "Storage",
            ]),
        tests(
            "EpochReplayTests",
            needs: [
                "EpochReplay", "Epochs", "EvidenceLog", "Attestation", "Units", "Primitives",
                "Registry", "Maps", "Signing", "Storage", "Seeds", "ProofWorld", "HotspotLogic",
            ]),
        tests(
            "EpochsTests",
            needs: [
                "Radios", "Epochs", "EvidenceLog", "Attestation", "Units", "Primitives", "HexGrid",
                "Airwaves", "CoverageRules", "Registry", "Rewards", "Maps", "Signing", "Seeds",
                "HotspotLogic", "ProofWorld", "OracleLogic",
            ]),
        tests(
            "EvidenceLogTests",
            needs: ["EvidenceLog", "Primitives", "Notation", "Signing", "Seeds"]),
        tests(
            "CoverageRulesTests",
            needs: [
                "CoverageRules", "OracleAPI", "Units", "Primitives", "Notation", "HexGrid",
                "Airwaves", "Attestation", "Signing", "Seeds", "Maps",
            ]),
        tests(
            "RewardsTests",
            needs: [
                "Rewards", "Units", "Primitives", "Notation", "HexGrid", "Attestation",
                "EvidenceLog", "Signing", "Seeds",
            ]),
        tests(
            "OracleAPITests",
            needs: [
                "OracleAPI", "ScriptedOracle", "EvidenceLog", "Attestation", "Airwaves", "HexGrid",
                "Units", "Primitives", "Notation", "Signing", "Seeds", "Host", "scripted-oracle",
                "OracleProcess", "WebDrive",
            ]),
        tests(
            "BoxWorldTests",
            needs: [
                "BoxWorld", "ProofWorld", "ProofExchange", "HotspotLogic", "OracleAPI",
                "ScriptedOracle", "Attestation", "Primitives", "Radios", "Units", "Signing",
                "Seeds",
            ]),
        tests(
            "RegistryTests",
            needs: [
                "Registry", "Attestation", "Airwaves", "HexGrid", "Units", "Primitives", "Maps",
                "Signing", "Seeds",
            ]),
        tests(
            "OracleLogicTests",
            needs: [
                "OracleLogic", "Registry", "OracleAPI", "ScriptedOracle", "ProofWorld", "Epochs",
                "HotspotLogic", "Notation",
                "Attestation", "Airwaves", "HexGrid", "Units", "Primitives", "Maps", "Signing",
                "Seeds",
            ]),
        tests(
            "PublishedLogsTests",
            needs: [
                "PublishedLogs", "EvidenceLog", "Attestation", "ScriptedOracle", "Storage",
                "Signing", "Primitives", "Notation", "Units", "Seeds",
            ]),
        tests("SQLiteStoreTests", needs: ["SQLiteStore", "Primitives", "Seeds"]),
        tests("SpoolTests", needs: ["Spool", "Primitives", "Seeds"]),
        tests(
            "StorageTests",
            needs: [
                "Storage", "Spool", "EvidenceLog", "Primitives", "Notation", "Host", "Signing",
                "Seeds", "spool-drive", "log-drive",
            ]),
        tests(
            "HotspotStatusTests",
            needs: ["HotspotStatus", "Units", "Notation", "Primitives", "Seeds"]),
        tests(
            "HotspotLogicTests",
            needs: [
                "HotspotLogic", "ProofWorld", "Units", "Primitives", "HexGrid", "Airwaves",
                "Attestation", "Radios", "PositionFixes", "Signing", "Seeds", "CAllocations",
            ]),
        tests(
            "WebClientTests", needs: ["WebClient", "Host", "Settings", "Units"],
            except: ["servers.py"]),
        tests(
            "LocalServerTests",
            needs: [
                "LocalServer", "WebDrive", "HTTPMessages", "Host", "Notation", "Units",
                "Primitives",
            ]),
        // The oracle as a process, for the tests of what it is and of what it says.
        .target(
            name: "OracleProcess",
            dependencies: ["earshot-network", "Primitives", "Notation", "Units"],
            path: "Tests/OracleProcess", swiftSettings: strict),
        tests(
            "OracleHostTests",
            needs: [
                "OracleHost", "OracleLogic", "earshot-network", "earshot", "CoverageRules",
                "Epochs", "OracleAPI", "Registry", "Attestation", "Airwaves", "HexGrid",
                "EvidenceLog",
                "Primitives", "Notation", "Signing", "Storage", "Units", "Seeds", "Host",
                "OracleProcess", "WebDrive", "SQLiteStore",
            ]),
        tests(
            "WebServerTests",
            needs: [
                "WebServer", "WebDrive", "HTTPMessages", "Host", "Notation", "Units",
                "Primitives",
            ]),
        tests("MetricsTests", needs: ["Metrics"]),
        tests(
            "HotspotPageTests",
            needs: [
                "HotspotPage", "HotspotStatus", "HTTPMessages", "Primitives", "Units",
            ]),
        tests("HTTPMessagesTests", needs: ["HTTPMessages", "Primitives", "Seeds"]),
        tests("CommandTableTests", needs: ["CommandTable", "Notation", "Primitives"]),
        tests("SettingsTests", needs: ["Settings", "Notation", "Units"]),
        tests(
            "RadioLinkTests",
            needs: [
                "RadioLink", "Radios", "Diagnosis", "Host", "Notation", "Units", "USBPort",
                "radio-probe",
            ]),
        tests("HostTests", needs: ["Host", "CommandTable", "Settings", "Diagnosis", "Units"]),
    ]
)
