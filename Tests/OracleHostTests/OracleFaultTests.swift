import Attestation
import Foundation
import Glibc
import OracleAPI
import OracleHost
import OracleProcess
import Primitives
import Testing

/// Every call of the program that changes its data, each once killed there.
@Suite("earshot-network: killed, and a disk that is full", .serialized)
struct OracleFaultTests {
    /// What a run has seen, and must stay true.
    struct Witness {
        var places: [Hash256: UInt64] = [:]
        var heads: [UInt64: String] = [:]

        mutating func see(_ oracle: OracleProgram) throws {
            guard let head = try oracle.head() else { return }
            if let before = heads[head.size] {
                #expect(before == head.root, "two heads of size \(head.size)")
            }
            heads[head.size] = head.root
        }

        mutating func see(_ found: [Hash256: UInt64]) {
            for (id, place) in found {
                if let before = places[id] {
                    #expect(before == place, "one statement at \(before) and \(place)")
                }
                places[id] = place
            }
        }
    }

    static func drive(
        _ oracle: OracleProgram, _ statements: [[UInt8]], _ witness: inout Witness
    ) throws {
        for statement in statements {
            witness.see(try oracle.places(try oracle.post([statement])))
            try witness.see(oracle)
        }
    }

    static func faults(_ oracle: OracleProgram, _ more: [String: String]) -> [String: String] {
        ["LD_PRELOAD": OracleProgram.shim, "FAULT_DIR": oracle.data].merging(more) { $1 }
    }

    @Test("killed at any call that writes, it reopens with all it acknowledged and never two heads")
    func kills() throws {
        let base = try OracleProgram()
        let (owner, hotspot) = (TestKey(), TestKey())
        let registration = try base.registration(of: hotspot, by: owner, 1)
        /// Seals of the window that it is: all the runs together take longer than one is taken.
        func statements() throws -> [[UInt8]] {
            let window = base.window
            return try [registration]
                + (1...3).map { try base.seal(UInt64($0), by: hotspot, of: window) }
        }
        // The calls, listed once.
        let listed = try base.copy()
        let trace = listed.folder.appendingPathComponent("trace").path
        #expect(try listed.start(environment: Self.faults(listed, ["FAULT_TRACE": trace])))
        var witness = Witness()
        try Self.drive(listed, try statements(), &witness)
        #expect(listed.end() == 0 && witness.places.count == 4)
        let calls = try String(contentsOfFile: trace, encoding: .utf8).split(separator: "\n")
            .filter { !$0.hasPrefix("say ") }
        let kinds = Set(calls.compactMap { $0.split(separator: " ").first.map(String.init) })
        #expect(calls.count > 40 && kinds.isSuperset(of: ["write", "sync", "rename"]), "\(kinds)")
        let isWhole = ProcessInfo.processInfo.environment["EARSHOT_SOAK"] != nil
        let step = isWhole ? 1 : max(1, calls.count / 14)
        if isWhole {
            let counts = Dictionary(grouping: calls) { $0.split(separator: " ")[0] }
                .mapValues(\.count)
            let text = counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
            print("kills: \(calls.count) calls: \(text.joined(separator: ", "))")
            let index = calls.count { $0.contains(" index/") }
            let states = calls.count { $0.contains(" states/") }
            print("kills: of these \(index) of the index, \(states) of states")
        }
        var killed = 0
        for (turn, at) in stride(from: 1, through: calls.count, by: step).enumerated() {
            let oracle = try base.copy()
            var witness = Witness()
            let statements = try statements()
            let how = ["before", "part", "after"][turn % 3]
            let settings = ["FAULT_AT": "\(at)", "FAULT_HOW": how]
            if try oracle.start(environment: Self.faults(oracle, settings)) {
                try Self.drive(oracle, statements, &witness)
            }
            if oracle.end() == nil { killed += 1 }
            #expect(try oracle.start(), "killed \(how) call \(at): \(oracle.output)")
            try Self.drive(oracle, statements, &witness)
            #expect(witness.places.count == 4, "killed \(how) call \(at)")
            #expect(oracle.end() == 0)
            let check = try OracleProgram.run("check", oracle.data)
            #expect(check.code == 0, "killed \(how) call \(at): \(check.output)")
        }
        if isWhole { print("kills: \(killed) runs were ended by the kill") }
        #expect(killed >= 8, "\(killed) of \(calls.count / step) runs were killed")
    }

    @Test("while the disk is full nothing is acknowledged, and then it goes on by itself")
    func full() throws {
        let oracle = try OracleProgram()
        let (owner, hotspot) = (TestKey(), TestKey())
        let registration = try oracle.registration(of: hotspot, by: owner, 1)
        let settings = [
            "FAULT_CALL": "write", "FAULT_AT": "40", "FAULT_FOR": "60", "FAULT_HOW": "\(ENOSPC)",
        ]
        // An index that cannot even be made keeps an oracle from starting.
        #expect(try oracle.start())
        #expect(oracle.end() == 0)
        #expect(try oracle.start(environment: Self.faults(oracle, settings)))
        var statuses: Set<Int> = []
        var witness = Witness()
        for number in 0..<400 {
            let answer = try oracle.ask("/readyz")
            statuses.insert(answer.status)
            if answer.status == 503 {
                let post = try oracle.ask(
                    "/v1/statements", type: "application/cbor-seq", body: registration)
                #expect(post.status == 503 || post.status == 200, "\(post.text)")
                if post.status == 503 { #expect(post.head.contains("Retry-After: ")) }
            }
            if statuses.contains(503), answer.status == 200 { break }
            usleep(number < 50 ? 10_000 : 50_000)
        }
        #expect(statuses == [200, 503], "\(oracle.output)")
        #expect(oracle.output.contains("the disk takes nothing"))
        #expect(try oracle.ask("/healthz").status == 200)
        try Self.drive(oracle, [registration], &witness)
        #expect(witness.places.count == 1)
        #expect(oracle.end() == 0)
        let check = try OracleProgram.run("check", oracle.data)
        #expect(check.code == 0, "\(check.output)")
    }
}
