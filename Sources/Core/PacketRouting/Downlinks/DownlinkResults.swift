internal import Attestation

/// The latest downlinks with what became of them: a router that lost its link before it heard may
/// send one again, and is told again instead of the device being sent the same frame twice.
struct DownlinkResults: Sendable {
    private struct Entry: Sendable {
        let router: Int
        let number: UInt64
        let frame: [UInt8]
        var result: DownlinkResult?
        var wasTold = false
    }

    enum Knowledge: Equatable {
        case new
        case underWay
        case ended(DownlinkResult)
    }

    /// More than can be under way, so that none of those is ever forgotten.
    static let most = 128
    private var entries: [Entry] = []

    /// A number alone is not enough: a router that lost its memory begins its numbers again.
    func known(_ downlink: Downlink, by router: Int) -> Knowledge {
        let entry = entries.last {
            $0.router == router && $0.number == downlink.number && $0.frame == downlink.frame
        }
        guard let entry else { return .new }
        return entry.result.map { .ended($0) } ?? .underWay
    }

    mutating func begin(_ downlink: Downlink, by router: Int) {
        if entries.count >= Self.most, let oldest = entries.firstIndex(where: { $0.result != nil })
        {
            entries.remove(at: oldest)
        }
        entries.append(Entry(router: router, number: downlink.number, frame: downlink.frame))
    }

    mutating func end(_ result: DownlinkResult, of attempt: DownlinkAttempt, wasTold: Bool) {
        let place = entries.lastIndex {
            $0.router == attempt.router && $0.number == result.number && $0.result == nil
                && $0.frame == attempt.downlink.frame
        }
        guard let place else { return }
        entries[place].result = result
        entries[place].wasTold = wasTold
    }

    /// Those a router has not been told, in the order they came, once.
    mutating func untold(to router: Int) -> [DownlinkResult] {
        var results: [DownlinkResult] = []
        for place in entries.indices
        where entries[place].router == router && !entries[place].wasTold {
            guard let result = entries[place].result else { continue }
            entries[place].wasTold = true
            results.append(result)
        }
        return results
    }
}
