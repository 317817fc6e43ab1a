import Primitives

/// An owner or buyer: whoever holds credits or hotspots.
struct Account: Sendable {
    let key: PublicKey
    var credits: UInt64 = 0
    /// Whether it ever held any.
    var hasHeld = false
    /// How many routes it has named.
    var routes: UInt32 = 0

    /// Sums stay exact in every JSON reader; a grant beyond it is cut there.
    static let greatest: UInt64 = 9_007_199_254_740_991
}

/// The accounts, found by key.
struct Accounts: Sendable {
    private(set) var all: [Account] = []
    private var index = KeyIndex()

    subscript(_ place: UInt32) -> Account {
        get { all[Int(place)] }
        set { all[Int(place)] = newValue }
    }

    func find(_ key: PublicKey) -> UInt32? {
        index.find(key) { all[$0].key }.map { UInt32($0) }
    }

    func credits(of key: PublicKey) -> UInt64 { find(key).map { self[$0].credits } ?? 0 }

    /// The account of a key, opened if it has none.
    mutating func open(_ key: PublicKey) -> UInt32 {
        if let place = find(key) { return place }
        all.append(Account(key: key))
        let accounts = all
        index.append(key) { accounts[$0].key }
        return UInt32(all.count - 1)
    }

    mutating func add(_ credits: UInt64, to key: PublicKey) {
        let place = open(key)
        self[place].credits = min(self[place].credits &+ credits, Account.greatest)
        if credits > 0 { self[place].hasHeld = true }
    }

    /// What is there was asked before; less is our own mistake.
    mutating func take(_ credits: UInt64, from place: UInt32) {
        precondition(self[place].credits >= credits, "an account would go below zero")
        self[place].credits -= credits
    }
}
