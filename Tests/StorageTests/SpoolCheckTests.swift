import Foundation
import Primitives
import Spool
import Storage
import Testing

@Suite("Spool: check, by whoever looks") struct SpoolCheckTests {
    @Test("while a daemon writes, rotates and removes, a check never finds anything broken")
    func whileWriting() throws {
        let folder = TestFolder(isInMemory: true)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: FaultShim.products + "/spool-drive")
        process.arguments = [folder.spool, "8", "1500"]
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        var (checks, records) = (0, Set<Int>())
        while process.isRunning {
            guard !folder.segments.isEmpty else { continue }
            let check = try SpoolCheck(directory: folder.spool)
            #expect(check.problems == [])
            checks += 1
            records.insert(check.records)
        }
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(checks > 10 && records.count > 5, "\(checks) checks, \(records.count) states")
    }

    @Test("a bad block costs what stood in it: the start goes on, says so, and keeps the rest")
    func damage() throws {
        let folder = TestFolder()
        let limits = try SpoolLimits(bytes: 1 << 20, payload: 1_000)
        var spool: SpoolFiles? = try SpoolFiles(
            directory: folder.spool, limits: limits, kinds: SpoolKinds(held: []))
        for number in UInt64(1)...100 {
            let bytes = [UInt8](repeating: UInt8(number), count: 200)
            try spool?.append(kind: 1, number: number, bytes.rawSpan)
            if number % 10 == 0 { try spool?.commit() }
        }
        spool = nil
        let name = try #require(folder.segments.first)
        var bytes = folder.bytes(of: name)
        for place in 4_096..<8_192 { bytes[place] = 0 }
        try folder.write(bytes, to: name)
        let check = try SpoolCheck(directory: folder.spool)
        #expect(check.isBroken && check.problemCount == 1 && check.torn == nil)
        #expect(check.problems.first?.description.hasPrefix("\(name) is damaged at byte ") == true)
        // 4,096 bytes touch 19 or 20 records of 216.
        #expect((79...82).contains(check.records))
        let again = try SpoolFiles(
            directory: folder.spool, limits: limits, kinds: SpoolKinds(held: []))
        #expect(again.status.repair.problemCount == 1 && again.status.records == check.records)
        #expect(again.highest == 100)
        var isSame = true
        try again.forEachLive { record, payload in
            let wanted = [UInt8](repeating: UInt8(record.number), count: 200)
            isSame = isSame && [UInt8](copying: payload) == wanted
        }
        #expect(isSame)
        try again.append(kind: 1, number: 101, [1].rawSpan)
        try again.commit()
        #expect(try SpoolCheck(directory: folder.spool).records == check.records + 1)
    }

    @Test("a torn tail is cut off at the start and told; the check called it torn, not broken")
    func torn() throws {
        let folder = TestFolder()
        let limits = try SpoolLimits(bytes: 1 << 20, payload: 1_000)
        var spool: SpoolFiles? = try SpoolFiles(
            directory: folder.spool, limits: limits, kinds: SpoolKinds(held: []))
        try spool?.append(kind: 1, number: 1, [1, 2, 3].rawSpan)
        try spool?.commit()
        spool = nil
        let name = try #require(folder.segments.first)
        let whole = folder.bytes(of: name)
        try folder.write(whole + [UInt8](repeating: 0x55, count: 37), to: name)
        let check = try SpoolCheck(directory: folder.spool)
        #expect(!check.isBroken && check.tornCount == 1 && check.records == 1)
        let again = try SpoolFiles(
            directory: folder.spool, limits: limits, kinds: SpoolKinds(held: []))
        #expect(again.status.repair.torn?.bytes == 37)
        let isCut = folder.bytes(of: name) == whole
        #expect(isCut)
        #expect(try SpoolCheck(directory: folder.spool).tornCount == 0)
    }
}
