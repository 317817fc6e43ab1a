import Units

/// The greatest of the numbers that were learnt lately. Each counts for `span` and no longer; where
/// numbers come at least every half of it, there is one at every instant: what goes leaves behind
/// the greatest of the half that followed it. Two numbers of memory, however many come.
struct RecentGreatest: Sendable {
    private let span: UInt64
    private var recent: Learnt?
    /// Of the half before.
    private var former: Learnt?
    /// When the half of `recent` began.
    private var began = Nanoseconds(0)

    private struct Learnt: Sendable {
        var number: Int64
        var at: Nanoseconds
    }

    init(span: UInt64) { self.span = span }

    mutating func learn(_ number: Int64, at now: Nanoseconds) {
        if recent == nil || now.gap(to: began).value >= span / 2 {
            former = recent
            recent = Learnt(number: number, at: now)
            began = now
        } else if let greatest = recent?.number, number > greatest {
            recent = Learnt(number: number, at: now)
        }
    }

    /// Nil when nothing was learnt within the span.
    func greatest(at now: Nanoseconds) -> Int64? {
        let numbers = (holds(former, now), holds(recent, now))
        return switch numbers {
        case (let one?, let other?): max(one, other)
        default: numbers.0 ?? numbers.1
        }
    }

    private func holds(_ learnt: Learnt?, _ now: Nanoseconds) -> Int64? {
        guard let learnt, now.gap(to: learnt.at).value <= span else { return nil }
        return learnt.number
    }
}
