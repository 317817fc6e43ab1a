/// A parser under fuzz. `script/fuzz NAME SECONDS` drives it by libFuzzer; the test suite runs every
/// file of its corpus (`Tests/Corpus/NAME`) through it.
public struct FuzzTarget: Sendable {
    public let name: String
    /// Must return for every input: a trap, a hang or a failed precondition is the finding.
    public let run: @Sendable (RawSpan) -> Void

    public static let all: [FuzzTarget] = [
        .quantity,
        .coordinate,
        .cellText,
        .polygonFill,
        .loRaWANFrame,
        .loRaWANIdentifier,
        .placeMap,
        .cbor,
        .statement,
        .keyText,
        .backupWords,
        .address,
        .message,
        .firmwareLink,
        .radioChip,
        .airLine,
        .lightRadio,
        .hex,
        .base64,
        .bech32m,
        .json,
        .toml,
        .rfc3339,
        .url,
        .bridgeAnswer,
        .receiveBuffer,
        .concentratorMachine,
        .firmwareFile,
        .forwarderDatagram,
        .forwarderServer,
        .gpsdLine,
        .radioAddress,
        .coreCellEmulator,
        .usbDescriptors,
        .routerLink,
        .httpRequest,
        .proofMachine,
        .spoolSegment,
        .oracleTarget,
        .logNote,
        .entryBundle,
        .tilePath,
        .logJournal,
        .noteKey,
        .rewardFile,
        .rewardInput,
        .oracleAnswer,
        .oracleConversation,
        .oracleLogic,
        .registryBytes,
        .ruleBook,
        .history,
    ]

    public static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}
