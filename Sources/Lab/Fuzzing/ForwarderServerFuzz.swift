import Airwaves
import ForwarderProtocol
import Forwarders
import Primitives
import Radios
import Units

extension FuzzTarget {
    /// A program of datagrams from several addresses, of downlinks, borders and time, for the server
    /// of forwarders and for passing on behind it. Memory stays bounded, every downlink has one
    /// outcome, nothing that is handed over is outside of the plan, and no beacon is passed on.
    static let forwarderServer = FuzzTarget(name: "forwarder-server") { bytes in
        var player = ForwarderPlayer()
        var program = FuzzProgram(bytes)
        while !program.isOver {
            let order = program.next()
            switch order % 10 {
            case 0, 1, 2: player.take(program.nextBytes(), from: order)
            case 3: player.push(program.nextBytes(), from: order)
            case 4: player.pull(from: order)
            case 5: player.transmit(program.next(), program.next())
            case 6: player.answer(program.nextBytes(), from: order)
            case 7: player.pass(milliseconds: UInt64(program.next()) * 50)
            case 8: player.follow(program.next())
            default: player.takeFromServer(program.nextBytes())
            }
        }
        player.finish()
    }
}

private struct ForwarderPlayer {
    private var server = ForwarderServer(most: 3)
    private var effects = ForwarderEffects()
    private var passOn = PacketPassOn(servers: [
        PassOnServer(host: "a", port: 1),
        PassOnServer(
            host: "b", port: 1,
            devAddrs: [DevAddrPrefix(covering: DevAddr(bits: 0), length: 8)], isUplinkOnly: true),
    ])
    private var passed = PassOnEffects()
    private var now = Nanoseconds(1_000_000_000)
    private var token: UInt16 = 0
    private var asked = 0
    private var ended = 0
    private var handed: [(eui: UInt64, token: UInt16)] = []

    private static let plan = RegionalPlan.eu868

    init() { server.follow(Self.plan, effects: &effects) }

    private func address(_ order: UInt8) -> DatagramAddress {
        DatagramAddress(ipv4: 0x7f00_0001, port: 1_000 + UInt16(order / 10 % 6))
    }

    private func eui(_ order: UInt8) -> EUI64 { EUI64(bits: UInt64(order / 10 % 6)) }

    mutating func take(_ bytes: [UInt8], from order: UInt8) {
        server.take(bytes.rawSpan, from: address(order), at: now, effects: &effects)
        settle()
    }

    mutating func push(_ body: [UInt8], from order: UInt8) {
        token &+= 1
        take(
            ForwarderDatagram(
                version: order & 1 == 0 ? .second : .first, token: token,
                content: .pushData(eui(order), body: body)
            ).bytes, from: order)
    }

    mutating func pull(from order: UInt8) {
        token &+= 1
        take(ForwarderDatagram(token: token, content: .pullData(eui(order))).bytes, from: order)
    }

    mutating func answer(_ body: [UInt8], from order: UInt8) {
        guard let last = handed.popLast() else { return }
        take(
            ForwarderDatagram(
                token: last.token,
                content: .transmissionAnswer(EUI64(bits: last.eui), body: body)
            ).bytes, from: UInt8(last.eui) * 10)
    }

    mutating func transmit(_ kind: UInt8, _ ahead: UInt8) {
        let radio = Int(kind % 4)
        let time = server.time(of: radio, at: now)
        var windows: [Transmission] = []
        for window in 0..<(kind & 16 == 0 ? 1 : 2) {
            let start = time?.later(by: UInt64(ahead) * 20_000 + UInt64(window) * 1_000_000)
            windows.append(
                Transmission(
                    number: 0, frequency: Hertz(868_100_000 + UInt64(kind >> 5) * 300_000),
                    modulation: .loRa(LoRaModulation(spreadingFactor: .sf9)),
                    radiatedPower: SignalLevel(hundredths: Int32(kind) * 10),
                    start: kind & 8 == 0 ? .immediate : start.map { .at($0) } ?? .immediate,
                    payload: [0x60, kind, ahead]))
        }
        asked += 1
        server.transmit(
            ForwarderDownlink(
                name: .own(UInt32(asked)), purpose: kind & 4 == 0 ? .device : .beacon,
                windows: windows, slack: UInt64(kind) * 1_000),
            by: radio, at: now, effects: &effects)
        settle()
    }

