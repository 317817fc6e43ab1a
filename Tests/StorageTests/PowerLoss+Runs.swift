import Seeds
import Testing

extension PowerLoss {
    /// Two starts, the second after a kill in the middle of a write: calls and what was said.
    static func trace<Claims: DrivenClaims>(
        of _: Claims.Type, killedAt write: Int, steps: (Int, Int)
    ) throws -> [Substring] {
        var run = FaultedRun<Claims>()
        try run.driveTraced(
            seed: 1, steps: steps.0,
            ["FAULT_CALL": "write", "FAULT_AT": "\(write)", "FAULT_HOW": "part"])
        try run.driveTraced(seed: 2, steps: steps.1)
        return try run.traced()
    }

    /// Lets the power go after every call of a run, and looks at what the disk then has.
    static func check<Claims: DrivenClaims>(
        _ trace: [Substring], _ fate: Fate, of _: Claims.Type
    ) throws {
        var chance = SeededNumbers(seed: 7)
        var disk = PowerLoss()
        var claims = Claims()
        var calls = 0
        for line in trace {
            guard line.hasPrefix("say") else {
                disk.take(line)
                let folder = TestFolder(isInMemory: true)
                let path = Claims.path(in: folder)
                try disk.store(at: path, fate, &chance)
                let faults = claims.faults(in: path)
                #expect(faults == [], "\(fate) after call \(calls): \(line.prefix(60))")
                calls += 1
                continue
            }
            let said = String(
                decoding: bytes(of: line.split(separator: " ").last ?? ""), as: UTF8.self)
            if said.hasPrefix("open") { claims.begin() }
            for line in said.split(separator: "\n") { claims.hear(line) }
        }
        #expect(calls > 30 && claims.hasEnded)
    }
}
