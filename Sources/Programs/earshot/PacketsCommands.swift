import Airwaves
import CommandTable
import ForwarderPort
import ForwarderProtocol
import Forwarders
import Glibc
import Host
import Notation
import Radios
import Units

/// Packet forwarders of other makers (GWMP, Semtech UDP). Each command lives in a file of its own.
let packetsCommands = CommandGroup(
    "packets", "packet forwarders (GWMP, Semtech UDP)", [packetsListen, packetsSend])

let forwarderListenFlag = Flag<SocketName>(
    "listen", value: "ADDR",
    "where forwarders send to, HOST:PORT; else \(ForwarderSettings.usualListen)"
) { (text) throws(ValueError) in try SocketName(flag: text) }.optional

let forwarderPublicFlag = Flag.toggle(
    "allow-public", "listen where other machines reach it; the protocol asks nobody who he is")

let forwarderTalkFlag = Flag.toggle(
    "listens-first",
    "the forwarders are set up to hear a channel before they send, where the plan demands it")

/// The port, the server behind it and the servers beside it, on one thread.
final class PacketPort {
    private(set) var server: ForwarderServer
    private(set) var passOn: PacketPassOn
    private var socket: ForwarderSocket
    private var sockets: PassOnSockets
    private var effects = ForwarderEffects()
    private var passed = PassOnEffects()

    init(
        _ options: Options, plan: RegionalPlan?, passOn servers: [PassOnServer] = []
    ) throws(CommandFailure) {
        var chance = SystemRandomNumberGenerator()
        let usual = ForwarderSettings.usualListen
        do throws(ForwarderSocketError) {
            let name = options[forwarderListenFlag] ?? SocketName(usual: usual)
            socket = try ForwarderSocket(
                listening: name, allowsPublic: options[forwarderPublicFlag])
        } catch { throw CommandFailure(error, exit: .unavailable) }
        do throws(SystemError) {
            sockets = try PassOnSockets(servers)
        } catch { throw CommandFailure(error) }
        server = ForwarderServer(
            most: ForwarderServer.mostForwarders, listensFirst: options[forwarderTalkFlag],
            firstToken: chance.next())
        passOn = PacketPassOn(servers: servers, firstToken: chance.next())
        server.follow(plan, effects: &effects)
    }

    var name: SocketName { socket.name }
    var dropped: UInt32 { socket.dropped }

    func transmit(_ downlink: ForwarderDownlink, by radio: Int) {
        server.transmit(downlink, by: radio, at: Uptime.now, effects: &effects)
    }

    func answer(_ report: ForwarderReport, by radio: Int) {
        passOn.answer(report, by: radio, effects: &passed)
    }

    /// Waits for what comes, and does all that follows from it.
    /// - Returns: what happened.
    func step(until deadline: Nanoseconds) -> [ForwarderNotice] {
        let before = carryOut(at: Uptime.now)
        guard before.isEmpty else { return before }
        let next = [deadline, effects.wake, passed.wake].compactMap(\.self).min() ?? deadline
        var waits = ([socket.descriptor] + sockets.descriptors).map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        _ = Poll.wait(&waits, wake: Interruption.descriptor, until: next)
        let now = Uptime.now
        _ = socket.receive(into: &server, at: now, effects: &effects)
        if let wake = effects.wake, wake <= now { server.wake(at: now, effects: &effects) }
        if let wake = passed.wake, wake <= now { passOn.wake(at: now, effects: &passed) }
        sockets.receive(into: &passOn, at: now, effects: &passed)
        return carryOut(at: now)
    }

    /// What one side wants may be wanted of the other, until nothing is left to do.
    private func carryOut(at now: Nanoseconds) -> [ForwarderNotice] {
        var all: [ForwarderNotice] = []
        while !effects.isEmpty || !passed.isEmpty {
            socket.send(effects)
            sockets.send(passed)
            let (notices, asked) = (effects.notices, passed.notices)
            effects.clear()
            passed.clear()
            for notice in notices { pass(notice, at: now) }
            all += notices
            all += asked.compactMap { take($0, at: now) }
        }
        return all
    }

    /// To the servers beside this one.
    private func pass(_ notice: ForwarderNotice, at now: Nanoseconds) {
        switch notice {
        case .attached(let radio, let eui):
            passOn.attach(radio, as: eui, at: now, effects: &passed)
        case .released(let radio, _): passOn.release(radio, effects: &passed)
        case .pushed(let radio, let body, let push):
            passOn.pass(push, of: body, by: radio, at: now, effects: &passed)
        case .ended(let radio, let report): passOn.answer(report, by: radio, effects: &passed)
        case .away, .back, .measures, .heard, .status, .clockBeganAnew, .remark: break
        }
    }

    /// From them; a remark is for whoever looks.
    private func take(_ notice: PassOnNotice, at now: Nanoseconds) -> ForwarderNotice? {
        switch notice {
        case .remark(let remark): return .remark(remark)
        case .closed(let radio): sockets.close(radio: radio)
        case .wanted(let wanted):
            let radio = wanted.line.radio
            guard let most = server.plan?.rules.maximumEIRP else {
                passOn.answer(wanted.line, wanted.token, .refused(.unknown), effects: &passed)
                return nil
            }
            do throws(ServerDownlinkRefusal) {
                let downlink = try wanted.downlink(
                    at: server.time(of: radio, at: now),
                    dated: wanted.utc.flatMap { server.time(of: radio, atUTC: $0, at: now) },
                    most: most)
                server.transmit(downlink, by: radio, at: now, effects: &effects)
            } catch {
                passOn.answer(
                    wanted.line, wanted.token, .refused(error.error), effects: &passed)
            }
        }
        return nil
    }
}

extension SocketName {
    /// A default of ours.
    fileprivate init(usual text: String) {
        do throws(SocketNameError) {
            try self.init(parsing: text)
        } catch { preconditionFailure("\(text): \(error)") }
    }
}
