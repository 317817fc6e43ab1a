import Airwaves
import Attestation
import HexGrid
import Maps
import OracleLogic
import Primitives
import Registry
import Signing
import Units

extension FuzzTarget {
    /// A program of statements for an oracle: of every type that is logged, with fields by the input,
    /// right ones with bytes changed or anything at all, taken or logged although they are refused,
    /// between records. The oracle must return, and read again from its bytes its registry must
    /// be the same.
    static let oracleLogic = FuzzTarget(name: "oracle-logic") { bytes in
        var player = OraclePlayer(bytes)
        player.play()
    }

    /// Bytes that say they are a registry: of nothing, or of a good one with bytes changed. What is
    /// read must be written the same way, and go on.
    static let registryBytes = FuzzTarget(name: "registry-bytes") { bytes in
        var program = FuzzProgram(bytes)
        var record = OraclePlayer.goodRegistry
        if program.next() % 2 == 0 {
            record = [UInt8](copying: bytes)
        } else {
            while !program.isOver {
                let place = Int(program.next()) << 8 | Int(program.next())
                record[place % record.count] ^= program.next()
            }
        }
        guard
            var registry = try? Registry(
                decoding: record.rawSpan, file: OraclePlayer.file, places: OraclePlayer.tables)
        else { return }
        let written = registry.encoded()
        guard
            let again = try? Registry(
                decoding: written.rawSpan, file: OraclePlayer.file, places: OraclePlayer.tables)
        else { preconditionFailure("written, but not to be read") }
        precondition(again.encoded() == written, "a second spelling of a registry")
        OraclePlayer.ask(registry)
        let next = Window((registry.now?.number ?? 0) + 1)
        guard (try? registry.begin(next, at: 1 << 40)) != nil else { return }
        OraclePlayer.ask(registry)
    }

    /// Bytes that say they are what an oracle has counted; what is read is written the same way.
    static let oracleCounts = FuzzTarget(name: "oracle-counts") { bytes in
        var program = FuzzProgram(bytes)
        let good = OraclePlayer.goodLogic
        var counts = program.next() % 2 == 0 ? [UInt8](copying: bytes) : good.encoded()
        while !counts.isEmpty, !program.isOver {
            counts[(Int(program.next()) << 8 | Int(program.next())) % counts.count] ^=
                program.next()
        }
        let logic = try? OracleLogic(decoding: counts.rawSpan, registry: good.registry)
        precondition(logic.map { $0.encoded() == counts } ?? true, "a second spelling of counts")
    }
}

/// Believes every signature: the input need not find one.
private enum Believing: SignatureCheck {
    static func isValid(_: Signature, of _: RawSpan, by _: PublicKey) -> Bool { true }
}

struct OraclePlayer {
    private var program: FuzzProgram
    private var logic: OracleLogic
    private var entries: [[UInt8]]
    private var ids: [Hash256] = [none]
    private var sequence: UInt64 = 1
    private var period: UInt64 = 0

    static let none = Hash256(words: (0, 0, 0, 0))
    static let tables = PlaceTables([ShippedMaps.places])
    static let file = entryZero()

    static func key(_ number: UInt64) -> PublicKey {
        PublicKey(bytes: Hash256(words: (number, 1, 1, 1)))
    }

    static func sign(_ payload: [UInt8], by key: PublicKey) -> [UInt8] {
        Statement.seal(payload.rawSpan, key: key, signature: Signature(r: none, s: none))
    }

