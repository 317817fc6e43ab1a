internal import Airwaves
public import Attestation
internal import EvidenceLog
internal import Glibc
internal import Host
internal import Maps
public import Notation
internal import OracleAPI
public import Primitives
internal import Signing
internal import Storage
public import Units

/// Makes an oracle, and the network it is the first oracle of: keys, the network file (log entry 0),
/// the end of its chain (entry 1), a first head.
public struct Founding: Sendable {
    public var source: TOMLTable
    /// Where the oracle is reached.
    public var url: String
    /// Who signs the network file; nil for a key made here.
    public var founder: String?
    /// The `rules` of the first rule book.
    public var rules: [UInt8]
    public var chainLength: UInt64 = 1_000_000
    /// 32 bytes for each secret by its name: the machine's randomness, but for a simulated network,
    /// which is the same every time and guards nothing.
    public var secret: @Sendable (_ name: String) -> Hash256 = { _ in RandomBytes.hash256() }

    public init(source: TOMLTable, url: String, rules: [UInt8], founder: String? = nil) {
        self.source = source
        self.url = url
        self.rules = rules
        self.founder = founder
    }

    public struct Founded: Sendable {
        public let network: NetworkID
        /// By which people name it: SHA-256 of the file's payload.
        public let hash: Hash256
        public let name: String
        public let genesis: Nanoseconds
        public let oracle: Address
        public let founder: Address
        public let origin: String
    }

    /// Refuses a folder with anything in it. Where it fails nothing is left of what it made; what it
    /// leaves when it is killed in the middle is no oracle yet: `network` is written last.
    public func found(
        in data: DataFolder, at now: Nanoseconds
    ) throws(OracleHostError) -> Founded {
        let isNew = try makeFolder(data)
        do throws(OracleHostError) {
            return try make(in: data, at: now)
        } catch {
            data.removeContents(withFolder: isNew)
            throw error
        }
    }

    private func make(
        in data: DataFolder, at now: Nanoseconds
    ) throws(OracleHostError) -> Founded {
        for (folder, mode) in [(data.keys, 0o700), (data.decisions, 0o755)] as [(String, mode_t)] {
            guard unsafe mkdir(folder, mode) == 0 else {
                throw .file("cannot make \(folder): \(SystemError.last)")
            }
        }
        try OracleKeys.make(in: data.keys, secret)
        let founderFile = founder ?? "\(data.keys)/\(OracleKeys.founderFile)"
        if founder == nil { try OracleKeys.make(founderFile, secret("founder")) }
        let keys = try OracleKeys(in: data.keys)
        let founderKey: SecretKey
        do throws(KeyFileError) {
            founderKey = try KeyFile.read(founderFile)
        } catch { throw .keys(error.description) }
        let (file, message) = try networkFile(keys, founderKey, at: now)
        let hash = message.hash
        let network = NetworkID(fileHash: hash)
        let chain = ReverseHashChain(
            seed: secret("chain"), first: Period(0), length: chainLength)
        try ChainFile([chain]).write("\(data.keys)/\(OracleKeys.chainFile)")
        let origin = LogOrigin.name(of: keys.oracle.publicKey, on: network)
        let end = EntropyChainEnd(sequence: 1, chain: chain.published, length: chain.length)
        let endStatement = SignedByUs.statement(end, on: network, by: keys.entropy)
        let book = SignedByUs.statement(
            RuleBook(sequence: 2, version: 1, first: Epoch(0), rules: rules), on: network,
            by: keys.oracle)
        do throws(LogFolderError) {
            let log = try LogFolder(
                directory: data.path,
                key: NoteKey(name: origin, key: keys.log.publicKey, by: SHA256.self))
            try log.append([file, endStatement, book])
            try log.publish(by: keys.log)
        } catch { throw .log(error.description) }
        try FolderHome(data).settle()
        do throws(NewFileError) {
            try DurableFile.create(file, at: data.networkFile)
        } catch { throw .file(error.description) }
        return Founded(
            network: network, hash: hash, name: message.name, genesis: message.genesis,
            oracle: Address(keys.oracle.publicKey), founder: Address(founderKey.publicKey),
            origin: origin)
    }

