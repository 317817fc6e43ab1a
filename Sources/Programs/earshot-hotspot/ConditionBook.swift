import HotspotStatus
import Units

/// Since when each part of the box is as it is: a condition that says the same keeps its time.
struct ConditionBook {
    private var entries:
        [(part: String, state: Condition.State, why: String?, since: Nanoseconds)] =
            []
    /// The box's clock now.
    var now = Nanoseconds(0)

    mutating func ok(_ part: String, note: String? = nil) -> Condition {
        .ok(since: since(part, .ok, nil), note: note)
    }

    mutating func warn(_ part: String, _ why: String, do advice: String) -> Condition {
        .warn(since: since(part, .warn, why), why: why, do: advice)
    }

    mutating func fail(_ part: String, _ why: String, do advice: String) -> Condition {
        .fail(since: since(part, .fail, why), why: why, do: advice)
    }

    mutating func off(_ part: String, _ why: String, do advice: String? = nil) -> Condition {
        .off(why: why, since: since(part, .off, why), do: advice)
    }

    private mutating func since(
        _ part: String, _ state: Condition.State, _ why: String?
    ) -> Nanoseconds {
        if let place = entries.firstIndex(where: { $0.part == part }) {
            if entries[place].state == state, entries[place].why == why {
                return entries[place].since
            }
            entries.remove(at: place)
        }
        entries.append((part, state, why, now))
        return now
    }
}
