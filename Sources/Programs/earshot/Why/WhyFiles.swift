import Attestation
import CommandTable
import EpochReplay
import Epochs
import EvidenceLog
import Maps
import Notation
import OracleAPI
import Primitives
import PublishedLogs
import Registry
import Signing

/// Reads what became of reports in the files of computed epochs.
struct WhyFiles {
    private let place: String
    private let source: LogSource
    private let authorities: String?
    private let epoch: Int?
    private let window: Window?
    private let isJSON: Bool

    init(_ place: String, _ options: Options) throws(CommandFailure) {
        self.place = place
        authorities = options[logAuthorities]
        source = try OpenedLog.source(place, authorities)
        epoch = options[WhyFlag.epoch]
        window = options[WhyFlag.window].map { Window(UInt64($0)) }
        isJSON = options.wantsJSON
    }

    func show(_ subject: WhySubject, _ console: any Console) throws(CommandFailure) {
        let epochs = try epochs()
        if case .report(let id) = subject { return try show(id, in: epochs, console) }
        for epoch in epochs {
            guard let number = try number(of: subject, in: epoch) else { continue }
            let found = try reports(in: epoch).filter {
                $0.hotspot == number && (window == nil || $0.view.window == window)
            }
            guard !found.isEmpty else { continue }
            for report in found { report.view.write(to: console, asJSON: isJSON) }
            return
        }
        throw CommandFailure(
            "\(source.name) has no beacon and no report of \(subject.description)"
                + (window.map { " in window \($0.number)" } ?? ""))
    }

    private func show(
        _ id: Hash256, in epochs: [Epoch], _ console: any Console
    ) throws(CommandFailure) {
        for epoch in epochs {
            guard let found = try reports(in: epoch).first(where: { $0.view.id == id }) else {
                continue
            }
            var view = found.view
            view.evidence = try evidence(found.indexes) + (view.beacon.map { [$0] } ?? [])
            return view.write(to: console, asJSON: isJSON)
        }
        throw CommandFailure(
            "\(source.name) has no report \(id.hexText) in epoch "
                + epochs.map { "\($0.number)" }.joined(separator: ", "))
    }

    private struct Found {
        let view: ReportView
        let hotspot: UInt32?
        let indexes: [UInt64]
    }

    /// By window, then by id.
    private func reports(in epoch: Epoch) throws(CommandFailure) -> [Found] {
        let beacons: [BeaconRecord] = try verdictRecords(.beacons, epoch.number, source)
        let witnesses: [WitnessRecord] = try verdictRecords(.witnesses, epoch.number, source)
        let all =
            beacons.map { FoundReport.beacon($0, epoch) }
            + witnesses.map { FoundReport.witness($0, epoch) }
        return all.map { Found(view: $0.view, hotspot: $0.hotspot, indexes: $0.indexes) }
            .sorted { ($0.view.window, $0.view.id) < ($1.view.window, $1.view.id) }
    }

    // MARK: Which epochs, whose reports

    /// The newest first.
    private func epochs() throws(CommandFailure) -> [Epoch] {
        if let epoch { return [Epoch(UInt64(epoch))] }
        guard place.hasPrefix("https://") || place.hasPrefix("http://") else {
            return try EpochFolders(place).numbers(only: nil).reversed().map { Epoch(UInt64($0)) }
        }
        guard let bytes = try file("v1/epochs"), let json = try? JSON(parsing: bytes.rawSpan),
            case .array(let items)? = json["epochs"]
        else {
            throw CommandFailure("\(source.name) has no list of epochs; name one: --epoch N")
        }
        return items.compactMap { item -> Epoch? in
            guard case .number(.integer(let number)) = item, number >= 0 else { return nil }
            return Epoch(UInt64(number))
        }.reversed()
    }

    /// The number of a hotspot in an epoch's registry; nothing where the key is nobody's.
    private func number(
        of subject: WhySubject, in epoch: Epoch
    ) throws(CommandFailure) -> UInt32? {
        switch subject {
        case .report: return nil
        case .number(let number): return number
        case .address(let address):
            let path = "epochs/\(epoch.number)/\(StageName.registry.rawValue)"
            guard let bytes = try file(path), let entry = try file("network") else {
                throw CommandFailure("\(source.name) has no \(path), or no network")
            }
            let registry = try registry(bytes, entry, path)
            return registry.number(ofFormer: address.key)?.value
        }
    }

    private func registry(
        _ bytes: [UInt8], _ entry: [UInt8], _ path: String
    ) throws(CommandFailure) -> Registry {
        guard let envelope = try? SignedStatement(entry.rawSpan) else {
            throw CommandFailure("\(source.name)/network is no network file")
        }
        let check = CheckedStatement.check(
            entry, network: NetworkID(ofFile: envelope.payload, by: SHA256.self),
            by: Ed25519.self, hashing: SHA256.self
        ) { _ in nil }
        guard case .good(let network) = check, network.type == .network else {
            throw CommandFailure("\(source.name)/network is no network file")
        }
        do throws(RegistryFormatError) {
            return try Registry(
                decoding: bytes.rawSpan, file: network, places: PlaceTables([ShippedMaps.places]))
        } catch { throw CommandFailure("\(path): \(error)") }
    }

    private func file(_ path: String) throws(CommandFailure) -> [UInt8]? {
        do throws(LogSourceError) {
            return try source.read(path, limit: 1 << 30)
        } catch { throw CommandFailure(error) }
    }

    /// The ids of the statements at these places of the log, which is checked against its head.
    private func evidence(_ indexes: [UInt64]) throws(CommandFailure) -> [Hash256] {
        var log = try OpenedLog(place, authorities: authorities)
        let network = log.identity.network
        var ids: [Hash256] = []
        for index in indexes where index < log.reader.size {
            do throws(TileFault) {
                try log.reader.entries(index..<index + 1) { _, entry in
                    guard let statement = try? SignedStatement(entry),
                        let type = MessageType(rawValue: statement.typeNumber)
                    else { return }
                    let context = StatementContext(network: network, type: type.name)
                    ids.append(statement.id(in: context, by: SHA256.self))
                }
            } catch { throw CommandFailure(error) }
        }
        return ids
    }
}
