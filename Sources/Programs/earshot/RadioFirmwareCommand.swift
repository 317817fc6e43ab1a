import CommandTable
import Concentrator
import Notation
import Primitives

/// What is known of files of controllers' code.
let radioFirmware = Command.run(
    "firmware", "check the code that a concentrator is started with",
    details: """
        `check FILE…` says of each file what it is: told by its content, Semtech's C text or the bytes
        themselves, never by its name. Without FILE it looks where a start would look, and says what
        is missing. Ends with 0 when all of it is code that Semtech published and a concentrator can
        use, with 3 when a file is of no use here, with 1 when one is unknown, broken or missing.
        Earshot ships none of these files.
        """,
    flags: [BoxSettings.flag],
    arguments: [
        Argument("check", "the only thing to do with them"),
        Argument("FILE", "a file of code", isRequired: false, repeats: true),
    ],
    examples: [
        .session(
            "$ head -c 8192 /dev/zero > agc_fw_sx1250.var\n"
                + "$ earshot radio firmware check agc_fw_sx1250.var\n"
                + "unknown  agc_fw_sx1250.var  9f1dcbc35c350d6027f98be0f5c8b43b42ca52b7604459c0c42be3aa88913d47"
                + "  as long as a controller's code, but none that Semtech published\n[exit 1]")
    ]
) { (options, console) throws(CommandFailure) in
    guard options.arguments.first == "check" else {
        throw CommandFailure("write earshot radio firmware check FILE…", exit: .usage)
    }
    let given = options.arguments.dropFirst()
    let files =
        given.isEmpty
        ? FirmwareRead.all(in: try BoxSettings.read(options).firmwareFolders)
        : given.map(FirmwareRead.init)
    let checked = files.map(CheckedFirmware.init)
    let missing =
        given.isEmpty
        ? FirmwareFile.needed(listening: false).filter { file in
            !checked.contains { $0.image?.file == file }
        } : []
    if let schema = options.schema {
        console.write(schema: schema) { json in
            json.member("files") { json in
                json.array { json in for file in checked { file.write(to: &json) } }
            }
            json.member("missing") { json in
                json.array { json in for file in missing { json.string(file.name) } }
            }
        }
    } else {
        for file in checked { console.write(Quote.harmless(file.line) + "\n") }
        if !missing.isEmpty { console.say(FirmwareFile.instructions(missing: missing)) }
    }
    if !missing.isEmpty || checked.contains(where: { $0.state == .unknown || $0.state == .bad }) {
        return .failed
    }
    return checked.contains { $0.state == .unused } ? .degraded : .success
}

/// One file and the verdict on it.
private struct CheckedFirmware {
    let path: String
    let image: FirmwareImage?
    let state: State
    let verdict: String

    /// The names are an interface: they only grow.
    enum State: String { case known, unused, unknown, bad }

    init(_ read: FirmwareRead) {
        path = read.path
        switch read.outcome {
        case .failure(let failure):
            (image, state, verdict) = (nil, .bad, failure.reason)
        case .success(let image):
            self.image = image
            verdict = image.verdict
            switch image.file?.use {
            case nil: state = .unknown
            case .never?: state = .unused
            case .always?, .toListen?: state = .known
            }
        }
    }

    var line: String {
        let word = state.rawValue + String(repeating: " ", count: 7 - state.rawValue.count)
        let hash = image.map { "  \(Hex.text(of: $0.hash.bytes))" } ?? ""
        return "\(word)  \(path)\(hash)  \(verdict)"
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("path", path)
            json.member("state", state.rawValue)
            if let file = image?.file { json.member("file", file.name) }
            if let image {
                json.member("bytes", image.bytes.count)
                json.member("sha256", Hex.text(of: image.hash.bytes))
            }
            json.member("verdict", verdict)
        }
    }
}
