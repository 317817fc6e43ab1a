internal import Attestation
internal import HotspotLogic
internal import Primitives
public import Signing
internal import Units

/// Who buys packets in a simulated world, until routers do: accounts with credits, each with one
/// route, whose key signs what was bought in each window (message `packet-receipt`).
struct PacketBuyers {
    private let keys: WorldKeys
    private let network: NetworkID
    private var sequences: [UInt64]
    // order: of one buyer and window, sorted when it is signed.
    private var carried: [Carried] = []

    /// A packet with the hotspot it is bought of.
    private struct Carried {
        let buyer: Int
        let window: Window
        let frame: [UInt8]
        var hotspot: UInt32
        var ratio: Decibels
    }

    /// What one receipt holds at most, well below the greatest statement.
    static let packetsPerReceipt = 1_000

    init(_ keys: WorldKeys, _ network: NetworkID) {
        self.keys = keys
        self.network = network
        sequences = Array(repeating: 0, count: WorldKeys.buyerCount)
    }

    /// The statements by which accounts name their routes' keys.
    var routes: [[UInt8]] {
        (0..<WorldKeys.buyerCount).map { buyer in
            let route = RouteKey(
                sequence: 1, route: 0, receiptKey: keys.route(buyer).publicKey,
                router: keys.router.publicKey, isActive: true)
            guard let statement = try? route.signed(in: network, by: keys.buyer(buyer)) else {
                preconditionFailure("the world wrote what a table refuses: \(route)")
            }
            return statement
        }
    }

    /// A hotspot brings a packet: the buyer takes one copy, the clearest.
    mutating func carry(
        _ frame: [UInt8], for buyer: Int, in window: Window, by hotspot: UInt32, ratio: Decibels
    ) {
        let known = carried.lastIndex { $0.frame == frame && $0.buyer == buyer }
        guard let known else {
            carried.append(
                Carried(
                    buyer: buyer, window: window, frame: frame, hotspot: hotspot, ratio: ratio))
            return
        }
        let isClearer =
            carried[known].ratio < ratio
            || carried[known].ratio == ratio && hotspot < carried[known].hotspot
        if isClearer { (carried[known].hotspot, carried[known].ratio) = (hotspot, ratio) }
    }

    /// What was bought in a window: signed receipts, with how many packets and credits they are.
    mutating func receipts(
        of window: Window
    ) -> (statements: [[UInt8]], packets: Int, credits: UInt64) {
        let bought = carried.filter { $0.window <= window }
        carried.removeAll { $0.window <= window }
        var statements: [[UInt8]] = []
        for buyer in 0..<WorldKeys.buyerCount {
            let own = bought.filter { $0.buyer == buyer }
            for first in stride(from: 0, to: own.count, by: Self.packetsPerReceipt) {
                let end = min(first + Self.packetsPerReceipt, own.count)
                statements.append(receipt(own[first..<end], of: buyer, in: window))
            }
        }
        let credits = bought.reduce(UInt64(0)) { $0 + UInt64(($1.frame.count + 23) / 24) }
        return (statements, bought.count, credits)
    }

    private mutating func receipt(
        _ packets: ArraySlice<Carried>, of buyer: Int, in window: Window
    ) -> [UInt8] {
        sequences[buyer] += 1
        let salt = keys.secret("salt \(buyer)", window.number)
        var entries: [(hotspot: UInt32, packets: [(hash: [UInt8], length: UInt64)])] = []
        for packet in packets.sorted(by: { $0.hotspot < $1.hotspot }) {
            let hash = ProofHash.packet(
                network: network, salt: salt, frame: packet.frame.rawSpan, by: SHA256.self)
            var bytes: [UInt8] = []
            bytes.append(bigEndian: hash.high)
            bytes.append(bigEndian: hash.low)
            if entries.last?.hotspot != packet.hotspot { entries.append((packet.hotspot, [])) }
            entries[entries.count - 1].packets.append((bytes, UInt64(packet.frame.count)))
        }
        let list: [MessageValue] = entries.map { entry in
            let sorted = entry.packets.sorted { $0.hash.lexicographicallyPrecedes($1.hash) }
            return .record([
                .unsigned(UInt64(entry.hotspot)),
                .list(sorted.map { .record([.bytes($0.hash), .unsigned($0.length)]) }),
            ])
        }
        return sign(list, salt, of: buyer, in: window)
    }

    private func sign(
        _ entries: [MessageValue], _ salt: Hash256, of buyer: Int, in window: Window
    ) -> [UInt8] {
        let saltHash = salt.withBytes { Hash256(of: $0, by: SHA256.self) }
        let message = Message(
            .packetReceipt, ("sequence", .unsigned(sequences[buyer])),
            ("account", .bytes(keys.buyer(buyer).publicKey.bytes.bytes)), ("route", .unsigned(0)),
            ("window", .unsigned(window.number)), ("salt_hash", .bytes(saltHash.bytes)),
            ("entries", .list(entries)))
        guard let payload = try? message.payload() else {
            preconditionFailure("the world wrote a receipt that its table refuses")
        }
        return Statement.sign(
            payload.rawSpan,
            in: StatementContext(network: network, type: MessageType.packetReceipt.name),
            by: keys.route(buyer))
    }
}

extension WorldKeys {
    /// Three, for one buyer alone counts as a third of a cell's demand (PROTOCOL 6).
    public static let buyerCount = 3

    /// An account that buys packets.
    public func buyer(_ number: Int) -> SecretKey { key("buyer", UInt64(number)) }

    /// Signs a buyer's receipts.
    func route(_ buyer: Int) -> SecretKey { key("route", UInt64(buyer)) }

    /// The network's router.
    public var router: SecretKey { key("router") }
}
