import Foundation
import HTTPMessages
import Host
import Notation
import Synchronization
import Units
import WebServer

/// Answers in every way a server can be asked to.
final class Service: WebHandler {
    let held = Mutex<[WebTicket]>([])
    let streams = Mutex<[WebStream]>([])
    let served = Atomic(0)
    let file: String

    init(file: String = "/nowhere") { self.file = file }

    func reply(to request: ServedRequest) -> WebReply {
        served.add(1, ordering: .relaxed)
        switch request.path {
        case "/echo": return .now(.bytes(request.request.body, type: "application/octet-stream"))
        case "/who": return .now(.bytes(Array("\(request.client)".utf8), type: "text/plain"))
        case "/later":
            return .later { ticket in
                DispatchQueue.global().asyncAfter(deadline: .now() + 0.2) {
                    ticket.answer(.bytes(Array("after all".utf8), type: "text/plain"))
                    ticket.answer(.bytes(Array("twice".utf8), type: "text/plain"))
                }
            }
        case "/lost": return .later { _ in }
        case "/held": return .later { ticket in self.held.withLock { $0.append(ticket) } }
        case "/big":
            return .now(.bytes([UInt8](repeating: 120, count: 3 << 20), type: "text/plain"))
        case "/file":
            guard let file = try? WebFile(file) else { fallthrough }
            return .now(ServedAnswer(type: "application/octet-stream", body: .file(file)))
        case "/events":
            let stream = WebStream()
            streams.withLock { $0.append(stream) }
            if request.request.target.query("five") != nil {
                Thread.detachNewThread {
                    for number in 1...5 {
                        stream.send(event: "tick", id: "\(number)", data: Array("\(number)".utf8))
                        Thread.sleep(forTimeInterval: 0.1)
                    }
                    stream.end()
                }
            }
            return .now(.stream(stream))
        default: return .now(.problem(.notFound, code: "unknown_path", "no such path"))
        }
    }
}

/// A server of the service, at any free port of 127.0.0.1.
func serve(
    _ service: Service = Service(), identity: TLSIdentity? = nil,
    _ change: (inout WebLimits) -> Void = { _ in }
) throws -> WebServer {
    var limits = WebLimits()
    // Tests ask from one address, thousands of times.
    limits.requestsPerSecond = 100_000
    limits.burstPerAddress = 100_000
    limits.connectionsPerAddress = 4_000
    change(&limits)
    return try WebServer(
        at: try SocketName(parsing: "127.0.0.1:0", ports: 0...65_535), limits, identity: identity,
        handler: service)
}

/// A folder of the test's own.
func folder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("earshot-web-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
}

/// Runs a program of the system's.
/// - Returns: what it wrote, and how it ended.
@discardableResult
func run(
    _ program: String, _ arguments: [String], input: String? = nil
) throws -> (
    output: String, error: String, code: Int32
) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    // Not this process's: other tests set proxies in it, to see that nobody follows them.
    process.environment = ["PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"]
    let (output, error, into) = (Pipe(), Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = error
    process.standardInput = into
    try process.run()
    if let input { try into.fileHandleForWriting.write(contentsOf: Data(input.utf8)) }
    try into.fileHandleForWriting.close()
    let errors = Mutex(Data())
    let reader = Thread {
        let all = error.fileHandleForReading.readDataToEndOfFile()
        errors.withLock { $0 = all }
    }
    reader.start()
    let said = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    while !reader.isFinished { Thread.sleep(forTimeInterval: 0.005) }
    return (
        String(decoding: said, as: UTF8.self),
        errors.withLock { String(decoding: $0, as: UTF8.self) }, process.terminationStatus
    )
}

/// The repository's Python.
let python = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../.venv/bin/python").standardized.path
