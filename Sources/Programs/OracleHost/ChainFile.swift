internal import Attestation
internal import Glibc
internal import Host
internal import Notation
internal import Primitives
internal import Signing

/// The seeds of an oracle's chains: a text of a line for each, oldest first. Whoever has it knows all
/// entropy to come, so it is closed to other users as a key is.
///
///     # Seeds of this oracle's entropy. Keep them to yourself; without them a new chain is begun.
///     earshot-chain-v1 FIRST LENGTH (the seed, 64 hex digits)
public struct ChainFile: Sendable {
    public var chains: [ReverseHashChain]

    static let head =
        "# Seeds of this oracle's entropy. Keep them to yourself; without them a new chain is begun.\n"
    static let word = "earshot-chain-v1"
    /// A chain is begun every two years at most.
    static let mostChains = 64

    public init(_ chains: [ReverseHashChain]) { self.chains = chains }

    /// Refuses a text that is not exactly what `text` gives.
    init(parsing text: String) throws(ChainTextError) {
        chains = []
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
        guard lines.popFirst().map({ "\($0)\n" }) == Self.head, lines.popLast() == "",
            (1...Self.mostChains).contains(lines.count)
        else { throw .form }
        for line in lines {
            let parts = line.split(separator: " ", omittingEmptySubsequences: false)
            guard parts.count == 4, parts[0] == Self.word,
                let first = UInt64(parts[1]), String(first) == parts[1], first <= Period.limit,
                let length = UInt64(parts[2]), String(length) == parts[2],
                (1...1_000_000_000).contains(length), parts[3].utf8.count == 64,
                let bytes = try? Hex.bytes(from: parts[3]), let seed = Hash256(bytes.rawSpan)
            else { throw .line }
            chains.append(ReverseHashChain(seed: seed, first: Period(first), length: length))
        }
    }

    var text: String {
        chains.reduce(Self.head) { text, chain in
            text + "\(Self.word) \(chain.published.first.number) \(chain.length) "
                + Hex.text(of: chain.seed.bytes.rawSpan) + "\n"
        }
    }

    /// Nil when there is none.
    public static func read(_ path: String) throws(OracleHostError) -> ChainFile? {
        let bytes: [UInt8]
        do throws(SettingsFileError) {
            bytes = try SettingsFiles.read(path)
        } catch {
            if case .cannotRead(_, let system) = error, system.isMissing { return nil }
            throw .file(error.description)
        }
        do throws(ChainTextError) {
            return try ChainFile(parsing: String(decoding: bytes, as: UTF8.self))
        } catch { throw .chain(path: path, error.description) }
    }

    /// Durable when it returns; the file of that name is replaced whole.
    public func write(_ path: String) throws(OracleHostError) {
        do throws(NewFileError) {
            try DurableFile.replace(Array(text.utf8), at: path, mode: 0o600)
        } catch { throw .file(error.description) }
    }
}

enum ChainTextError: Error, CustomStringConvertible {
    case form, line

    var description: String {
        switch self {
        case .form: "no file of chains: it begins with the line '\(ChainFile.head.dropLast())'"
        case .line: "a line is '\(ChainFile.word) FIRST LENGTH SEED': two numbers, 64 hex digits"
        }
    }
}
