import Attestation
import CommandTable
import Glibc
import Notation
import Primitives
import Signing

/// Secret keys: files, names, and backups on paper. No command prints a secret but
/// `key export --words`, and none takes one as an argument, where other users could see it.
let keyCommands = CommandGroup(
    "key", "key files, names and backups",
    [
        .run(
            "new", "a new secret key in a new file",
            details: "Makes an Ed25519 key from the system's randomness, writes it into FILE for\n"
                + "its owner only (0600), and prints its address and name. Refuses a file that\n"
                + "exists, and a folder that other users may change.",
            flags: [out],
            examples: [
                .session(
                    "$ umask 077; earshot key new --out hotspot.key\n"
                        + "address     ear1…\nname        …-…-…\npublic key  …\n"
                        + "now write its backup on paper: earshot key export --words hotspot.key")
            ]
        ) { (options, console) throws(CommandFailure) in
            try create(SecretKey.random(), at: options[out], options, console)
            console.say("now write its backup on paper: earshot key export --words \(options[out])")
            return .success
        },
        .run(
            "show", "address, name and public key of a key file",
            details:
                "Prints what everybody may know of the key in FILE. Refuses a file that other\n"
                + "users may read.",
            arguments: [file],
            examples: [.session(restored("$ earshot key show hotspot.key\n" + exampleIdentity))]
        ) { (options, console) throws(CommandFailure) in
            let key = try read(options.arguments[0])
            write(key.publicKey, options, console)
            return .success
        },
        .lines(
            "name", "the three-word name of an address",
            details: "Reads one address per line and writes its name. Names are for people: two\n"
                + "keys may share one, so nothing is ever decided by a name.",
            examples: [
                .init(
                    input: "ear1qwss00lnecgtu8tsm5vwwj7qn9n7f43snwjs6hcamjrxgyj4xxuqkteaa7",
                    output: "novel-titanium-cat")
            ], longestLine: 256
        ) { _ throws(UsageError) in
            { (line, output) throws(LineError) in
                let text = String(decoding: [UInt8](copying: line), as: UTF8.self)
                let address = try LineError.from { () throws(AddressError) in
                    try Address(parsing: text)
                }
                output.append(ThreeWordName(of: address.key, by: SHA256.self).description)
            }
        },
        .run(
            "export", "the backup of a key: 24 words to write on paper",
            details:
                "Prints the 24 words that give the key in FILE back, only to a terminal unless\n"
                + "--allow-pipe is given: what a pipe or a file keeps, others may find.",
            flags: [asWords, allowPipe], arguments: [file],
            examples: [
                .session(
                    restored(
                        "$ earshot key export --words --allow-pipe hotspot.key\n\(exampleWords)"))
            ]
        ) { (options, console) throws(CommandFailure) in
            guard options[asWords] else {
                throw CommandFailure("say what to export: --words", exit: .usage)
            }
            guard isatty(STDOUT_FILENO) == 1 || options[allowPipe] else {
                throw CommandFailure(
                    "standard output is not a terminal, and the words are the secret itself; "
                        + "with --allow-pipe they go there all the same", exit: .usage)
            }
            let words = BackupWords.text(of: try read(options.arguments[0]))
            guard let schema = options.schema else {
                console.write(words + "\n")
                return .success
            }
            console.write(schema: schema) { $0.member("words", words) }
            return .success
        },
        .run(
            "restore", "a key file from its 24 words",
            details:
                "Reads the 24 words of a backup on standard input, in one line or several, and\n"
                + "writes the key into FILE as `key new` does. Says which word is mistyped.",
            flags: [out],
            examples: [
                .session(
                    "$ umask 077; echo \(exampleWords) | earshot key restore --out hotspot.key\n"
                        + exampleIdentity)
            ]
        ) { (options, console) throws(CommandFailure) in
            let text = try readWords(console)
            try create(try key(from: text), at: options[out], options, console)
            return .success
        },
        .run(
            "verify", "whether 24 words are the backup of a key file",
            details: "Reads words on standard input and compares them with the key in FILE. Says\n"
                + "which words are wrong, never which would be right. Ends with 1 if any is.",
            arguments: [file],
            examples: [
                .session(
                    restored(
                        "$ echo \(exampleWords) | earshot key verify hotspot.key\n"
                            + "these words restore this key:\n" + exampleIdentity))
            ]
        ) { (options, console) throws(CommandFailure) in
            let key = try read(options.arguments[0])
            let wrong = try wrongWords(in: try readWords(console), for: key)
            guard wrong.isEmpty else { throw CommandFailure(complaint(about: wrong)) }
            console.say("these words restore this key:")
            write(key.publicKey, options, console)
            return .success
        },
    ])

