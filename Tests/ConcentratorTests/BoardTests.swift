import Concentrator
import Testing
import Units

@Suite("Boards: powers, levels and names")
struct BoardTests {
    @Test("every board is what the published configurations say")
    func table() throws {
        let rows = try Vectors.rows("boards.csv")
        #expect(rows.map { $0[0] } == Board.all.map(\.name))
        for (row, board) in zip(rows, Board.all) {
            #expect(Int32(row[1]) == board.levels.offset.hundredths)
            #expect(Int32(row[2]) == board.levels.square)
            #expect(Int32(row[3]) == board.levels.linear)
            let (published, derived) = (try steps(row[4]), try steps(row[5]))
            #expect(published.count <= 16)
            #expect(derived + published == board.steps)
            // A derived step is the published one of its row, a decibel less for each index.
            for step in derived {
                #expect(step.hasAmplifier == published[0].hasAmplifier)
                #expect(published[0].power - step.power == published[0].index - step.index)
                #expect(step.index >= (step.hasAmplifier ? 0 : 7))
            }
        }
    }

    private func steps(_ text: some StringProtocol) throws -> [GainStep] {
        try text.split(separator: " ").map { step in
            let parts = step.split(separator: ":").compactMap { Int($0) }
            try #require(parts.count == 3)
            return GainStep(
                power: Int8(parts[0]), hasAmplifier: parts[1] == 1, index: UInt8(parts[2]))
        }
    }

    @Test("a beacon of every power step leaves each board within what B-9 allows")
    func powerSteps() throws {
        // EU868's 16.15 dBm less an antenna of 2 dBi, and the steps of the draw (PROTOCOL 3.3).
        for (board, refused) in [(Board.coreCell, 0), (.wm1302, 0), (.rak5146For868, 1)] {
            var misses = 0
            for step in [0, -300, -600, -900] {
                let drawn = SignalLevel(hundredths: 1415 + Int32(step))
                guard let given = try? board.step(for: drawn) else {
                    misses += 1
                    continue
                }
                #expect((0...300).contains(drawn.hundredths - given.level.hundredths))
            }
            #expect(misses == refused, "\(board.name)")
        }
    }

    @Test("powers ascend", arguments: Board.all)
    func order(board: Board) {
        #expect(zip(board.steps, board.steps.dropFirst()).allSatisfy { $0.power < $1.power })
    }

    @Test("a name is read as it is written, and no other", arguments: Board.all)
    func names(board: Board) throws {
        #expect(try Board(parsing: board.name) == board)
        for wrong in [board.name.uppercased(), board.name + " ", ""] {
            let error = #expect(throws: BoardError.unknown(wrong)) { try Board(parsing: wrong) }
            #expect(error?.description.contains("corecell, wm1302, rak5146-868") == true)
        }
    }

    @Test("each power gets the strongest step that is not stronger", arguments: Board.all)
    func steps(board: Board) throws {
        for (index, step) in board.steps.enumerated() {
            let power = step.level.hundredths
            #expect(try board.step(for: SignalLevel(hundredths: power)) == step)
            #expect(try board.step(for: SignalLevel(hundredths: power + 99)) == step)
            let below = SignalLevel(hundredths: power - 1)
            if index > 0 {
                #expect(try board.step(for: below) == board.steps[index - 1])
            } else {
                let refusal = BoardError.tooWeak(
                    asked: below, least: step.level, board: board.name)
                #expect(throws: refusal) { try board.step(for: below) }
                #expect(refusal.description.contains(board.name))
            }
        }
        #expect(try board.step(for: SignalLevel(hundredths: .max)) == board.steps.last)
    }

    @Test("a board is made for its own bands, ends included")
    func bands() {
        let cases: [(Board, UInt64, Bool)] = [
            (.coreCell, 863_000_000, true), (.coreCell, 862_999_999, false),
            (.coreCell, 870_000_001, false), (.coreCell, 902_000_000, true),
            (.coreCell, 928_000_000, true), (.coreCell, 486_300_000, false),
            (.rak5146For868, 915_000_000, false), (.rak5146For915, 868_100_000, false),
            (.coreCell490, 470_000_000, true), (.coreCell490, 510_000_001, false),
        ]
        for (board, frequency, expected) in cases {
            #expect(board.serves(Hertz(frequency)) == expected, "\(board.name) \(frequency)")
        }
    }
}
