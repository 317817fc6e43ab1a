import Attestation
import EvidenceLog
import HTTPMessages
import Host
import Notation
import OracleAPI
import OracleHost
import Primitives
import Synchronization
import Units
import WebServer

/// Answers requests on the server's threads: what needs no decision at once, all else through the
/// deciding thread.
final class OracleDesk: WebHandler {
    private let data: DataFolder
    private let pulse: Pulse
    private let queue: JobQueue
    private let parts = Mutex<Parts?>(nil)
    private let served: @Sendable () -> WebCounts

    /// What is there once the log is open.
    struct Parts: Sendable {
        let stage: SignatureStage
        let network: [UInt8]
        let reports: ReportBook
        let sites: SiteBook
    }

    init(
        _ data: DataFolder, _ pulse: Pulse, _ queue: JobQueue,
        served: @escaping @Sendable () -> WebCounts
    ) {
        self.data = data
        self.pulse = pulse
        self.queue = queue
        self.served = served
    }

    func open(_ opened: Parts) { parts.withLock { $0 = opened } }

    /// From now on nothing is decided any more.
    func close() { parts.withLock { $0 = nil } }

    func reply(to request: ServedRequest) -> WebReply {
        guard let route = OracleRoute(request.request.target.path) else {
            return .now(.problem(.unknownPath, "there is nothing at \(request.path)"))
        }
        let method = request.request.method == .head ? .get : request.request.method
        guard method == route.method else {
            return .now(
                .problem(.wrongMethod, "the method here is \(route.method.rawValue)")
                    .with("Allow", route.method == .get ? "GET, HEAD" : "POST"))
        }
        switch route {
        case .health: return .now(health())
        case .ready: return .now(readiness())
        case .metrics: return .now(.bytes(metrics(), type: "text/plain; version=0.0.4"))
        case .description: return .now(.bytes(OpenAPI.bytes, type: "application/json"))
        case .log, .epochs, .epoch, .epochFile, .networkFile, .checkpointFile:
            return .now(files(route, request))
        case .rules: return parts.withLock({ $0 }) == nil ? .now(notNow) : ask { .rules($0) }
        case .entropyRecord, .entropyDay: return entropy(route, request)
        case .cell: return .now(cell(request))
        case .resource: return resource(request)
        }
    }

    // MARK: Entropy for everybody

    private func entropy(_ route: OracleRoute, _ request: ServedRequest) -> WebReply {
        let name = request.path.split(separator: "/").last.map(String.init) ?? ""
        if route == .entropyDay {
            guard let day = EntropyDay.number(of: name) else {
                return .now(.problem(.malformed, "\(Quote.text(name)) is no day: write 2026-11-21"))
            }
            return .now(
                file(EntropyDay.path(of: day), type: OracleResource.chains.answerType)
                    .with("Cache-Control", "public, max-age=31536000, immutable"))
        }
        guard let number = UInt64(name), "\(number)" == name, number <= Period.limit else {
            return .now(.problem(.malformed, "\(Quote.text(name)) is no period: write its number"))
        }
        guard parts.withLock({ $0 }) != nil else { return .now(notNow) }
        return ask { .record(Period(number), $0) }
    }

    private func cell(_ request: ServedRequest) -> ServedAnswer {
        guard let sites = parts.withLock({ $0 })?.sites else { return notNow }
        return CellAnswer.answer(sites, request.request.target.text)
    }

    // MARK: Resources of the page

    private func resource(_ request: ServedRequest) -> WebReply {
        let resource: OracleResource
        do throws(OracleResourceError) {
            resource = try OracleResource(parsing: request.request.target.text)
        } catch {
            return .now(.problem(error == .unknownPath ? .unknownPath : .malformed, "\(error)"))
        }
        guard let parts = parts.withLock({ $0 }) else { return .now(notNow) }
        switch resource {
        case .statements: return post(request, parts)
        case .entropy(let after, let limit, let wait):
            let until = Uptime.now + Nanoseconds(wait * 1_000_000_000)
            return ask { .news(after: after, limit: Int(limit), until: until, $0) }
        case .newestEntropy: return ask { .newest($0) }
        case .chains: return ask { .chains($0) }
        case .hotspot(let address): return ask { .hotspot(address, $0) }
        case .proof(let index): return ask { .proof(index, $0) }
        case .checkpoint: return .now(file(DataFolder.checkpoint, type: resource.answerType))
        case .network:
            return .now(
                .bytes(parts.network, type: resource.answerType)
                    .with("Cache-Control", "public, max-age=3600"))
        case .report(let id):
            return look { () throws(OracleHostError) in
                try ReportAnswer.one(parts.reports, id)
            } else: {
                .report(id, $0)
            }
        case .reports(let address, let window, let after, let limit):
            return look { () throws(OracleHostError) in
                try ReportAnswer.list(parts.reports, address, window, after, Int(limit))
            } else: {
                .reports(address, window, $0)
            }
        }
    }

