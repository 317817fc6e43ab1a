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
            let steps = try row[4].split(separator: " ").map { step in
                let parts = step.split(separator: ":").compactMap { Int($0) }
                try #require(parts.count == 3)
                return GainStep(
                    power: Int8(parts[0]), hasAmplifier: parts[1] == 1, index: UInt8(parts[2]))
            }
            #expect(steps == board.steps)
        }
    }

    @Test("powers ascend, and there are at most sixteen", arguments: Board.all)
    func order(board: Board) {
        #expect(1...16 ~= board.steps.count)
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
