internal import Glibc
internal import Notation
internal import Primitives
internal import USBPort

/// A device that says what it hears, or what it is told to say.
enum DeviceEnd {
    static func run(_ arguments: [String]) {
        var identity = USBIdentity(serial: "206A35845243")
        var rest = arguments[...]
        while let flag = rest.popFirst() {
            guard let value = rest.popFirst() else { RadioProbe.usage() }
            switch flag {
            case "--serial": identity.serial = value.isEmpty ? nil : value
            case "--place": identity.place = value
            case "--driver": identity.driver = value == "none" ? nil : value
            default: RadioProbe.usage()
            }
        }
        do throws(USBPort.Failure) {
            let port = try USBPort(identity)
            try port.plug()
            RadioProbe.answer("ready \(port.testbed)")
            var echo = Echo(port: port)
            echo.run()
        } catch {
            RadioProbe.answer("error \(error)")
            exit(1)
        }
        USBPort.endTestbed()
    }
}

private struct Echo {
    let port: USBPort
    var second: USBPort?
    var isEcho = true

    init(port: USBPort) { self.port = port }

    mutating func run() {
        var waits = [
            pollfd(fd: port.line, events: Int16(POLLIN), revents: 0),
            pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
        ]
        while unsafe poll(&waits, 2, -1) >= 0 {
            if waits[0].revents != 0 { echo() }
            if waits[1].revents != 0 {
                guard let line = readLine() else { return }
                let words = line.split(separator: " ").map(String.init)
                do throws(USBPort.Failure) {
                    RadioProbe.answer(try obey(words) ?? "what? \(line)")
                } catch { RadioProbe.answer("error \(error)") }
            }
        }
    }

    private func echo() {
        var bytes = [UInt8](repeating: 0, count: 8192)
        let count = unsafe read(port.line, &bytes, bytes.count)
        if isEcho, count > 0 { say(bytes[..<count]) }
    }

    private func say(_ bytes: ArraySlice<UInt8>) {
        var rest = bytes
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { bytes in
                unsafe write(port.line, bytes.baseAddress, bytes.count)
            }
            if count > 0 { rest = rest.dropFirst(count) } else { usleep(1000) }
        }
    }

    /// Nil for no order. Standard input is read line by line, so an order is whole.
    private mutating func obey(_ words: [String]) throws(USBPort.Failure) -> String? {
        switch (words.first, words.count) {
        case ("plug", 1): try port.plug()
        case ("unplug", 1): port.unplug()
        case ("echo", 2): isEcho = words[1] == "on"
        case ("occupy", 2): port.occupy(words[1] == "on")
        case ("twin", 2):
            var identity = USBIdentity(serial: "206A35845243", address: 3, place: words[1])
            identity.driver = nil
            second = try USBPort(identity)
            try second?.plug()
        case ("say", 2):
            guard let bytes = try? Hex.bytes(from: words[1]) else {
                return nil
            }
            say(bytes[...])
        case ("split", 2): port.split(intoPacketsOf: Int(words[1]) ?? 64)
        case ("gather", 2): port.gather(milliseconds: Int(words[1]) ?? 0)
        case ("fault", 2):
            guard let fault = USBFault(parsing: words[1]) else { return nil }
            port.order(fault)
        case ("counts", 1):
            let counts = port.counts
            let coding = Hex.text(of: counts.lineCoding.rawSpan)
            return "reads \(counts.reads) writes \(counts.writes) taken \(counts.bytesTaken) "
                + "given \(counts.bytesGiven) coding \(coding) state \(counts.lineState) "
                + "bound \(port.isBound)"
        default: return nil
        }
        return "done"
    }
}
