import Primitives
import Radios
import Units

extension ConcentratorRadio {
    /// Turns what the buffer held into notices, once the counters that date it are read. Allocates the
    /// frames' payloads and nothing else.
    mutating func deliver(_ actions: inout RadioActions) {
        guard !buffer.isEmpty else { return }
        // Taken out and put back, so that it is read while the rest of the machine changes.
        var content: [UInt8] = []
        swap(&content, &buffer)
        deliver(content.rawSpan, &actions)
        content.removeAll(keepingCapacity: true)
        swap(&content, &buffer)
    }

    private mutating func deliver(_ buffer: RawSpan, _ actions: inout RadioActions) {
        let broken = readFrames(buffer, &actions)
        if broken > 0 { actions.notices.append(.dropped(.brokenRecord, count: broken)) }
        if settings.plan.timestamps == .fine {
            let count = duplicates.merge(&frames, in: buffer)
            if count > 0 { actions.notices.append(.dropped(.duplicate, count: count)) }
        }
        for place in 0..<frames.count {
            actions.notices.append(.heard(reception(frames[place], buffer)))
        }
        frames.removeAll(keepingCapacity: true)
    }

    /// Answers how many pieces of the buffer are no frame.
    private mutating func readFrames(_ buffer: RawSpan, _ actions: inout RadioActions) -> Int {
        var items = ReceiveBuffer(buffer)
        var broken = 0
        while let item = items.next() {
            guard case .record(let record) = item else {
                broken += 1
                continue
            }
            do throws(ReceivedFrameError) {
                frames.append(
                    try ReceivedFrame(
                        record, in: buffer, plan: settings.plan, clock: clock.counters,
                        levels: settings.board.levels, temperature: watch.temperature))
            } catch .channelUnused {
                actions.notices.append(.dropped(.unusedChannel, count: 1))
            } catch {
                broken += 1
            }
        }
        return broken
    }

    private func reception(_ frame: ReceivedFrame, _ buffer: RawSpan) -> Reception {
        Reception(
            frequency: frame.frequency,
            modulation: frame.modulation.map { .loRa($0) }
                ?? .fsk(bitsPerSecond: ReceivePlan.fskBitRate),
            checksum: frame.checksum, level: frame.channelLevel, signalLevel: frame.signalLevel,
            signalToNoise: frame.signalToNoise, frequencyOffset: frame.frequencyOffset,
            end: clock.extended(frame.microseconds), nanosecondsOfSecond: frame.fineNanoseconds,
            channel: frame.channel.number,
            payload: [UInt8](copying: buffer.extracting(frame.payload)))
    }
}

extension ReceiveChannel {
    /// As packet forwarders count: 8 for the service channel, 9 for FSK.
    var number: UInt8 {
        switch self {
        case .multiple(let index): index
        case .service: 8
        case .fsk: 9
        }
    }
}
