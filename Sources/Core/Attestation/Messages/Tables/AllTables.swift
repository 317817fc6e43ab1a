extension MessageType {
    /// The type's row: one line per type, in the order of their numbers.
    var entry: TypeEntry {
        switch self {
        case .network: NetworkTables.network
        case .ruleBook: NetworkTables.ruleBook
        case .entropyChain: NetworkTables.entropyChain
        case .entropy: NetworkTables.entropy
        case .parameters: NetworkTables.parameters
        case .members: NetworkTables.members
        case .receipt: NetworkTables.receipt
        case .receiptClaim: NetworkTables.receiptClaim
        case .epochResult: NetworkTables.epochResult
        case .registration: RegistryTables.registration
        case .location: RegistryTables.location
        case .transfer: RegistryTables.transfer
        case .rotation: RegistryTables.rotation
        case .payout: RegistryTables.payout
        case .deposit: RegistryTables.deposit
        case .retirement: RegistryTables.retirement
        case .recommit: HotspotTables.recommit
        case .reveal: HotspotTables.reveal
        case .seal: HotspotTables.seal
        case .bundle: HotspotTables.bundle
        case .testBeacon: HotspotTables.testBeacon
        case .sessionKey: HotspotTables.sessionKey
        case .downlinkReport: HotspotTables.downlinkReport
        case .trustNotice: StandingTables.trustNotice
        case .fraudProof: StandingTables.fraudProof
        case .appeal: StandingTables.appeal
        case .decision: StandingTables.decision
        case .route: RoutingTables.route
        case .routeKey: RoutingTables.routeKey
        case .creditGrant: RoutingTables.creditGrant
        case .packetReceipt: RoutingTables.packetReceipt
        case .mapper: RoutingTables.mapper
        case .mapperPoints: RoutingTables.mapperPoints
        case .hello: LinkTables.hello
        case .welcome: LinkTables.welcome
        case .uplinkBatch: LinkTables.uplinkBatch
        case .acknowledgement: LinkTables.acknowledgement
        case .downlink: LinkTables.downlink
        case .downlinkOutcome: LinkTables.downlinkOutcome
        case .ping: LinkTables.ping
        case .goodbye: LinkTables.goodbye
        case .witnessReports: HotspotTables.witnessReports
        case .rules: NetworkTables.rules
        case .ingestAnswer: IngestTables.answer
        }
    }
}
