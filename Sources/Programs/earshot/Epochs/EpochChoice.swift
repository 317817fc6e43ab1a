import Attestation
import CommandTable
import EpochReplay
import Notation

/// Which epoch a person means.
enum EpochChoice: Sendable, Equatable {
    case latest
    case number(Epoch)

    init(parsing text: String) throws(ValueError) {
        if text == "latest" {
            self = .latest
        } else if let epoch = Epoch(name: text) {
            self = .number(epoch)
        } else {
            throw ValueError("write the epoch's number, or latest")
        }
    }

    /// The argument N of a command.
    static func argument(_ text: String) throws(CommandFailure) -> EpochChoice {
        do throws(ValueError) {
            return try EpochChoice(parsing: text)
        } catch {
            throw CommandFailure("\(Quote.text(text)) is no epoch: \(error.reason)", exit: .usage)
        }
    }

    static let flag = Flag<EpochChoice>(
        "epoch", value: "N", "only this epoch: its number, or latest"
    ) { (text) throws(ValueError) in try EpochChoice(parsing: text) }
}
