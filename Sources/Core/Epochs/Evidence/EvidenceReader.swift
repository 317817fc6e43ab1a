import Attestation
public import Primitives

/// Reads entries of a log into facts: every statement parsed strictly, its signature checked, its
/// id computed, each sealed content hashed and taken apart. This is where the time of an epoch
/// goes; entries do not depend on each other, so the work is divided by them. Of what lies out of
/// an epoch's reach only a name is kept (`PassedStatement`).
public struct EvidenceReader<Check: SignatureCheck, D: Digest>: Sendable {
    public let network: NetworkID
    private let reach: EvidenceReach?
    private let contexts: [StatementContext]
    private var scratch: [UInt8] = []

    /// - Parameter reach: what is to be read whole; nothing for everything.
    public init(network: NetworkID, reach: EvidenceReach? = nil) {
        self.network = network
        self.reach = reach
        contexts = (0...UInt64(UInt8.max)).map { number in
            StatementContext(
                network: network, type: MessageType(rawValue: number)?.name ?? "none")
        }
    }

    /// Reads one entry of the log. What is no statement of the network is counted and passed over.
    public mutating func read(
        _ entry: RawSpan, at index: UInt64, into chunk: inout EvidenceChunk
    ) {
        do throws(EntryRefused) {
            try take(entry, at: index, &chunk)
        } catch {
            chunk.count(error)
        }
    }

    private mutating func take(
        _ entry: RawSpan, at index: UInt64, _ chunk: inout EvidenceChunk
    ) throws(EntryRefused) {
        let statement: SignedStatement
        do throws(StatementError) { statement = try SignedStatement(entry) } catch {
            throw .badStatement
        }
        let type: MessageType
        do throws(MessageError) { type = try MessageCheck.type(of: statement.payload) } catch {
            throw .badMessage
        }
        guard type.form == .statement, type.isLogged else { throw .notLogged }
        guard type.signer == .hotspot || type == .receiptClaim else {
            chunk.others.append(
                OtherEntry(type: type, bytes: [UInt8](copying: entry), index: index))
            return
        }
        if let reach, type != .receiptClaim, index < reach.begin {
            do throws(MessageError) {
                let isPassed = try pass(
                    statement.payload, type, of: statement.key, at: index, reach, &chunk)
                if isPassed { return }
            } catch { throw .badMessage }
        }
        let context = contexts[Int(type.rawValue)]
        do throws(StatementError) {
            try statement.verify(in: context, by: Check.self, scratch: &scratch)
        } catch {
            throw .badSignature
        }
        guard type != .receiptClaim else {
            takeClaim(statement.payload, at: index, &chunk)
            return
        }
        // An id is the hash of what is signed, which lies there since it was verified.
        let id = Hash256(of: scratch.rawSpan, by: D.self)
        do throws(MessageError) {
            try take(statement.payload, type, of: statement.key, id: id, at: index, &chunk)
        } catch {
            throw .badMessage
        }
    }

    /// A claim whose receipt is signed by the key it names.
    private mutating func takeClaim(
        _ payload: RawSpan, at index: UInt64, _ chunk: inout EvidenceChunk
    ) {
        guard let claim = try? ReceiptClaim(parsing: payload),
            let statement = try? SignedStatement(claim.receipt.rawSpan),
            let receipt = try? Receipt(parsing: statement.payload),
            (try? statement.verify(
                in: contexts[Int(MessageType.receipt.rawValue)], by: Check.self,
                scratch: &scratch)) != nil
        else { return }
        chunk.claims.append(ClaimFact(signer: statement.key, receipt: receipt, index: index))
    }

