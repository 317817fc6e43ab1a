import Attestation
import CommandTable
import EpochReplay
import Epochs
import EvidenceLog
import Notation
import OracleAPI
import OracleLogic
import Primitives
import PublishedLogs
import Registry
import Signing

/// Reads what became of reports in the files of computed epochs.
struct WhyFiles {
    private let place: String
    private let published: PublishedEpochs
    private let authorities: String?
    private let epoch: Int?
    private let window: Window?
    private let isJSON: Bool

    init(_ place: String, _ options: Options) throws(CommandFailure) {
        self.place = place
        authorities = options[logAuthorities]
        published = try PublishedEpochs(place, authorities: authorities)
        epoch = options[WhyFlag.epoch]
        window = options[WhyFlag.window].map { Window(UInt64($0)) }
        isJSON = options.wantsJSON
    }

    func show(_ subject: WhySubject, _ console: any Console) throws(CommandFailure) {
        let epochs = try epochs()
        if case .report(let id) = subject { return try show(id, in: epochs, console) }
        let hasMatters = try showMatters(of: subject, in: epochs[0], console)
        for epoch in epochs {
            guard let number = try number(of: subject, in: epoch) else { continue }
            let found = try reports(in: epoch).filter {
                $0.hotspot == number && (window == nil || $0.view.window == window)
            }
            guard !found.isEmpty else { continue }
            for report in found { report.view.write(to: console, asJSON: isJSON) }
            return
        }
        guard !hasMatters else { return }
        throw CommandFailure(
            "\(published.name) has no beacon and no report of \(subject.description)"
                + (window.map { " in window \($0.number)" } ?? ""))
    }

    /// Notices, proofs, decisions and appeals that hold after an epoch.
    /// - Returns: whether there are any.
    private func showMatters(
        of subject: WhySubject, in epoch: Epoch, _ console: any Console
    ) throws(CommandFailure) -> Bool {
        guard let registry = try published.registryIfThere(after: epoch),
            let number = try number(of: subject, in: epoch)
        else { return false }
        let matters = HotspotMatters(
            about: HotspotNumber(number), in: registry, from: registry.epoch)
        matters.write(about: number, to: console, asJSON: isJSON)
        return !matters.isEmpty
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
            "\(published.name) has no report \(id.hexText) in epoch "
                + epochs.map { "\($0.number)" }.joined(separator: ", "))
    }

    private struct Found {
        let view: ReportView
        let hotspot: UInt32?
        let indexes: [UInt64]
    }

    /// By window, then by id.
    private func reports(in epoch: Epoch) throws(CommandFailure) -> [Found] {
        let beacons: [BeaconRecord] = try verdictRecords(.beacons, epoch, published)
        let witnesses: [WitnessRecord] = try verdictRecords(
            .witnesses, epoch, published)
        let all =
            beacons.map { FoundReport.beacon($0, epoch) }
            + witnesses.map { FoundReport.witness($0, epoch) }
        return all.map { Found(view: $0.view, hotspot: $0.hotspot, indexes: $0.indexes) }
            .sorted { ($0.view.window, $0.view.id) < ($1.view.window, $1.view.id) }
    }

    // MARK: Which epochs, whose reports

    /// The newest first.
    private func epochs() throws(CommandFailure) -> [Epoch] {
        try published.epochs(epoch.map { .number(Epoch(UInt64($0))) }).reversed()
    }

    /// The number of a hotspot in an epoch's registry; nothing where the key is nobody's.
    private func number(
        of subject: WhySubject, in epoch: Epoch
    ) throws(CommandFailure) -> UInt32? {
        switch subject {
        case .report: nil
        case .number(let number): number
        case .address(let address):
            try published.registry(after: epoch).number(ofFormer: address.key)?.value
        }
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