    private static func entryZero() -> CheckedStatement {
        let network = NetworkFile(
            sequence: 1, name: "fuzz", genesis: Nanoseconds(0), periods: .demo,
            oracles: [
                OracleMember(
                    key: key(1), logKey: key(1), receiptKey: key(2), entropyKey: key(3),
                    url: "http://127.0.0.1:1")
            ], ingests: [IngestMember(key: key(4), name: "ingest")], creditKey: key(5),
            anchors: [key(40)], balances: [FirstBalance(account: key(20), credits: 5_000)],
            fees: NetworkFees(registrationCredits: 3, moveCredits: 1, depositGrains: 700),
            regionTable: UInt64(RegionalPlan.tableVersion), regionTableHash: none,
            ruleBookHash: Hash256(of: rules.rawSpan, by: SHA256.self),
            pools: [PoolLine(first: Epoch(0), hotspotsGrains: 1)], grainsPerCredit: 100,
            floorUnits: 1, selectionTrust: 250)
        guard let payload = try? network.payload(),
            case .good(let statement) = check(
                sign(payload, by: key(9)), NetworkID(ofFile: payload.rawSpan, by: SHA256.self), [])
        else { preconditionFailure("a network file") }
        return statement
    }

    static let rules: [UInt8] = [0xa5, 0, 0x18, 0xa1, 1, 0x80, 2, 0x80, 3, 0x80, 4, 0x80]

    static func check(
        _ bytes: [UInt8], _ network: NetworkID, _ entries: [[UInt8]]
    ) -> StatementCheck {
        CheckedStatement.check(
            bytes, network: network, by: Believing.self, hashing: SHA256.self,
            entry: { $0 < entries.count ? entries[Int($0)] : nil })
    }

    /// One that holds records of every kind.
    static let goodRegistry = goodLogic.registry.encoded()

    static let goodLogic: OracleLogic = {
        let orders: [UInt8] = (0..<60).flatMap { round in
            (0..<24).flatMap { [UInt8($0), UInt8(round), UInt8(3 * round & 63), 0, 0] }
        }
        var player = OraclePlayer(orders.rawSpan)
        player.play()
        return player.logic
    }()

    init(_ input: RawSpan) {
        program = FuzzProgram(input)
        guard let logic = try? OracleLogic(Self.file, places: Self.tables) else {
            preconditionFailure("the fuzz network")
        }
        self.logic = logic
        entries = [Self.file.bytes]
    }

    mutating func play() {
        while !program.isOver, entries.count < 2_000 {
            let order = program.next() % 26
            if order >= 24 {
                record()
            } else if order == 23 {
                offer(Self.sign(program.nextBytes(), by: key()))
            } else {
                guard let (payload, signer) = statement(order) else { continue }
                offer(Self.sign(changed(payload), by: signer))
            }
        }
        Self.ask(logic.registry)
        let written = logic.registry.encoded()
        guard
            let again = try? Registry(
                decoding: written.rawSpan, file: Self.file, places: Self.tables)
        else { preconditionFailure("written, but not to be read") }
        precondition(again.encoded() == written, "a registry that reads as another")
        for number in 30..<50 { _ = logic.view(of: Address(Self.key(UInt64(number)))) }
    }

    static func ask(_ registry: Registry) {
        for number in 0...min(UInt32(registry.hotspotCount), 20) {
            let number = HotspotNumber(number)
            let now = registry.now?.number ?? 0
            for window in [0, now, now + 1] {
                if let hotspot = registry.hotspot(number, in: Window(window)) {
                    _ = registry.number(of: hotspot.key, in: Window(window))
                }
            }
            _ = registry.suspension(of: number, in: registry.epoch)
            _ = registry.probation(of: number, in: registry.epoch)
            _ = registry.missingDeposit(of: number, in: registry.epoch)
        }
        _ = registry.returnedDeposits(in: registry.epoch)
        _ = registry.standings(in: registry.epoch)
        _ = registry.members(in: registry.epoch)
        _ = registry.ruleBook(in: registry.epoch)
    }

    // MARK: The log

    private mutating func record() {
        period += 1 + UInt64(program.next()) << (program.next() % 12)
        let record = EntropyRecord(
            sequence: sequence, step: EntropyStep(period: Period(period), value: Self.none),
            logSize: 2, logRoot: Self.none)
        guard let payload = try? record.payload() else { return }
        log(Self.sign(payload, by: Self.key(3)))
    }