    /// An answer from what this thread can read; else through the deciding thread.
    private func look(
        _ find: () throws(OracleHostError) -> ServedAnswer?,
        else job: @escaping @Sendable (WebTicket) -> Job
    ) -> WebReply {
        do throws(OracleHostError) {
            return try find().map { .now($0) } ?? ask(job)
        } catch { return .now(.problem(.broken, error.description)) }
    }

    private func ask(_ job: @escaping @Sendable (WebTicket) -> Job) -> WebReply {
        let queue = queue
        return .later { ticket in
            if !queue.put(job(ticket)) { ticket.answer(.busy) }
        }
    }

    private func post(_ request: ServedRequest, _ parts: Parts) -> WebReply {
        let type = request.request.header("content-type") ?? ""
        guard type.lowercased() == "application/cbor-seq" else {
            return .now(.problem(.wrongType, "Content-Type application/cbor-seq is due"))
        }
        let body = request.request.body
        return .later { ticket in
            if !parts.stage.take(SignatureStage.Post(body: body, ticket: ticket)) {
                ticket.answer(.busy)
            }
        }
    }

    private var notNow: ServedAnswer {
        .problem(.busy, pulse.now.trouble ?? "the oracle is stopping", retryAfter: 3)
    }

    // MARK: Health

    private func health() -> ServedAnswer {
        let state = pulse.now
        let silence = Uptime.now.gap(to: state.lastTurn)
        guard silence < Pulse.longestTurn || state.trouble == "starting" else {
            return .problem(
                .broken, "nothing was decided for \(silence.value / 1_000_000_000) s")
        }
        let text = state.unsettled.map {
            "ok, but the pay of epochs \($0.lowerBound) to \($0.upperBound) is computed late: "
                + "nothing that costs credits is taken until it is\n"
        }
        return .bytes(Array((text ?? "ok\n").utf8), type: "text/plain; charset=utf-8")
    }

    private func readiness() -> ServedAnswer {
        if let trouble = pulse.now.trouble {
            return .problem(.busy, trouble, retryAfter: 3)
        }
        return .bytes(Array("ready\n".utf8), type: "text/plain; charset=utf-8")
    }

    private func metrics() -> [UInt8] {
        let checked = parts.withLock { $0?.stage.checked.load(ordering: .relaxed) ?? 0 }
        return NetworkMetrics.bytes(
            pulse.now, served(), checked: checked, waiting: queue.waitingBytes)
    }

    // MARK: Files

    private func files(_ route: OracleRoute, _ request: ServedRequest) -> ServedAnswer {
        let parts = request.path.split(separator: "/").map(String.init)
        switch route {
        case .checkpointFile:
            return file(DataFolder.checkpoint, type: "text/plain; charset=utf-8")
        case .networkFile:
            return file("network", type: "application/cose")
                .with("Cache-Control", "public, max-age=3600")
        case .log:
            guard let tile = try? TilePath(parsing: parts.joined(separator: "/")) else {
                return .problem(.unknownPath, "the log has no such tile")
            }
            return file(tile.description, type: "application/octet-stream").with(
                "Cache-Control",
                tile.isFull ? "public, max-age=31536000, immutable" : "public, max-age=60")
        case .epochs: return EpochFiles(data).list
        case .epoch: return EpochFiles(data).epoch(parts.last ?? "")
        case .epochFile:
            return EpochFiles(data).file(parts[parts.count - 2], parts[parts.count - 1])
        default: preconditionFailure("\(route) is no file")
        }
    }

    private func file(_ name: String, type: String) -> ServedAnswer {
        guard let file = try? WebFile("\(data.path)/\(name)") else {
            return .problem(.unknownPath, "there is no \(name)")
        }
        return ServedAnswer(type: type, body: .file(file))
    }
}
