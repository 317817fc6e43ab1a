public import Attestation
internal import EpochReplay
public import Epochs
internal import Glibc
internal import Host
internal import OracleLogic
internal import Primitives
internal import Registry
internal import Rewards
internal import Signing
internal import Storage

extension OracleHost {
    /// The next epoch to compute, once its evidence has closed and is published.
    public var epochTask: EpochTask? {
        guard let closed = logic.newestClosed, epochs.next <= closed, !isBehind,
            closedIndex < log.publishedSize
        else { return nil }
        return EpochTask(state: epochs, directory: data.path)
    }

    /// Keeps what an epoch came to: its files, whole or not at all, then its signed result in the log,
    /// then a notice of each finding.
    public func keep(_ outcome: EpochOutcome) throws(OracleHostError) {
        precondition(outcome.epoch == epochs.next, "epoch \(outcome.epoch) is not the next")
        let result = try logged(outcome.root) ?? sign(outcome.root)
        do throws(EpochFolderError) {
            try folder.write(outcome, result: result)
        } catch { throw .disk(error.description) }
        if results[outcome.epoch.number] == nil { try append(result) }
        epochs = outcome.next
        hasKeptEpoch = true
        try show(outcome[.payouts].bytes)
        logic.add(outcome.settlement, of: outcome.epoch)
        // Too late to enter where it should have: the log, read again, lets it in there.
        if let last = logic.unsettled?.upperBound, last <= outcome.epoch { try catchUp() }
        try logNotices()
    }

    /// What the newest computed epoch says of hotspots is answered from now on.
    private func show(_ payouts: [UInt8]) throws(OracleHostError) {
        do throws(ResultFileError) {
            judged = try JudgedEpoch(epochs, payouts: payouts)
        } catch { throw .epoch(epochs.next.number - 1, error.description) }
    }

    /// Epochs whose pay should have entered the registry and was not computed in time; until it is,
    /// nothing that costs credits is taken.
    public var unsettled: ClosedRange<Epoch>? { logic.unsettled }

    /// The result as it is in the log already, for files that were lost.
    private func logged(_ root: EpochRoot) throws(OracleHostError) -> [UInt8]? {
        guard let index = results[root.epoch.number] else { return nil }
        let bytes = try entry(index)
        guard let statement = logged(bytes),
            EpochRoot(statement.payload, network: network) == root
        else {
            throw .epoch(
                root.epoch.number,
                "log entry \(index) says another result than what is computed here; "
                    + "this program or its log is damaged")
        }
        return bytes
    }

    private func sign(_ root: EpochRoot) -> [UInt8] {
        do throws(MessageError) {
            let payload = try root.message(sequence: log.size).payload()
            return Statement.sign(
                payload.rawSpan,
                in: StatementContext(network: network, type: MessageType.epochResult.name),
                by: keys.oracle)
        } catch { preconditionFailure("a result of ours is refused by its table: \(error)") }
    }

    // MARK: After a start

    private var folder: EpochFolder { EpochFolder(in: data.path) }

    /// The epochs whose files are here. A gap ends them: what is missing is computed again.
    private var kept: [Epoch] {
        folder.epochs.enumerated().prefix { UInt64($0.offset) == $0.element.number }
            .map(\.element)
    }

    /// Hands the logic what kept epochs do to the registry, before it is given the log again.
    func settleKeptEpochs() throws(OracleHostError) {
        for epoch in kept {
            let settlement = try reading(epoch) { () throws(EpochFolderError) in
                try folder.settlement(of: epoch)
            }
            logic.add(settlement, of: epoch)
        }
    }

    /// Goes on from the newest result whose files have the hashes it names.
    /// - Parameter note: hears of an epoch whose files were set aside, and which is computed again.
    func openEpochs(_ note: (String) -> Void) throws(OracleHostError) {
        let file = try Self.networkFile(data).1
        while let last = kept.last {
            let found: (state: EpochState, payouts: [UInt8])
            do throws(EpochFolderError) {
                found = try left(by: last, file)
            } catch {
                note("epoch \(last.number) is computed again: \(error)")
                try setAside(last)
                continue
            }
            epochs = found.state
            return try show(found.payouts)
        }
    }

    /// Logs those results that the program ended before logging.
    func resumeEpochs() throws(OracleHostError) {
        for epoch in kept {
            let result = try reading(epoch) { () throws(EpochFolderError) in
                try folder.result(of: epoch)
            }
            guard let statement = logged(result), statement.type == .epochResult else {
                throw .epoch(epoch.number, "\(folder.path)/\(epoch.number)/result is no result")
            }
            if try place(of: statement) == nil { try append(result) }
        }
    }

    /// What an epoch left, if its files are those that its signed result names.
    private func left(
        by epoch: Epoch, _ network: CheckedStatement
    ) throws(EpochFolderError) -> (state: EpochState, payouts: [UInt8]) {
        // Whether it was logged is seen later: until then it is believed by its signature.
        let check = CheckedStatement.check(
            try folder.result(of: epoch), network: network.network, by: Ed25519.self,
            hashing: SHA256.self, entry: { _ in nil })
        guard case .good(let statement) = check, statement.key == keys.oracle.publicKey,
            let root = EpochRoot(statement.payload, network: network.network), root.epoch == epoch
        else { throw .format("its result is none of this epoch, signed by this oracle") }
        func file(_ name: StageName) throws(EpochFolderError) -> [UInt8] {
            let bytes = try folder.stage(name, of: epoch)
            guard
                root.stages.first(where: { $0.name == name.rawValue })?.hash
                    == SHA256.hash(bytes.rawSpan)
            else { throw .format("the file \(name.rawValue) has not the hash its result names") }
            return bytes
        }
        let files = try EpochFiles(
            state: file(.state), registry: file(.registry), rewards: file(.rewards))
        return (
            try files.state(file: network, places: Self.regions), try file(.payouts)
        )
    }

    /// Files that are damaged are published no longer.
    private func setAside(_ epoch: Epoch) throws(OracleHostError) {
        let aside = "\(folder.path)/.\(epoch.number).damaged"
        Folder.removeAll(aside)
        guard unsafe rename("\(folder.path)/\(epoch.number)", aside) == 0 else {
            throw .epoch(epoch.number, "its damaged files cannot be set aside: \(SystemError.last)")
        }
    }

    private func reading<Value>(
        _ epoch: Epoch, _ body: () throws(EpochFolderError) -> Value
    ) throws(OracleHostError) -> Value {
        do throws(EpochFolderError) {
            return try body()
        } catch {
            throw .epoch(
                epoch.number,
                "its files cannot be read: \(error); remove the folder "
                    + "\(folder.path)/\(epoch.number) to have it computed again")
        }
    }
}