    private func take(
        _ payload: RawSpan, _ type: MessageType, of key: PublicKey, id: Hash256,
        at index: UInt64, _ chunk: inout EvidenceChunk
    ) throws(MessageError) {
        let number = UInt32(chunk.statements.count)
        func note(_ sequence: UInt64) {
            chunk.statements.append(
                StatementFact(
                    id: id, key: chunk.keys.take(key), type: type, sequence: sequence,
                    index: index))
        }
        switch type {
        case .seal:
            let seal = try Seal(checked: payload)
            note(seal.sequence)
            chunk.seals.append(SealFact(statement: number, window: seal.window, hash: seal.seal))
        case .bundle:
            let bundle = try SealBundle(checked: payload)
            note(bundle.sequence)
            for opening in bundle.openings { try take(opening, number, key, &chunk) }
        case .reveal:
            let reveal = try Reveal(checked: payload)
            note(reveal.sequence)
            chunk.reveals.append(RevealFact(statement: number, reveal: reveal))
            var news = reveal.commitments
            news.opened.append(
                CommitmentNews.Opened(window: reveal.window, nonce: reveal.nonce))
            chunk.news.append(NewsFact(statement: number, news: news))
        case .recommit:
            let recommit = try Recommit(checked: payload)
            note(recommit.sequence)
            chunk.news.append(NewsFact(statement: number, news: recommit.commitments))
        default:
            guard let sequence = try Self.sequence(of: payload) else { return }
            note(sequence)
        }
    }

    private func take(
        _ opening: SealBundle.Opening, _ statement: UInt32, _ key: PublicKey,
        _ chunk: inout EvidenceChunk
    ) throws(MessageError) {
        let content = try WitnessReports(checked: opening.content.rawSpan)
        let seal = ProofHash.seal(
            network: network, hotspot: key, window: opening.window, salt: opening.salt,
            content: opening.content.rawSpan, by: D.self)
        let number = UInt32(chunk.openings.count)
        let first = UInt32(chunk.reports.count)
        let firstRadio = UInt32(chunk.radios.count)
        let firstSpan = UInt32(chunk.listening.count)
        for report in content.reports {
            chunk.reports.append(
                ReportFact(
                    time: report.time, frameStart: UInt64(chunk.frames.count),
                    opening: number, first: ReceptionFact(report.first), clock: report.clock,
                    frameLength: UInt8(clamping: report.frame.count),
                    lastAfter: UInt32(
                        clamping: report.others.map(\.afterMicroseconds).max() ?? 0)))
            chunk.frames += report.frame
        }
        chunk.radios += content.radios
        chunk.listening += content.listening
        chunk.openings.append(
            OpeningFact(
                statement: statement, window: opening.window, seal: seal,
                contentBytes: UInt32(clamping: opening.content.count),
                reports: first..<UInt32(chunk.reports.count),
                radios: firstRadio..<UInt32(chunk.radios.count),
                listening: firstSpan..<UInt32(chunk.listening.count),
                position: content.position))
    }

    /// The number of a statement of a type that nothing else is asked of.
    private static func sequence(of payload: RawSpan) throws(MessageError) -> UInt64? {
        guard case .unsigned(let sequence)? = try Message(parsing: payload)["sequence"] else {
            return nil
        }
        return sequence
    }
}

extension EvidenceReader {
    /// Keeps the name of a statement out of reach, and which frames it tells of; its signature is not
    /// checked. False: it names a window of the epoch, and is to be read whole.
    private func pass(
        _ payload: RawSpan, _ type: MessageType, of key: PublicKey, at index: UInt64,
        _ reach: EvidenceReach, _ chunk: inout EvidenceChunk
    ) throws(MessageError) -> Bool {
        switch type {
        case .seal:
            let seal = try Seal(checked: payload)
            guard !reach.has(seal.window) else { return false }
            chunk.pass(key, seal.sequence, at: index)
        case .bundle:
            let bundle = try SealBundle(checked: payload)
            guard !bundle.openings.contains(where: { reach.has($0.window) }) else { return false }
            chunk.pass(key, bundle.sequence, at: index)
            for opening in bundle.openings {
                let content = try WitnessReports(checked: opening.content.rawSpan)
                for report in content.reports { chunk.pass(report.frame.rawSpan) }
            }
        case .reveal:
            let reveal = try Reveal(checked: payload)
            guard !reach.has(reveal.window) else { return false }
            chunk.pass(key, reveal.sequence, at: index)
        default:
            guard let sequence = try Self.sequence(of: payload) else { return true }
            chunk.pass(key, sequence, at: index)
        }
        return true
    }
}