    /// - Returns: whether it was not there before.
    private func makeFolder(_ data: DataFolder) throws(OracleHostError) -> Bool {
        if unsafe mkdir(data.path, 0o755) == 0 { return true }
        guard errno == EEXIST else { throw .file("cannot make \(data.path): \(SystemError.last)") }
        guard let names = Folder.names(in: data.path) else {
            throw .file("cannot read \(data.path): \(SystemError.last)")
        }
        guard names.allSatisfy({ $0 == "." || $0 == ".." }) else {
            throw .occupied(path: data.path)
        }
        return false
    }

    // MARK: The network file

    private struct FoundedFile {
        let hash: Hash256
        let name: String
        let genesis: Nanoseconds
    }

    private func networkFile(
        _ keys: OracleKeys, _ founder: borrowing SecretKey, at now: Nanoseconds
    ) throws(OracleHostError) -> ([UInt8], FoundedFile) {
        let message: Message
        do throws(NetworkSourceError) {
            message = try NetworkSource.message(
                of: source, genesis: genesis(after: now),
                adding: additions(keys, founder.publicKey))
        } catch { throw .network("the network's source: \(error)") }
        let payload: [UInt8]
        let file: NetworkFile
        do throws(MessageError) {
            payload = try message.payload()
            file = try NetworkFile(parsing: payload.rawSpan)
        } catch { throw .network("the network's source: \(error)") }
        let hash = SHA256.hash(payload.rawSpan)
        let context = StatementContext(network: NetworkID(fileHash: hash), type: "network")
        return (
            Statement.sign(payload.rawSpan, in: context, by: founder),
            FoundedFile(hash: hash, name: file.name, genesis: file.genesis)
        )
    }

    private func additions(_ keys: OracleKeys, _ founder: PublicKey) -> [(String, JSON)] {
        func text(_ key: PublicKey) -> JSON { .string(Address(key).description) }
        let oracle = JSON.object([
            ("key", text(keys.oracle.publicKey)), ("log_key", text(keys.log.publicKey)),
            ("receipt_key", text(keys.receipt.publicKey)),
            ("entropy_key", text(keys.entropy.publicKey)), ("url", .string(url)),
        ])
        var added: [(String, JSON)] = [("oracles", .array([oracle]))]
        if source.entries.allSatisfy({ $0.key != "credit_key" }) {
            added.append(("credit_key", text(founder)))
        }
        return added + [
            ("region_table", .integer(Int64(ShippedMaps.places.tableVersion))),
            ("region_table_hash", .string(Self.placesHash.hexText)),
            ("rule_book_hash", .string(SHA256.hash(rules.rawSpan).hexText)),
        ]
    }

    private static var placesHash: Hash256 {
        SHA256.hash(unsafe RawSpan(_unsafeBytes: ShippedMaps.placesBytes))
    }

    /// Of a network whose periods are minutes, the next 18:00 UTC; else the next whole second.
    private func genesis(after now: Nanoseconds) -> Nanoseconds {
        let second: UInt64 = 1_000_000_000
        let isFast = source.entries.first { $0.key == "periods" }.map(Self.isFast) ?? false
        guard !isFast else { return Nanoseconds((now.value / second + 1) * second) }
        let (day, evening) = (86_400 * second, 64_800 * second)
        let today = now.value / day * day + evening
        return Nanoseconds(today > now.value ? today : today + day)
    }

    private static func isFast(_ entry: TOMLTable.Entry) -> Bool {
        guard case .table(let periods) = entry.value.value,
            case .integer(let milliseconds)? = periods.entries.first(where: {
                $0.key == "period_ms"
            })?.value.value
        else { return false }
        return milliseconds < 60_000
    }
}

/// Statements that this oracle makes.
enum SignedByUs {
    /// A message that its table refuses is our own mistake.
    static func statement<Typed: TypedMessage>(
        _ message: Typed, on network: NetworkID, by key: borrowing SecretKey
    ) -> [UInt8] {
        do throws(MessageError) {
            return try message.signed(in: network, by: key)
        } catch { preconditionFailure("a \(Typed.type.name) of ours is refused: \(error)") }
    }
}
