import Box
import CommandTable
import Concentrator
import CoreCell
import Host
import Notation
import Primitives

/// Files of controllers' code: what they are, and made-up ones for emulators.
let radioFirmware = Command.run(
    "firmware", "check the code that a concentrator is started with, or make some up",
    details: """
        `check FILE…` says of each file what it is: told by its content, Semtech's C text or the bytes
        themselves, never by its name. Without FILE it looks where a start would look, and says what
        is missing. Ends with 0 when all of it is code that Semtech published and a concentrator can
        use, with 3 when a file is of no use here, with 1 when one is unknown, broken or missing.
        Earshot ships none of these files.

        `make-up DIR` writes code that means nothing, for emulators alone: agc_fw_sx1250.bin, arb_fw.bin
        and sx1261_pram.bin, the same bytes each time. A chip would not run them, and nobody loads
        them without --accept-unknown-firmware. Files that are there are not touched.
        """,
    flags: [BoxSettings.flag],
    arguments: [
        Argument("ACTION", "check or make-up"),
        Argument("PATH", "a file of code; for make-up a folder", isRequired: false, repeats: true),
    ],
    examples: [
        .session(
            "$ head -c 8192 /dev/zero > agc_fw_sx1250.var\n"
                + "$ earshot radio firmware check agc_fw_sx1250.var\n"
                + "unknown  agc_fw_sx1250.var  9f1dcbc35c350d6027f98be0f5c8b43b42ca52b7604459c0c42be3aa88913d47"
                + "  as long as a controller's code, but none that Semtech published\n[exit 1]\n"
                + "$ earshot radio firmware make-up code\n"
                + "wrote code/agc_fw_sx1250.bin\nwrote code/arb_fw.bin\nwrote code/sx1261_pram.bin")
    ]
) { (options, console) throws(CommandFailure) in
    let paths = Array(options.arguments.dropFirst())
    switch options.arguments[0] {
    case "check": return try check(paths, options, console)
    case "make-up" where paths.count == 1: return try makeUp(in: paths[0], console)
    default:
        throw CommandFailure(
            "write earshot radio firmware check FILE… or earshot radio firmware make-up DIR",
            exit: .usage)
    }
}

/// Code that nobody wrote, for emulators.
private func makeUp(in folder: String, _ console: any Console) throws(CommandFailure) -> ExitCode {
    let files = [
        ("agc_fw_sx1250.bin", MadeUpFirmware.image(for: .gain)),
        ("arb_fw.bin", MadeUpFirmware.image(for: .arbiter)),
        ("sx1261_pram.bin", MadeUpFirmware.patch()),
    ]
    do throws(NewFileError) {
        try NewFile.makeFolder(folder)
        for (name, bytes) in files {
            let path = "\(folder)/\(name)"
            try NewFile.write(bytes, to: path)
            console.write("wrote \(path)\n")
        }
    } catch { throw CommandFailure(error) }
    return .success
}

private func check(
    _ given: [String], _ options: Options, _ console: any Console
) throws(CommandFailure) -> ExitCode {
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
        let hash = image.map { "  \($0.hash.hexText)" } ?? ""
        return "\(word)  \(path)\(hash)  \(verdict)"
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("path", path)
            json.member("state", state.rawValue)
            if let file = image?.file { json.member("file", file.name) }
            if let image {
                json.member("bytes", image.bytes.count)
                json.member("sha256", image.hash.hexText)
            }
            json.member("verdict", verdict)
        }
    }
}
