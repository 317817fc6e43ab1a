import Airwaves
import Attestation
import Box
import CommandTable
import Glibc
import Host
import HotspotLogic
import Maps
import Notation
import PositionFixes
import Primitives
import Settings
import Signing
import WebClient

/// What the owner of a box does with it.
let hotspotCommands = CommandGroup(
    nil, "this hotspot", [initCommand, statusCommand, topCommand, whyCommand, beaconCommand])

private let source = Flag.text(
    "network", value: "FILE|URL#HASH",
    "the network file; from a URL only with the hash it must have")

let stateFlag = Flag.text(
    "state", value: "DIR", "the state folder; else hotspot.state_directory"
).optional

private let initCommand = Command.run(
    "init", "a key and a network for this box",
    details: """
        Makes the box's secret key unless there is one, and pins the network file: the box follows that
        network and no other, and sends nothing before. HASH is the SHA-256 of the file's payload, 64
        hexadecimal digits, by which people name a network; with a FILE it may be left out and is
        printed. Running it again changes nothing. A box that is pinned to another network is refused:
        its key has a history there.
        """,
    flags: [source, stateFlag, BoxSettings.flag],
    examples: [
        .session(
            "$ echo nothing > network; earshot init --network network --state box\n"
                + "earshot init: network: no network file: …\n[exit 1]")
    ]
) { (options, console) throws(CommandFailure) in
    let box = try BoxSettings.read(options)
    let folder = StateFolder(options[stateFlag] ?? box.hotspot.stateDirectory)
    let (bytes, pinned) = try NetworkSourceFile(parsing: options[source]).read(box)
    let network: PinnedNetwork
    do throws(StateError) {
        network = try StateFolder.network(in: bytes, pinned: pinned)
    } catch { throw CommandFailure("\(options[source]): \(error)") }
    let user = try makeFolder(folder.path)
    let isNewPin = try pin(network, bytes, in: folder)
    let (key, isNewKey) = try key(in: folder)
    let report = InitReport(
        network: network, hash: StateFolder.hash(of: bytes), isNewPin: isNewPin, key: key,
        isNewKey: isNewKey, folder: folder, user: user, region: region(of: box))
    if let schema = options.schema {
        console.write(schema: schema) { report.write(to: &$0) }
    } else {
        console.write(report.text)
    }
    return .success
}

/// Where a network file is had from.
private enum NetworkSourceFile {
    case file(String, Hash256?)
    case web(APIEndpoint, Hash256)

    init(parsing text: String) throws(CommandFailure) {
        let mark = text.lastIndex(of: "#")
        let hash = try mark.map { (mark) throws(CommandFailure) in
            try Self.hash(text[text.index(after: mark)...])
        }
        let place = String(mark.map { text[..<$0] } ?? text[...])
        guard place.hasPrefix("http://") || place.hasPrefix("https://") else {
            self = .file(place, hash)
            return
        }
        guard let hash else {
            throw CommandFailure(
                "a network file from elsewhere is taken only by its hash: \(place)#HASH, where HASH "
                    + "is what people you trust say this network is", exit: .usage)
        }
        do throws(APIEndpointError) {
            self = .web(try APIEndpoint(parsing: place), hash)
        } catch { throw CommandFailure(error, exit: .usage) }
    }

    private static func hash(_ text: Substring) throws(CommandFailure) -> Hash256 {
        do throws(HexError) {
            let bytes = try Hex.bytes(from: text)
            if let hash = Hash256(bytes.rawSpan) { return hash }
        } catch { throw CommandFailure("the hash behind #: \(error)", exit: .usage) }
        throw CommandFailure("the hash behind # has 64 hexadecimal digits", exit: .usage)
    }

    func read(_ box: BoxSettings) throws(CommandFailure) -> ([UInt8], Hash256?) {
        switch self {
        case .file(let path, let hash):
            do throws(SettingsFileError) {
                return (try SettingsFiles.read(path), hash)
            } catch { throw CommandFailure(error) }
        case .web(let place, let hash): return (try Self.fetch(place, box), hash)
        }
    }

    private static func fetch(
        _ place: APIEndpoint, _ box: BoxSettings
    ) throws(CommandFailure) -> [UInt8] {
        let wake: Wake
        do throws(SystemError) { wake = try Wake() } catch { throw CommandFailure(error) }
        let client = WebClient(
            WebSettings(
                userAgent: "earshot/\(Build.version)", authorities: box.hotspot.authorities),
            stop: wake)
        var request = WebRequest(.get, place)
        request.answerLimit = 60_000
        let answer: WebAnswer
        do throws(WebError) {
            answer = try client.send(request)
        } catch { throw CommandFailure("\(place): \(error)", exit: .unavailable) }
        guard answer.isSuccess else {
            throw CommandFailure("\(place) answers \(answer.status)", exit: .unavailable)
        }
        return answer.body
    }
}