    mutating func follow(_ choice: UInt8) {
        server.follow([nil, .eu868, .us915][Int(choice % 3)], effects: &effects)
        settle()
        server.follow(Self.plan, effects: &effects)
        settle()
    }

    mutating func pass(milliseconds: UInt64) {
        let end = now + Nanoseconds(milliseconds * 1_000_000)
        var steps = 0
        while let wake = [effects.wake, passed.wake].compactMap(\.self).min(), wake <= end {
            now = max(now, wake)
            server.wake(at: now, effects: &effects)
            passOn.wake(at: now, effects: &passed)
            settle()
            steps += 1
            precondition(steps < 100_000, "a machine that is woken without end")
        }
        now = end
    }

    mutating func takeFromServer(_ bytes: [UInt8]) {
        passOn.take(
            bytes.rawSpan, on: PassOnLine(server: bytes.count & 1, radio: 0), at: now,
            effects: &passed)
        settle()
    }

    private mutating func settle() {
        precondition(server.radios(at: now).count <= 3, "more forwarders than allowed")
        for outgoing in effects.datagrams { check(Array(effects.bytes[outgoing.part]), outgoing) }
        let notices = effects.notices
        effects.clear()
        for notice in notices { take(notice) }
        for outgoing in passed.datagrams { checkPassed(Array(passed.bytes[outgoing.part])) }
        let wanted = passed.notices
        passed.clear()
        for case .wanted(let wanted) in wanted {
            if let downlink = try? wanted.downlink(
                at: server.time(of: 0, at: now), most: Self.plan.rules.maximumEIRP)
            {
                server.transmit(downlink, by: wanted.line.radio, at: now, effects: &effects)
                settle()
            }
        }
    }

    private mutating func check(
        _ bytes: [UInt8], _ outgoing: ForwarderEffects.Outgoing
    ) {
        guard let datagram = try? ForwarderDatagram(parsing: bytes.rawSpan) else {
            preconditionFailure("an unreadable datagram of ours")
        }
        guard case .transmission(let body) = datagram.content else { return }
        guard let order = try? ForwarderTransmission(parsing: body) else {
            preconditionFailure("an unreadable transmission of ours")
        }
        let rules = Self.plan.rules
        precondition(rules.dutyCycle(at: order.frequency) != nil, "outside of the plan's bands")
        precondition((order.power ?? rules.maximumEIRP) <= rules.maximumEIRP, "too strong")
        let radio = server.radios(at: now).first { $0.listener == outgoing.to }
        if let radio, radio.eui.bits < 6 { handed.append((radio.eui.bits, datagram.token)) }
        if handed.count > 64 { handed.removeFirst() }
    }

    private mutating func take(_ notice: ForwarderNotice) {
        switch notice {
        case .attached(let radio, let eui):
            passOn.attach(radio, as: eui, at: now, effects: &passed)
        case .released(let radio, _): passOn.release(radio, effects: &passed)
        case .pushed(let radio, let body, let push):
            passOn.pass(push, of: body, by: radio, at: now, effects: &passed)
        case .ended(let radio, let report):
            if case .own = report.name { ended += 1 }
            precondition(ended <= asked, "more outcomes than downlinks")
            passOn.answer(report, by: radio, effects: &passed)
        default: break
        }
    }

    private func checkPassed(_ bytes: [UInt8]) {
        guard let datagram = try? ForwarderDatagram(parsing: bytes.rawSpan) else {
            preconditionFailure("an unreadable datagram of ours")
        }
        guard case .pushData(_, let body) = datagram.content else { return }
        guard let push = try? PushBody(parsing: body) else {
            preconditionFailure("what was read cannot be read behind us")
        }
        for entry in push.entries {
            precondition(
                entry.frame?.starts(with: [0xe0, 0x01]) == false, "a beacon is passed on")
        }
    }

    mutating func finish() {
        pass(milliseconds: 1_000_000)
        precondition(ended == asked, "\(asked) downlinks, \(ended) outcomes")
    }
}
