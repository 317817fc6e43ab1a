public import Attestation

/// Where windows and epochs begin, close and end in the log's order.
extension LogTime {
    /// The index of the first record made in this window or later: what stands below it stands
    /// before the window. Nothing while the window has not begun. A window in which no record was
    /// made begins with the next one that was.
    public func start(of window: Window) -> UInt64? {
        record(number: 1, from: periods.firstPeriod(of: window))?.index
    }

    /// The first record made in the window itself, from which its slots come; nothing when there
    /// was none: then nobody has a slot.
    public func first(in window: Window) -> LogRecord? {
        let record = record(number: 1, from: periods.firstPeriod(of: window))
        guard let record, periods.window(of: record.period) == window else { return nil }
        return record
    }

    /// The record at which the window's evidence closes: the 60th (demo 10th) counted from the next
    /// window's first period. Entries of lower index are in time.
    public func close(of window: Window) -> LogRecord? {
        record(number: periods.close, from: periods.firstPeriod(of: Window(window.number + 1)))
    }

    /// The record from which a window's commitment may be opened without its beacon: the 330th
    /// (demo 53rd) from the window's first period.
    public func opening(ofOld window: Window) -> LogRecord? {
        record(number: periods.oldCommitments, ofOld: window)
    }

    /// The record past which a commitment of the window is overdue. One record later than it may be
    /// opened, and a box reads "record 330" as late as it can be read (from 0), so that nobody is
    /// both early and late.
    public func overdue(ofOld window: Window) -> LogRecord? {
        record(number: periods.oldCommitments + 1, ofOld: window)
    }

    /// A window of which records are not kept any more is older than any record that is.
    private func record(number: UInt64, ofOld window: Window) -> LogRecord? {
        let first = periods.firstPeriod(of: window)
        return first < completeFrom ? records.first : record(number: number, from: first)
    }

    /// The window of the newest record below an index: the window in which an entry was logged.
    /// Nothing before the first record.
    public func window(at index: UInt64) -> Window? {
        record(below: index).map { periods.window(of: $0.period) }
    }

    /// Where the epoch's windows lie.
    public func windows(of epoch: Epoch) -> [Window] {
        let first = periods.firstWindow(of: epoch).number
        return (first..<first + periods.windowsPerEpoch).map { Window($0) }
    }

    /// Range e: the entries from the close of window 4e-1 to the close of 4e+3. Nothing until the
    /// latter is logged: the epoch cannot be judged yet.
    public func range(of epoch: Epoch) -> Range<UInt64>? {
        guard let end = close(of: epoch), let begin = begin(ofRange: epoch) else { return nil }
        return begin..<end
    }

    /// Where range e begins: at the record that closed the epoch before; epoch 0's at entry 0.
    public func begin(ofRange epoch: Epoch) -> UInt64? {
        epoch.number == 0 ? 0 : close(of: Epoch(epoch.number - 1))
    }

    /// The index of the record that closes the epoch's last window.
    public func close(of epoch: Epoch) -> UInt64? {
        let next = periods.firstWindow(of: Epoch(epoch.number + 1)).number
        return close(of: Window(next - 1))?.index
    }

    /// The first epoch from this one on that no record up to an index closes.
    public func firstOpen(from epoch: Epoch, at index: UInt64) -> Epoch {
        var epoch = epoch
        while let record = close(of: epoch), record <= index { epoch = Epoch(epoch.number + 1) }
        return epoch
    }

    /// How many entries a log needs so that the epoch can be judged: all up to the closing record.
    public func size(toJudge epoch: Epoch) -> UInt64? { close(of: epoch).map { $0 + 1 } }

    /// The latest epoch that can be judged.
    public var newestJudgeable: Epoch? {
        guard let newest else { return nil }
        var number = periods.epoch(of: periods.window(of: newest.period)).number + 1
        while number > 0 {
            number -= 1
            if close(of: Epoch(number)) != nil { return Epoch(number) }
        }
        return nil
    }
}
