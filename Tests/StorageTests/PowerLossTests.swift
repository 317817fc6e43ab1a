import Testing

@Suite("Spool: power loss after every call, with any part of what was not synced lost")
struct PowerLossTests {
    static let trace = try? PowerLoss.trace(
        of: SpoolClaims.self, killedAt: 50, steps: (200, 45))

    @Test("what was told to be kept is there, what was forgotten is not", arguments: 0..<4)
    func anywhere(fate: Int) throws {
        let trace = try #require(Self.trace)
        #expect(trace.count > 300)
        try PowerLoss.check(trace, PowerLoss.Fate.allCases[fate], of: SpoolClaims.self)
    }
}
