import Airwaves
import CommandTable
import Concentrator

// What several commands about radios are told.

private func readPlan(_ text: String) throws(ValueError) -> RegionalPlan {
    do throws(RegionNameError) {
        return try RegionName.plan(text)
    } catch { throw ValueError(error.description) }
}

/// The plan has no default: a radio that does not know its region stays silent.
let planFlag = Flag<RegionalPlan>(
    "plan", value: "PLAN", "the regional plan, such as EU868; earshot region tells it"
) { (text) throws(ValueError) in try readPlan(text) }

let subBandFlag = Flag.integer(
    "sub-band", value: "N", in: 1...16, "for plans with sub-bands, which; else that of beacons"
).optional

let boardFlag = Flag<Board>(
    "board", value: "NAME",
    "the concentrator's board: " + Board.all.map(\.name).joined(separator: ", ")
) { (text) throws(ValueError) in
    do throws(BoardError) {
        return try Board(parsing: text)
    } catch { throw ValueError(error.description) }
}.optional

/// What is heard of a plan on a board; without one, on the first of the table that serves the plan.
func receivePlan(
    _ plan: RegionalPlan, subBand: Int?, board: Board?
) throws(CommandFailure) -> ReceivePlan {
    let boards = board.map { [$0] } ?? Board.all
    var refusal: RegionalReceiveError?
    for board in boards {
        do throws(RegionalReceiveError) {
            return try ReceivePlan(for: plan, subBand: subBand, on: board)
        } catch { refusal = refusal ?? error }
    }
    throw CommandFailure(refusal?.description ?? "no board is known")
}
