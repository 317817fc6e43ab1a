public import Attestation
public import Primitives
public import Units

/// What two who agree on an epoch agree on, in one hash (decision 0210).
public struct EpochRoot: Hashable, Sendable {
    public var network: NetworkID
    public var epoch: Epoch
    /// The evidence is the log up to here.
    public var logSize: UInt64
    public var logRoot: Hash256
    public var ruleBook: Hash256
    /// In the order they are computed.
    public var stages: [Stage]
    public var rewardRoot: Hash256
    public var rewardLeaves: UInt64
    public var total: Grains

    public struct Stage: Hashable, Sendable {
        public var name: String
        public var hash: Hash256

        public init(name: String, hash: Hash256) {
            self.name = name
            self.hash = hash
        }
    }

    public init(
        network: NetworkID, epoch: Epoch, logSize: UInt64, logRoot: Hash256, ruleBook: Hash256,
        stages: [Stage], rewardRoot: Hash256, rewardLeaves: UInt64, total: Grains
    ) {
        self.network = network
        self.epoch = epoch
        self.logSize = logSize
        self.logRoot = logRoot
        self.ruleBook = ruleBook
        self.stages = stages
        self.rewardRoot = rewardRoot
        self.rewardLeaves = rewardLeaves
        self.total = total
    }

    public func hash<D: Digest & ~Copyable>(by digest: D.Type) -> Hash256 {
        var whole = D()
        var head = HashInput("earshot/epoch/v1", network)
        for number in [epoch.number, logSize] { head.append(number) }
        head.append(logRoot)
        head.append(ruleBook)
        head.append(UInt64(stages.count))
        whole.update(head.bytes)
        for stage in stages {
            let name = Hash256(of: Array(stage.name.utf8).rawSpan, by: digest)
            var part = HashInput()
            part.append(name)
            part.append(stage.hash)
            whole.update(part.bytes)
        }
        var tail = HashInput()
        tail.append(rewardRoot)
        tail.append(rewardLeaves)
        tail.append(total.value)
        whole.update(tail.bytes)
        return whole.finish()
    }
}

extension EpochRoot {
    /// The message `epoch-result` that says it; an oracle signs it.
    public func message(sequence: UInt64) -> Message {
        Message(
            .epochResult, ("sequence", .unsigned(sequence)), ("epoch", .unsigned(epoch.number)),
            ("log_size", .unsigned(logSize)), ("log_root", .bytes(logRoot.bytes)),
            ("rule_book_hash", .bytes(ruleBook.bytes)),
            (
                "stages",
                .list(stages.map { .record([.text($0.name), .bytes($0.hash.bytes)]) })
            ),
            ("reward_root", .bytes(rewardRoot.bytes)),
            ("reward_leaves", .unsigned(rewardLeaves)), ("total_grains", .unsigned(total.value)))
    }

    /// What a result's payload says, on a network; nothing when it is no result.
    public init?(_ payload: RawSpan, network: NetworkID) {
        guard let message = try? Message(parsing: payload), message.type == .epochResult,
            let epoch = message["epoch"]?.unsigned, let size = message["log_size"]?.unsigned,
            let root = message["log_root"]?.hash, let book = message["rule_book_hash"]?.hash,
            case .list(let stages)? = message["stages"],
            let reward = message["reward_root"]?.hash,
            let leaves = message["reward_leaves"]?.unsigned,
            let total = message["total_grains"]?.unsigned
        else { return nil }
        self.init(
            network: network, epoch: Epoch(epoch), logSize: size, logRoot: root, ruleBook: book,
            stages: stages.compactMap(Stage.init), rewardRoot: reward, rewardLeaves: leaves,
            total: Grains(total))
    }
}

extension EpochRoot.Stage {
    fileprivate init?(_ value: MessageValue) {
        guard case .record(let fields) = value, fields.count == 2,
            case .text(let name)? = fields[0], let hash = fields[1]?.hash
        else { return nil }
        self.init(name: name, hash: hash)
    }
}

extension MessageValue {
    fileprivate var unsigned: UInt64? {
        guard case .unsigned(let number) = self else { return nil }
        return number
    }

    fileprivate var hash: Hash256? {
        guard case .bytes(let bytes) = self else { return nil }
        return Hash256(bytes.rawSpan)
    }
}
