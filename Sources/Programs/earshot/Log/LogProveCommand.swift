import Attestation
import CommandTable
import EvidenceLog
import Host
import Notation
import Primitives
import PublishedLogs
import Signing

private let proofFile = Flag.text(
    "check", value: "FILE", "a proof to check instead of making one"
).optional

let logProve = Command.run(
    "prove", "that an entry stands in a log, as a text to keep",
    details: """
        Writes the proof that the log in LOG holds ENTRY: an index, or a statement's id, for which the
        log is searched. It is the text of c2sp.org/tlog-proof, with the log's signed head in it: who
        has it can show anybody, without the log, what the oracle took, and other tools read it. With
        --check, the proof in FILE is held against the entry, against the log's key and against what the
        log says of itself today: two heads that contradict each other are proof against the oracle.
        With --json the text is the member `proof`.
        """,
    flags: [proofFile, logAuthorities],
    arguments: [logPlace, Argument("ENTRY", "an index from 0 on, or the 64 digits of an id")],
    examples: [
        .session(
            "$ earshot log prove nowhere 7\n"
                + "earshot log prove: nowhere holds no log: there is no checkpoint; name the folder "
                + "or address in which the file checkpoint and the folder tile stand\n[exit 1]")
    ]
) { (options, console) throws(CommandFailure) in
    var log = try OpenedLog(options.arguments[0], authorities: options[logAuthorities])
    let index = try log.index(of: options.arguments[1])
    guard let path = options[proofFile] else {
        let proof: LogProof
        do throws(TileFault) {
            proof = try log.reader.proof(of: index)
        } catch { throw CommandFailure(error) }
        guard let schema = options.schema else {
            console.write(proof.bytes.rawSpan)
            return .success
        }
        console.write(schema: schema) { json in
            json.member("index", Int(clamping: index))
            json.member("size", Int(clamping: log.reader.size))
            json.member("root", log.reader.head.root.hexText)
            json.member("proof", String(decoding: proof.bytes, as: UTF8.self))
        }
        return .success
    }
    let head = try log.check(proofIn: path, of: index)
    if let schema = options.schema {
        console.write(schema: schema) { json in
            json.member("index", Int(clamping: index))
            json.member("size", Int(clamping: head.size))
            json.member("root", head.root.hexText)
            json.member("verdict", "ok")
        }
    } else {
        console.write("entry \(index) size \(head.size) root \(head.root.hexText) ok\n")
    }
    return .success
}

extension OpenedLog {
    /// The index that a person means: themselves, or by a statement's id.
    fileprivate mutating func index(of text: String) throws(CommandFailure) -> UInt64 {
        if text.utf8.count < 20, let index = UInt64(text), String(index) == text {
            guard index < reader.size else {
                throw CommandFailure("the log has \(reader.size) entries, from 0 on; not \(index)")
            }
            return index
        }
        guard let bytes = try? Hex.bytes(from: text), let id = Hash256(bytes.rawSpan) else {
            throw CommandFailure(
                "\(Quote.text(text)) is no entry: write an index from 0 on, or the 64 digits of a "
                    + "statement's id", exit: .usage)
        }
        return try find(id)
    }

    private mutating func find(_ id: Hash256) throws(CommandFailure) -> UInt64 {
        var found: UInt64?
        let network = identity.network
        do throws(TileFault) {
            try reader.entries(0..<reader.size) { index, bytes in
                if found == nil, Self.id(of: bytes, network) == id { found = index }
            }
        } catch { throw CommandFailure(error) }
        guard let found else {
            throw CommandFailure(
                "none of the \(reader.size) entries is the statement \(id.hexText)")
        }
        return found
    }

    /// A statement's id; its signature is not checked: the log has it, whatever it is.
    private static func id(of bytes: RawSpan, _ network: NetworkID) -> Hash256? {
        guard let statement = try? SignedStatement(bytes),
            let type = MessageType(rawValue: statement.typeNumber)
        else { return nil }
        return statement.id(
            in: StatementContext(network: network, type: type.name), by: SHA256.self)
    }

    /// The head of a proof that holds, for this log as it is today.
    fileprivate mutating func check(
        proofIn path: String, of index: UInt64
    ) throws(CommandFailure) -> Checkpoint {
        let bytes: [UInt8]
        do throws(SettingsFileError) {
            bytes = try SettingsFiles.read(path)
        } catch { throw CommandFailure(error) }
        do {
            let proof = try LogProof(parsing: bytes.rawSpan)
            let head = try proof.check(
                leaf: try reader.leaf(index), index: index, log: identity.key, by: Ed25519.self,
                hashing: SHA256.self)
            try agree(with: head, in: path)
            return head
        } catch let failure as CommandFailure {
            throw failure
        } catch { throw CommandFailure("\(path): \(error)") }
    }

    private mutating func agree(with head: Checkpoint, in path: String) throws {
        if head.size > reader.size {
            throw CommandFailure(
                "\(path) has a head of \(head.size) entries, and \(source.name) shows only "
                    + "\(reader.size): the log is not the newest, or entries were taken back")
        }
        let root = try reader.root(at: head.size)
        guard root == head.root else {
            throw CommandFailure(
                "\(path) has another head of \(head.size) entries than \(source.name): keep both, "
                    + "they are proof against the oracle")
        }
    }
}
