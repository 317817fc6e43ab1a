internal import Air
internal import Attestation
internal import Primitives
internal import Signing
internal import Simulation
internal import Units

/// A statement that a hotspot of a made-up day makes, before it is written and signed: that takes the
/// time, and is divided over threads.
enum WorldStatement: Sendable {
    case recommit(Int)
    case seal(Int, Window, [WitnessReport])
    case bundle(Int, [SealBundle.Opening])
    case reveal(WorldBeacon)

    var hotspot: Int {
        switch self {
        case .recommit(let number), .seal(let number, _, _), .bundle(let number, _): number
        case .reveal(let beacon): beacon.sender
        }
    }

    /// In which order statements of one hotspot and period are made.
    var kind: Int {
        switch self {
        case .recommit: 0
        case .seal: 1
        case .bundle: 2
        case .reveal: 3
        }
    }

    struct Written: Sendable {
        let bytes: [UInt8]
        /// What a seal hides.
        var opening: SealBundle.Opening?
    }
}

/// Writes and signs statements, each as the daemon's machine would.
struct WorldWriter: Sendable {
    let network: NetworkID
    let keys: WorldKeys
    let seed: UInt64
    let country: Country
    /// The region table's version.
    let table: UInt64

    static let measures: RadioMeasures = [
        .signalRSSI, .frequencyError, .counter, .confirmedPower, .position,
    ]
    static let radio = RadioDescription(radioClass: .full, measures: measures, firmware: .known)

    func write(_ statement: WorldStatement, sequence: UInt64) -> WorldStatement.Written {
        switch statement {
        case .recommit(let number):
            let news = CommitmentNews(made: (1...8).map { commitment(number, Window($0)) })
            return signed(Recommit(sequence: sequence, commitments: news), number)
        case .seal(let number, let window, let reports):
            return seal(number, window, reports, sequence)
        case .bundle(let number, let openings):
            return signed(SealBundle(sequence: sequence, openings: openings), number)
        case .reveal(let beacon):
            // What keeps eight windows ahead committed to.
            let next = Window(beacon.window.number + CommitmentsAhead.windows)
            return signed(
                Reveal(
                    sequence: sequence, window: beacon.window, slot: .slot, nonce: beacon.nonce,
                    transmission: beacon.transmission(table: table), radio: Self.radio,
                    position: country.stands[beacon.sender].measured,
                    commitments: CommitmentNews(made: [commitment(beacon.sender, next)])),
                beacon.sender)
        }
    }

    private enum CommitmentsAhead { static let windows: UInt64 = 8 }

    private func seal(
        _ number: Int, _ window: Window, _ reports: [WitnessReport], _ sequence: UInt64
    ) -> WorldStatement.Written {
        let content = WitnessReports(
            radios: [Self.radio],
            reports: reports.sorted { left, right in
                left.frame.count == right.frame.count
                    ? left.frame.lexicographicallyPrecedes(right.frame)
                    : left.frame.count < right.frame.count
            }, position: country.stands[number].measured)
        guard let bytes = try? content.payload() else {
            preconditionFailure("a content is refused: \(content)")
        }
        let salt = secret(number, sequence, 4)
        let hash = ProofHash.seal(
            network: network, hotspot: country.stands[number].key, window: window, salt: salt,
            content: bytes.rawSpan, by: SHA256.self)
        var written = signed(Seal(sequence: sequence, window: window, seal: hash), number)
        written.opening = SealBundle.Opening(window: window, salt: salt, content: bytes)
        return written
    }

    func nonce(_ number: Int, _ window: Window) -> Hash256 { secret(number, window.number, 5) }

    private func commitment(_ number: Int, _ window: Window) -> CommitmentNews.Commitment {
        CommitmentNews.Commitment(
            window: window,
            hash: ProofHash.commitment(
                network: network, hotspot: country.stands[number].key, window: window,
                nonce: nonce(number, window), by: SHA256.self))
    }

    /// 32 bytes that look random. They guard nothing.
    private func secret(_ number: Int, _ what: UInt64, _ kind: UInt64) -> Hash256 {
        var draws = SeededDraws(seed: seed, keys: kind, UInt64(number), what)
        return Hash256(words: (draws.next(), draws.next(), draws.next(), draws.next()))
    }

    private func signed(_ message: some TypedMessage, _ number: Int) -> WorldStatement.Written {
        guard let bytes = try? message.signed(in: network, by: keys.hotspot(number)) else {
            preconditionFailure("the world wrote what a table refuses: \(message)")
        }
        return WorldStatement.Written(bytes: bytes)
    }
}