    /// Offers a statement; an oracle may log it although it refuses it.
    private mutating func offer(_ bytes: [UInt8]) {
        guard case .good(let statement) = Self.check(bytes, Self.file.network, entries),
            statement.type != .entropy
        else { return }
        ids.append(statement.id)
        let refusal = logic.refusal(of: statement)
        guard refusal == nil || program.next() % 2 == 0 else { return }
        let outcome = log(bytes)
        precondition(refusal != nil || outcome?.refusal == nil, "taken, and then refused")
    }

    @discardableResult
    private mutating func log(_ bytes: [UInt8]) -> OracleLogic.Outcome? {
        guard case .good(let statement) = Self.check(bytes, Self.file.network, entries) else {
            return nil
        }
        do throws(RegistryError) {
            let outcome = try logic.apply(statement, at: UInt64(entries.count))
            entries.append(bytes)
            return outcome
        } catch {
            return nil
        }
    }

    // MARK: Statements

    private mutating func changed(_ right: [UInt8]) -> [UInt8] {
        var bytes = right
        let place = program.next()
        guard place > 200, !bytes.isEmpty else { return bytes }
        bytes[Int(place) % bytes.count] ^= program.next()
        return bytes
    }

    private mutating func key() -> PublicKey { Self.key(30 + UInt64(program.next() % 20)) }
    private mutating func owner() -> PublicKey { Self.key(20 + UInt64(program.next() % 3)) }
    private mutating func number() -> UInt32 { UInt32(program.next() % 8) }
    private mutating func id() -> Hash256 { ids[Int(program.next()) % ids.count] }

    private mutating func place() -> AssertedPlace {
        let order = program.next()
        guard
            let coordinate = try? Coordinate(
                latitude: order > 250 ? 0 : 47 + Double(order % 16) / 1_000,
                longitude: order > 250 ? -30 : 8.5),
            let resolution = try? Resolution(12)
        else { preconditionFailure("a place") }
        return AssertedPlace(
            cell: Cell(containing: coordinate, resolution: resolution),
            height: Metres(Int64(order)), gain: Decibels(hundredths: 200),
            plan: order == 250 ? "US915" : "EU868")
    }

    private func epoch(_ ahead: UInt8) -> Epoch {
        Epoch(logic.registry.epoch.number + UInt64(ahead % 20))
    }

    private mutating func statement(_ order: UInt8) -> (payload: [UInt8], PublicKey)? {
        sequence += 1
        return switch order {
        case 0, 1, 2:
            written(
                Registration(
                    sequence: sequence, hotspotKey: key(), hotspotSignature: signature,
                    place: place(), radioClass: .light, measures: .counter,
                    depositCredits: UInt64(program.next() % 9)), owner())
        case 3:
            written(
                LocationChange(sequence: sequence, hotspot: number(), place: place()), owner())
        case 4:
            written(
                Rotation(
                    sequence: sequence, hotspot: number(), hotspotKey: key(),
                    hotspotSignature: signature), owner())
        case 5:
            written(
                Transfer(
                    sequence: sequence, hotspot: number(), newOwner: owner(),
                    acceptance: signature), owner())
        case 6: written(Retirement(sequence: sequence, hotspot: number()), owner())
        case 7:
            written(
                DepositPayment(
                    sequence: sequence, hotspot: number(), credits: 1 + UInt64(program.next() % 4)),
                owner())
        case 8, 9, 10, 11: network(order)
        case 12, 13, 14, 15: standing(order)
        case 16: proof()
        case 17, 18, 19, 20: hotspot(order)
        case 21:
            written(
                MapperStake(
                    sequence: sequence, device: UInt64(program.next() % 2), ingest: Self.key(4),
                    credits: UInt64(program.next() % 3)), owner())
        default:
            written(
                RouteKey(
                    sequence: sequence, route: number(), receiptKey: key(), router: Self.key(8),
                    isActive: program.next() % 2 == 0), owner())
        }
    }

    private var signature: Signature { Signature(r: Self.none, s: Self.none) }

    private func written<Typed: TypedMessage>(
        _ message: Typed, _ signer: PublicKey
    ) -> (payload: [UInt8], PublicKey)? {
        (try? message.payload()).map { ($0, signer) }
    }

