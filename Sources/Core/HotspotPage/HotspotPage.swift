public import HTTPMessages
public import HotspotStatus

/// What the page and its neighbours are told of a box.
public protocol BoxView {
    var status: BoxStatus { get }
    var frames: HeardFrames { get }
    var why: WhyReport { get }
    /// Of the commit, for metrics.
    var commit: String { get }
}

/// The box's own interface for looking: the local page, the JSON it is fed by, metrics and health.
/// The same over both doors.
///
/// | path | |
/// |---|---|
/// | `/`, `/page.css`, `/page.js`, `/icon.svg` | the page |
/// | `/status.txt` | the same for people, without script |
/// | `/v1/status`, `/v1/frames`, `/v1/why` | JSON documents |
/// | `/v1/events` | `/v1/status` as server-sent events, when it changes |
/// | `/metrics` | Prometheus |
/// | `/healthz` | 200 while the daemon's loop turns |
/// | `/readyz` | 200 when no part is broken; else 503 and which |
public enum HotspotPage {
    /// Nil for a path that is not the page's.
    public static func answer(_ request: HTTPRequest, of view: some BoxView) -> HTTPAnswer? {
        let answer: HTTPAnswer
        switch request.path {
        case "/v1/status": answer = .json(view.status.json)
        case "/v1/frames": answer = .json(view.frames.json)
        case "/v1/why": answer = .json(view.why.json)
        case "/v1/events": answer = HTTPAnswer(.ok, body: .events)
        case "/status.txt": answer = .text(view.status.text(coloured: false))
        case "/metrics": answer = metrics(view)
        case "/healthz": answer = .text("ok\n")
        case "/readyz": answer = readiness(view.status)
        default:
            guard let file = PageFile.all.first(where: { $0.path == request.path }) else {
                return nil
            }
            answer = self.answer(file, request)
        }
        return request.method == .post ? .notAllowed("GET, HEAD") : answer
    }

    private static func answer(_ file: PageFile, _ request: HTTPRequest) -> HTTPAnswer {
        let tag = "\"\(file.tag)\""
        let headers = [
            HTTPHeader("Content-Type", file.type), HTTPHeader("Cache-Control", "no-cache"),
            HTTPHeader("ETag", tag),
        ]
        guard request.header("if-none-match") != tag else {
            return HTTPAnswer(.notModified, headers: headers)
        }
        return HTTPAnswer(.ok, headers: headers, body: .fixed(file.text))
    }

    private static func metrics(_ view: some BoxView) -> HTTPAnswer {
        HTTPAnswer(
            .ok,
            headers: [HTTPHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")],
            body: .bytes(view.status.metrics(commit: view.commit)))
    }

    private static func readiness(_ status: BoxStatus) -> HTTPAnswer {
        let broken = status.parts.filter { $0.condition.state == .fail }
        guard !broken.isEmpty else { return .text("ok\n") }
        let lines = broken.map { "\($0.name): \($0.condition.why ?? "")\n" }
        return .text(lines.joined(), status: .unavailable)
    }

    /// The table's files by size, for tests.
    package static var files: [(path: String, bytes: Int)] {
        PageFile.all.map { ($0.path, $0.text.utf8CodeUnitCount) }
    }
}
