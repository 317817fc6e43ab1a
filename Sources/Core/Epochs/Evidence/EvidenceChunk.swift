public import Attestation
import CoverageRules
public import Primitives

/// What some entries of the log say, in tables of small records. Chunks are read apart from each
/// other, on any core, and joined in the order of the log; what comes out does not depend on
/// where they were cut.
public struct EvidenceChunk: Sendable {
    public internal(set) var keys = KeyTable()
    public internal(set) var statements: [StatementFact] = []
    public internal(set) var seals: [SealFact] = []
    public internal(set) var openings: [OpeningFact] = []
    public internal(set) var reports: [ReportFact] = []
    /// The bytes of all reported frames, one after the other.
    public internal(set) var frames: [UInt8] = []
    public internal(set) var radios: [RadioDescription] = []
    public internal(set) var listening: [ListeningSpan] = []
    public internal(set) var reveals: [RevealFact] = []
    public internal(set) var news: [NewsFact] = []
    public internal(set) var claims: [ClaimFact] = []
    public internal(set) var others: [OtherEntry] = []
    /// What was out of the epoch's reach, and the frames it tells of.
    public internal(set) var passed: [PassedStatement] = []
    var passedFrames: [PassedFrame] = []
    /// Which statements stand lower in the log too; empty until evidence is joined.
    var repeated: [Bool] = []
    /// How many entries were passed over, by reason.
    public internal(set) var refused = [UInt64](repeating: 0, count: EntryRefused.allCases.count)

    public init() {}

    /// Whether a report's frame is a beacon's.
    func isBeacon(_ report: ReportFact) -> Bool {
        let start = Int(report.frameStart)
        return report.frameLength >= 2 && frames[start] == BeaconFrame.header
            && frames[start + 1] == BeaconFrame.version
    }

    /// How a report's frame starts; nothing for one too short to be a beacon.
    func start(of report: ReportFact) -> Block128? {
        let start = Int(report.frameStart)
        return FrameStart.of(
            frames.rawSpan.extracting(start..<start + Int(report.frameLength)))
    }

    /// The bytes of a report's frame.
    public func frame(of report: ReportFact) -> [UInt8] {
        let start = Int(report.frameStart)
        return Array(frames[start..<start + Int(report.frameLength)])
    }

    mutating func count(_ reason: EntryRefused) { refused[Int(reason.rawValue)] += 1 }

    public func refusals(_ reason: EntryRefused) -> UInt64 { refused[Int(reason.rawValue)] }

    /// Takes the entries that follow this chunk's own.
    public mutating func append(_ later: EvidenceChunk) {
        let number = keys.join(later.keys)
        let first = UInt32(statements.count)
        let firstReport = UInt32(reports.count)
        let firstOpening = UInt32(openings.count)
        let firstRadio = UInt32(radios.count)
        let firstSpan = UInt32(listening.count)
        let firstByte = UInt64(frames.count)
        let firstPassed = UInt32(passed.count)
        for var item in later.statements {
            item.key = number[Int(item.key)]
            statements.append(item)
        }
        for var item in later.seals {
            item.statement += first
            seals.append(item)
        }
        for var item in later.openings {
            item.statement += first
            item.reports = item.reports.moved(by: firstReport)
            item.radios = item.radios.moved(by: firstRadio)
            item.listening = item.listening.moved(by: firstSpan)
            openings.append(item)
        }
        for var item in later.reports {
            item.opening += firstOpening
            item.frameStart += firstByte
            reports.append(item)
        }
        for var item in later.reveals {
            item.statement += first
            reveals.append(item)
        }
        for var item in later.news {
            item.statement += first
            news.append(item)
        }
        for var item in later.passed {
            item.key = number[Int(item.key)]
            passed.append(item)
        }
        for var item in later.passedFrames {
            item.statement += firstPassed
            passedFrames.append(item)
        }
        frames += later.frames
        radios += later.radios
        listening += later.listening
        claims += later.claims
        others += later.others
        for place in refused.indices { refused[place] += later.refused[place] }
    }
}

extension Range<UInt32> {
    fileprivate func moved(by distance: UInt32) -> Range<UInt32> {
        lowerBound + distance..<upperBound + distance
    }
}

/// Keys by small numbers, in the order they were first seen.
public struct KeyTable: Sendable {
    public private(set) var keys: [PublicKey] = []
    // order: only asked for one key at a time.
    private var numbers: [PublicKey: UInt32] = [:]

    public init() {}

    public subscript(number: UInt32) -> PublicKey { keys[Int(number)] }

    public func number(of key: PublicKey) -> UInt32? { numbers[key] }

    mutating func take(_ key: PublicKey) -> UInt32 {
        if let number = numbers[key] { return number }
        let number = UInt32(keys.count)
        keys.append(key)
        numbers[key] = number
        return number
    }

    /// The numbers here of another table's keys, in its order.
    mutating func join(_ other: KeyTable) -> [UInt32] { other.keys.map { take($0) } }
}