    private mutating func network(_ order: UInt8) -> (payload: [UInt8], PublicKey)? {
        let first = epoch(program.next())
        return switch order {
        case 8:
            written(
                ParameterChange(
                    sequence: sequence, first: first, floorUnits: UInt64(program.next()),
                    pools: [PoolLine(first: first, hotspotsGrains: 1)]), Self.key(9))
        case 9:
            written(MemberChange(sequence: sequence, first: first, routers: []), Self.key(9))
        case 10:
            written(
                RuleBook(
                    sequence: sequence, version: 1 + UInt64(program.next() % 6), first: first,
                    rules: Self.rules), Self.key(1))
        default:
            written(
                CreditGrant(
                    sequence: sequence, account: owner(), credits: 1 + UInt64(program.next()),
                    grainsPerCredit: UInt64(program.next()) + 50, reference: "x"), Self.key(5))
        }
    }

    private mutating func standing(_ order: UInt8) -> (payload: [UInt8], PublicKey)? {
        let now = epoch(0)
        let expires = Epoch(now.number + 1 + UInt64(program.next() % 14))
        let effects = NoticeEffect.allCases
        let outcomes = DecisionOutcome.allCases
        return switch order {
        case 12, 13:
            written(
                TrustNotice(
                    sequence: sequence, hotspot: number(), rule: "X-1",
                    effect: effects[Int(program.next()) % effects.count], epoch: now,
                    expires: expires), Self.key(1))
        case 14:
            written(
                Appeal(sequence: sequence, about: id(), hotspot: number(), text: "no"), owner())
        default:
            written(
                Decision(
                    sequence: sequence, about: id(), hotspot: number(),
                    outcome: outcomes[Int(program.next()) % outcomes.count], rule: "X-1",
                    epoch: now, expires: expires, reason: "so", evidence: [Self.none]),
                Self.key(1))
        }
    }

    /// Two seals of one number, by their bytes or by where they stand.
    private mutating func proof() -> (payload: [UInt8], PublicKey)? {
        let accused = key()
        let number = 1 + UInt64(program.next() % 60)
        let proven = [UInt64(1), 2].compactMap { word -> FraudProof.ProvenStatement? in
            let seal = Seal(
                sequence: number, window: Window(0), seal: Hash256(words: (word, 0, 0, 0)))
            guard let payload = try? seal.payload() else { return nil }
            let bytes = Self.sign(payload, by: accused)
            let id = CheckedStatement.id(
                of: bytes.rawSpan, network: Self.file.network, hashing: SHA256.self)
            return id.map { FraudProof.ProvenStatement(id: $0, bytes: bytes) }
        }
        var sorted = proven.sorted { $0.id < $1.id }
        let index = program.next()
        if index > 128 {
            sorted[0].bytes = nil
            sorted[0].index = UInt64(index) % UInt64(entries.count + 2)
        }
        return written(
            FraudProof(
                sequence: sequence, accused: accused, accusedSequence: number, statements: sorted),
            owner())
    }

    private mutating func hotspot(_ order: UInt8) -> (payload: [UInt8], PublicKey)? {
        let now = logic.registry.now?.number ?? 0
        let window = Window(now + 2 - min(UInt64(program.next() % 64), now + 2))
        let news = CommitmentNews(
            made: [.init(window: Window(now + UInt64(program.next() % 11)), hash: Self.none)],
            lost: program.next() % 4 == 0 ? [window] : [])
        return switch order {
        case 17, 18:
            written(Seal(sequence: sequence, window: window, seal: Self.none), key())
        case 19: written(Recommit(sequence: sequence, commitments: news), key())
        default:
            written(
                ReceiptClaim(
                    sequence: sequence,
                    receipt: Self.sign(
                        (try? Receipt(
                            sequence: 1, newest: Period(UInt64(program.next())),
                            entries: [Receipt.Entry(statement: Self.none, index: 1)]
                        ).payload()) ?? [], by: Self.key(UInt64(program.next() % 4)))), key())
        }
    }
}