/// Makes the folder unless it is there. From now on what root does in the folder of the daemon's user
/// is done as that user, whose name is returned.
private func makeFolder(_ path: String) throws(CommandFailure) -> String? {
    if unsafe mkdir(path, 0o700) != 0, errno != EEXIST {
        throw CommandFailure("cannot make \(path): \(SystemError.last); is it yours? try sudo")
    }
    do throws(SystemError) {
        return try FolderOwner.become(of: path)
    } catch { throw CommandFailure("cannot work in \(path) as its owner: \(error)") }
}

/// False when it was pinned already.
private func pin(
    _ network: PinnedNetwork, _ bytes: [UInt8], in folder: StateFolder
) throws(CommandFailure) -> Bool {
    let former: PinnedNetwork?
    do throws(StateError) {
        former = try folder.network()
    } catch { throw CommandFailure("\(folder.networkFile): \(error)") }
    if let former {
        guard former.id == network.id else {
            throw CommandFailure(
                "\(folder.path) is pinned to another network, \(former.name) (\(former.id)); "
                    + "give this one a state folder of its own: --state DIR")
        }
        return false
    }
    do throws(NewFileError) {
        try DurableFile.create(bytes, at: folder.networkFile)
    } catch { throw CommandFailure(error) }
    return true
}

private func key(in folder: StateFolder) throws(CommandFailure) -> (PublicKey, isNew: Bool) {
    do throws(KeyFileError) {
        if let key = try folder.key() { return (key.publicKey, false) }
        let key = SecretKey.random()
        try KeyFile.create(folder.keyFile, key)
        return (key.publicKey, true)
    } catch { throw CommandFailure(error) }
}

/// What will hold here, as far as the configuration tells.
private func region(of box: BoxSettings) -> String {
    let wanted = box.hotspot.plan.map { "\($0) is wanted" }
    switch box.position {
    case .fixed(let position):
        let verdict = ShippedMaps.places.plan(at: position.place)
        let plan = verdict.plan.map { "\($0)" } ?? "no plan"
        let others = "\(verdict.alternatives)"
        return "\(plan) at the configured place"
            + (others == "-" ? "" : ", \(others) allowed too")
            + (wanted.map { "; " + $0 } ?? "")
    case .gpsd: return "from the satellites, once they agree" + (wanted.map { "; " + $0 } ?? "")
    case .nothing:
        return "nobody says where the box is: set position.fixed or position.source, or nothing is "
            + "sent"
    }
}

private struct InitReport {
    let network: PinnedNetwork
    let hash: Hash256
    let isNewPin: Bool
    let key: PublicKey
    let isNewKey: Bool
    let folder: StateFolder
    /// Whose the folder is, when it is not the caller's.
    let user: String?
    let region: String

    private var address: String { Address(key).description }
    private var name: String { ThreeWordName(of: key, by: SHA256.self).description }

    var text: String {
        var lines = [
            "network   \(isNewPin ? "pinned" : "is pinned")   \(network.name), id \(network.id)",
            "          hash     \(hash.hexText)",
            "identity  \(isNewKey ? "created" : "is there")  \(folder.keyFile)",
            "          name     \(name)",
            "          address  \(address)",
        ]
        if isNewKey {
            let sudo = user.map { "sudo -u \($0) " } ?? ""
            lines.append(
                "backup    now, on paper: \(sudo)earshot key export --words \(folder.keyFile)")
        }
        lines.append("region    \(region)")
        lines.append("next      a claim for the owner, who registers the box with it:")
        lines.append("          \(claim)")
        lines.append("          then start the daemon:")
        lines.append("          \(start)")
        return lines.joined(separator: "\n") + "\n"
    }

    private var claim: String {
        let sudo = user.map { "sudo -u \($0) " } ?? ""
        let isUsual = folder.path == HotspotSettings.usualStateDirectory
        let state = isUsual ? "" : " --state \(folder.path)"
        return "\(sudo)earshot owner claim OWNER\(state)"
    }

    /// The service of the Debian package has the usual folder.
    private var start: String {
        folder.path == HotspotSettings.usualStateDirectory
            ? "sudo systemctl start earshot-hotspot" : "earshot-hotspot --state \(folder.path)"
    }

    func write(to json: inout JSONWriter) {
        json.member("network", network.id.description)
        json.member("network_name", network.name)
        json.member("network_hash", hash.hexText)
        json.member("pinned_now", isNewPin)
        json.member("state_directory", folder.path)
        json.member("address", address)
        json.member("name", name)
        json.member("key_created", isNewKey)
        json.member("region", region)
    }
}
