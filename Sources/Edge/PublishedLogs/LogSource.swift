public import EvidenceLog
internal import Host
internal import Settings
public import Storage
internal import Units
public import WebClient

/// Where a log is published: a folder, or the address of a web server that serves such a folder.
/// Nothing it gives is believed before it is checked; every file is bounded. One thread has it.
///
///     let source = try LogSource("https://log.example.net/main", userAgent: "earshot/1.0")
///     var log = try LogReader<LogSource, SHA256>(checkpoint: source.checkpoint().rawSpan, from: source)
public final class LogSource: TileSource {
    private enum Place {
        case folder(FolderTiles)
        case web(APIEndpoint, WebClient)
    }

    public let name: String
    private let place: Place

    /// - Parameters:
    ///   - place: a folder, or an address that begins with https:// (http:// to this machine).
    ///   - authorities: a file of authorities in PEM, beside those of the system.
    public init(
        _ place: String, userAgent: String, authorities: String? = nil
    ) throws(LogSourceError) {
        guard place.hasPrefix("https://") || place.hasPrefix("http://") else {
            name = place
            self.place = .folder(FolderTiles(place))
            return
        }
        let endpoint: APIEndpoint
        do throws(APIEndpointError) {
            endpoint = try APIEndpoint(
                parsing: place.hasSuffix("/") ? place.dropLast() : place[...])
        } catch { throw .address(error.description) }
        let stop: Wake
        do throws(SystemError) { stop = try Wake() } catch { throw .address(error.description) }
        name = endpoint.description
        self.place = .web(
            endpoint,
            WebClient(WebSettings(userAgent: userAgent, authorities: authorities), stop: stop))
    }

    /// The folder, where it is one: what can be listed.
    public var folder: String? {
        if case .folder(let tiles) = place { tiles.directory } else { nil }
    }

    /// The bytes of a file below the folder, such as `network` or `epochs/7/result`; nil when it is
    /// not there.
    public func read(_ name: String, limit: Int) throws(LogSourceError) -> [UInt8]? {
        let bytes: [UInt8]?
        switch place {
        case .folder(let folder):
            do throws(SpoolError) {
                bytes = try folder.read(name, limit: limit)
            } catch { throw .disk(error) }
        case .web(let server, let client): bytes = try fetch(name, limit, server, client)
        }
        guard bytes?.count ?? 0 <= limit else {
            throw .tooLong(file: "\(self.name)/\(name)", limit: limit)
        }
        return bytes
    }

    private func fetch(
        _ name: String, _ limit: Int, _ server: APIEndpoint, _ client: WebClient
    ) throws(LogSourceError) -> [UInt8]? {
        var request = WebRequest(.get, server, "/" + name)
        request.answerLimit = limit
        let answer: WebAnswer
        do throws(WebError) { answer = try client.send(request) } catch { throw .web(error) }
        switch answer.status {
        case 200: return answer.body
        case 404, 410: return nil
        default: throw .status(file: "\(self.name)/\(name)", status: answer.status)
        }
    }

    public func bytes(of path: TilePath) throws(TileFault) -> [UInt8]? {
        let name = path.description
        do throws(LogSourceError) {
            return try read(name, limit: path.greatestBytes)
        } catch {
            if case .tooLong = error {
                throw .wrongLength(
                    path: path, found: path.greatestBytes + 1, wanted: path.greatestBytes)
            }
            throw .unavailable(path: name, reason: error.description)
        }
    }

    /// The bytes of the head.
    public func checkpoint() throws(LogSourceError) -> [UInt8] {
        guard let bytes = try read("checkpoint", limit: SignedNote.greatestBytes) else {
            throw .noLog(place: name)
        }
        return bytes
    }
}

/// Why a file of a published log could not be had.
public enum LogSourceError: Error, Equatable, Sendable, CustomStringConvertible {
    case address(String)
    case disk(SpoolError)
    case web(WebError)
    case status(file: String, status: UInt16)
    case tooLong(file: String, limit: Int)
    case noLog(place: String)

    public var description: String {
        switch self {
        case .address(let reason): reason
        case .disk(let error): error.description
        case .web(let error): error.description
        case .status(let file, let status): "\(file): the server answers \(status)"
        case .tooLong(let file, let limit): "\(file) has more than \(limit) bytes"
        case .noLog(let place):
            "\(place) holds no log: there is no checkpoint; name the folder or address in which "
                + "the file checkpoint and the folder tile stand"
        }
    }
}
