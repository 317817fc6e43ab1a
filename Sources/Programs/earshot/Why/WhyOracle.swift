import Attestation
import CommandTable
import Host
import Notation
import OracleAPI
import Primitives
import Settings
import WebClient

/// Asks an oracle what became of reports.
struct WhyOracle {
    private let server: APIEndpoint
    private let client: WebClient
    private let window: Int?
    private let isJSON: Bool

    init(_ server: APIEndpoint, _ options: Options) throws(CommandFailure) {
        guard options[WhyFlag.epoch] == nil else {
            throw CommandFailure(
                "an oracle is asked by window: --window W; --epoch goes with --from", exit: .usage)
        }
        self.server = server
        window = options[WhyFlag.window]
        isJSON = options.wantsJSON
        let settings = WebSettings(
            userAgent: "earshot/\(Build.version)", authorities: options[logAuthorities])
        do throws(SystemError) {
            client = WebClient(settings, stop: try Wake())
        } catch { throw CommandFailure(error) }
    }

    func show(_ subject: WhySubject, _ console: any Console) throws(CommandFailure) {
        switch subject {
        case .report(let id):
            let body = try get(.report(id))
            let report = try reading { () throws(ViewError) in
                try ReportView(parsing: body.rawSpan)
            }
            report.write(to: console, asJSON: isJSON)
        case .address(let address): try show(address, console)
        case .number(let number):
            throw CommandFailure(
                "an oracle is asked for a hotspot by its address, not by \(number)", exit: .usage)
        }
    }

    /// A window's reports, part by part. Without a window those of the newest that has any.
    private func show(_ address: Address, _ console: any Console) throws(CommandFailure) {
        let hotspot = try get(.hotspot(address))
        let view = try reading { () throws(ViewError) in
            try HotspotView(parsing: hotspot.rawSpan)
        }
        view.matters?.write(about: view.number, to: console, asJSON: isJSON)
        let windows: [Window]
        if let window { windows = [Window(UInt64(window))] } else { windows = try newestWindows() }
        for window in windows {
            var after: Hash256?
            var count = 0
            repeat {
                let limit = OracleResource.greatestReports
                let body = try get(.reports(address, window, after: after, limit: limit))
                let list = try reading { () throws(ViewError) in
                    try ReportList(parsing: body.rawSpan)
                }
                for report in list.reports { report.write(to: console, asJSON: isJSON) }
                count += list.reports.count
                // Ids ascend: a list that goes on where it was leads nowhere.
                after = list.next.flatMap { next in after.map { $0 < next } ?? true ? next : nil }
            } while after != nil
            if count > 0 { return }
        }
        if let matters = view.matters, !matters.isEmpty { return }
        let names = windows.map { "\($0.number)" }.joined(separator: ", ")
        throw CommandFailure("the oracle knows no report of this hotspot in window \(names)")
    }

    /// The window of the newest record and the two before it, in which the newest openings are.
    private func newestWindows() throws(CommandFailure) -> [Window] {
        let file = try get(.network)
        let record = try get(.newestEntropy)
        guard let envelope = try? SignedStatement(file.rawSpan),
            let network = try? NetworkFile(parsing: envelope.payload),
            let statement = try? SignedStatement(record.rawSpan),
            let newest = try? EntropyRecord(parsing: statement.payload)
        else {
            throw CommandFailure(
                "\(server) does not say how far its log is; name a window: --window W",
                exit: .unavailable)
        }
        let last = network.periods.window(of: newest.step.period).number
        return (0..<3).filter { $0 <= last }.map { Window(last - $0) }
    }

    private func get(_ resource: OracleResource) throws(CommandFailure) -> [UInt8] {
        var request = WebRequest(.get, server, resource.target)
        request.answerLimit = resource.greatestAnswer
        let answer: WebAnswer
        do throws(WebError) {
            answer = try client.send(request)
        } catch { throw CommandFailure("\(server): \(error)", exit: .unavailable) }
        guard answer.isSuccess else {
            let problem = Problem(reading: answer.body.rawSpan)
            throw CommandFailure(
                "\(server): \(problem.detail.map(Quote.harmless) ?? "answers \(answer.status)")",
                exit: answer.status >= 500 || answer.status == 429 ? .unavailable : .failed)
        }
        return answer.body
    }

    private func reading<Value>(
        _ body: () throws(ViewError) -> Value
    ) throws(CommandFailure) -> Value {
        do throws(ViewError) {
            return try body()
        } catch { throw CommandFailure("\(server) answers what cannot be read: \(error)") }
    }
}