/// The key of the examples, known to everybody: the bytes 0 to 31.
private let exampleWords =
    "abacus amber logo amber fill aerial bulb butter apex gondola elegant brief account method "
    + "fable lustrous beauty remedy allocate culture puzzle assure knuckle trellis"

private let exampleIdentity = """
    address     ear1qwss00lnecgtu8tsm5vwwj7qn9n7f43snwjs6hcamjrxgyj4xxuqkteaa7
    name        novel-titanium-cat
    public key  03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8
    """

private func restored(_ session: String) -> String {
    "$ umask 077; echo \(exampleWords) | earshot key restore --out hotspot.key > /dev/null\n"
        + session
}

private let out = Flag.text("out", short: "o", value: "FILE", "the new key file")
private let file = Argument("FILE", "a key file")
private let asWords = Flag.toggle("words", "as 24 words")
private let allowPipe = Flag.toggle("allow-pipe", "also where the words may be kept")

private func read(_ path: String) throws(CommandFailure) -> SecretKey {
    do throws(KeyFileError) {
        return try KeyFile.read(path)
    } catch { throw CommandFailure(error) }
}

private func create(
    _ key: borrowing SecretKey, at path: String, _ options: Options, _ console: any Console
) throws(CommandFailure) {
    do throws(KeyFileError) {
        try KeyFile.create(path, key)
    } catch { throw CommandFailure(error) }
    write(key.publicKey, options, console)
}

private func key(from text: String) throws(CommandFailure) -> SecretKey {
    do throws(BackupError) {
        return try BackupWords.key(from: text)
    } catch { throw CommandFailure(error) }
}

private func wrongWords(
    in text: String, for key: borrowing SecretKey
) throws(CommandFailure) -> [Int] {
    do throws(BackupError) {
        return try BackupWords.wrongWords(in: text, for: key)
    } catch { throw CommandFailure(error) }
}

private func complaint(about wrong: [Int]) -> String {
    // Of another key's words hardly one stands right by chance (one in 2,048).
    guard wrong.count <= 12 else { return "these are not the words of this key, but of another" }
    let list = wrong.map(String.init).joined(separator: ", ")
    return wrong.count == 1
        ? "word \(list) is a backup word, but not the one of this key; the other 23 are right"
        : "words \(list) are not those of this key; the other \(24 - wrong.count) are right"
}

/// What everybody may know of a key.
private func write(
    _ key: PublicKey, _ options: Options, _ console: any Console
) {
    let address = Address(key).description
    let name = ThreeWordName(of: key, by: SHA256.self).description
    var hex: [UInt8] = []
    key.bytes.withBytes { Hex.append($0, to: &hex) }
    let publicKey = String(decoding: hex, as: UTF8.self)
    guard let schema = options.schema else {
        return console.write(
            "address     \(address)\nname        \(name)\npublic key  \(publicKey)\n")
    }
    console.write(schema: schema) { writer in
        writer.member("address", address)
        writer.member("name", name)
        writer.member("public_key", publicKey)
    }
}

/// All of standard input; of a person at a terminal, lines until there are 24 words.
private func readWords(_ console: any Console) throws(CommandFailure) -> String {
    guard console.isInteractive else {
        let bytes = try console.readAll(limit: BackupWords.longestText)
        return String(decoding: bytes, as: UTF8.self)
    }
    console.say("type the 24 words, in one line or several:")
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: BackupWords.longestText)
    while true {
        let count = try console.read(into: &buffer, mayWait: {})
        text.append(contentsOf: buffer[..<count])
        let words = text.split { $0 == 0x20 || $0 == 0x0a || $0 == 0x09 }
        guard count > 0, words.count < BackupWords.wordCount,
            text.count <= BackupWords.longestText
        else { return String(decoding: text, as: UTF8.self) }
    }
}
