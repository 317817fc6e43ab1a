import Foundation
import Glibc
import Testing

@Suite("USB: real libusb against an emulated CDC-ACM device, faults to order")
struct USBLinkTests {
    @Test("claimed from cdc_acm with its line set up, and given back")
    func claim() throws {
        let bus = try EmulatedBus()
        #expect(try bus.device.ask("counts").hasSuffix("coding  state 0 bound true"))
        #expect(try bus.host.ask("open \(EmulatedBus.address)") == "opened")
        // 115,200 baud, 8N1; ready and willing.
        let open = try bus.device.ask("counts")
        #expect(open.hasSuffix("coding 00c20100000008 state 3 bound false"), "\(open)")
        #expect(try bus.host.ask("close") == "closed")
        let closed = try bus.device.ask("counts")
        #expect(closed.hasSuffix("coding 00c20100000008 state 0 bound true"), "\(closed)")
        #expect(bus.end() == [0, 0])
    }

    @Test("a device without a driver gets none when it is closed")
    func noDriver() throws {
        let bus = try EmulatedBus(["--driver", "none"])
        #expect(try bus.host.ask("open \(EmulatedBus.address)") == "opened")
        #expect(try bus.host.ask("close") == "closed")
        #expect(try bus.device.ask("counts").hasSuffix("bound false"))
        #expect(bus.end() == [0, 0])
    }

    /// Around the packet of 64 bytes, and the largest frame of a CoreCell bridge (4109 bytes).
    static let lengths = [1, 63, 64, 65, 128, 4095, 4096, 4097, 4109]

    @Test("any length comes back whole, whole packets without an empty one too")
    func lengths() throws {
        let bus = try EmulatedBus()
        #expect(try bus.host.ask("open \(EmulatedBus.address)") == "opened")
        for length in Self.lengths {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ length) }
            let text = bytes.map { String(format: "%02x", $0) }.joined()
            #expect(try bus.host.ask("write \(text) 2000") == "sent \(length)")
            let answer = try bus.host.ask("readall \(length) 2000")
            #expect(answer.hasPrefix("bytes \(text) reads "), "\(length): \(answer.prefix(60))")
        }
        #expect(bus.end() == [0, 0])
    }

    @Test("one frame over several packets, several frames in one, an empty packet between")
    func packets() throws {
        let bus = try EmulatedBus()
        #expect(try bus.host.ask("open \(EmulatedBus.address)") == "opened")
        _ = try bus.device.ask("split 3")
        _ = try bus.device.ask("say 00010203040506070809")
        #expect(try bus.host.ask("readall 10 2000").hasPrefix("bytes 00010203040506070809 "))
        _ = try bus.device.ask("split 64")
        _ = try bus.device.ask("gather 60")
        _ = try bus.device.ask("say aa")
        _ = try bus.device.ask("say bb")
        #expect(try bus.host.ask("read 2000") == "bytes aabb")
        _ = try bus.device.ask("gather 0")
        let reads = try Self.count("reads", in: bus.device.ask("counts"))
        _ = try bus.device.ask("fault empty-packet@\(reads + 1)")
        _ = try bus.device.ask("say cc")
        #expect(try bus.host.ask("read 2000") == "bytes cc")
        #expect(try Self.count("reads", in: bus.device.ask("counts")) == reads + 2)
        #expect(bus.end() == [0, 0])
    }

    private static func count(_ name: String, in text: String) throws -> Int {
        let words = text.split(separator: " ")
        let place = try #require(words.firstIndex(of: Substring(name)))
        return try #require(Int(words[place + 1]))
    }

    static let faults: [(fault: String, order: String, answer: String)] = [
        ("stall-read@1", "read 2000", "error the radio stalled reading"),
        ("damage-read@1", "read 2000", "error reading failed on the bus"),
        ("stall-write@2", "write 01020304 500", "error the radio stalled writing"),
        ("hang-write@2", "write 01020304 200", "error only 2 of 4 bytes reached the radio"),
    ]

    @Test("a fault is a named error, and the line works again after it", arguments: faults)
    func fault(fault: String, order: String, answer: String) throws {
        let bus = try EmulatedBus()
        _ = try bus.device.ask("echo off")
        #expect(try bus.host.ask("open \(EmulatedBus.address)") == "opened")
        #expect(try bus.host.ask("write 00 500") == "sent 1")
        #expect(try bus.device.ask("fault \(fault)") == "done")
        if order.hasPrefix("read") { _ = try bus.device.ask("say 55") }
        let found = try bus.host.ask(order)
        #expect(found.hasPrefix(answer), "\(found)")
        // What the damaged transfer was to bring comes with the next one.
        if order.hasPrefix("read") { #expect(try bus.host.ask("read 2000") == "bytes 55") }
        #expect(try bus.host.ask("write 0a0b 500") == "sent 2")
        #expect(bus.end() == [0, 0])
    }

    @Test("a device that takes half of a write gets the rest")
    func shortWrite() throws {
        let bus = try EmulatedBus()
        #expect(try bus.host.ask("open \(EmulatedBus.address)") == "opened")
        _ = try bus.device.ask("fault short-write@1")
        #expect(try bus.host.ask("write 0102030405060708 1000") == "sent 8")
        #expect(try bus.host.ask("readall 8 2000").hasPrefix("bytes 0102030405060708 "))
        #expect(bus.end() == [0, 0])
    }

    @Test("a read ends by its time-out and by the wake, and waiting costs no processor time")
    func waiting() throws {
        let bus = try EmulatedBus()
        #expect(try bus.host.ask("open \(EmulatedBus.address)") == "opened")
        #expect(try bus.host.ask("wake 100") == "waking")
        #expect(try bus.host.ask("read 8000") == "woken")
        #expect(try bus.host.ask("read 8000") == "woken", "until it is cleared")
        _ = try bus.device.ask("say aa")
        usleep(100_000)
        #expect(try bus.host.ask("read 8000") == "woken", "bytes or not")
        _ = try bus.host.ask("sleep")
        #expect(try bus.host.ask("read 8000") == "bytes aa")
        let before = try Self.milliseconds(bus.host.ask("cpu"))
        let answer = try bus.host.ask("read 2000")
        #expect(answer.hasPrefix("nothing in 2"), "\(answer)")
        let spent = try Self.milliseconds(bus.host.ask("cpu")) - before
        #expect(spent <= 20, "\(spent) ms of processor time in two idle seconds")
        #expect(bus.end() == [0, 0])
    }

    private static func milliseconds(_ text: String) throws -> Int {
        let words = text.split(separator: " ")
        return try #require(words.count == 3 ? Int(words[1]) : nil, "\(text)")
    }

    @Test("held by another program of usbfs: busy, and free again afterwards")
    func busy() throws {
        let bus = try EmulatedBus(["--driver", "none"])
        _ = try bus.device.ask("occupy on")
        let answer = try bus.host.ask("open \(EmulatedBus.address)")
        #expect(answer.hasPrefix("error /dev/bus/usb/001/002 is in use by"), "\(answer)")
        _ = try bus.device.ask("occupy off")
        #expect(try bus.host.ask("open \(EmulatedBus.address)") == "opened")
        #expect(bus.end() == [0, 0])
    }

    @Test("two devices with one serial number are refused by it, and taken by their place")
    func twins() throws {
        let bus = try EmulatedBus()
        _ = try bus.device.ask("twin 1-2")
        #expect(
            try bus.host.ask("open \(EmulatedBus.address)")
                == "error 2 devices call themselves \(EmulatedBus.serial); choose one by its "
                + "place: usb:@1-1, usb:@1-2")
        let list = try bus.host.ask("list")
        #expect(list.contains("usb:@1-1 ") && list.contains("usb:@1-2 "), "\(list)")
        #expect(try bus.host.ask("open usb:@1-1") == "opened")
        #expect(try bus.host.ask("write 01 500") == "sent 1")
        #expect(try bus.host.ask("read 2000") == "bytes 01")
        #expect(bus.end() == [0, 0])
    }

    @Test("a device without a serial number is named by its place")
    func noSerial() throws {
        let bus = try EmulatedBus(["--serial", "", "--place", "1-1.4"])
        #expect(try bus.host.ask("list").hasPrefix("usb:@1-1.4 /dev/bus/usb/001/002"))
        #expect(try bus.host.ask("open usb:@1-1.4") == "opened")
        #expect(bus.end() == [0, 0])
    }

    @Test("unplugged and plugged in again, three times")
    func replug() throws {
        let bus = try EmulatedBus()
        #expect(try bus.host.ask("watch") == "watching")
        for round in 1...3 {
            #expect(try bus.host.ask("open \(EmulatedBus.address)") == "opened")
            #expect(try bus.host.ask("write 0\(round) 500") == "sent 1")
            #expect(try bus.host.ask("read 2000") == "bytes 0\(round)")
            _ = try bus.device.ask("unplug")
            let gone = "error \(EmulatedBus.address) was unplugged"
            #expect(try bus.host.ask("read 2000") == gone)
            #expect(try bus.host.ask("write 00 500") == gone)
            _ = try bus.host.ask("close")
            let missing = try bus.host.ask("open \(EmulatedBus.address)")
            #expect(missing.contains("is not plugged in"), "\(missing)")
            _ = try bus.device.ask("plug")
            #expect(try bus.host.ask("arrival 5000") == "arrived")
        }
        #expect(bus.end() == [0, 0])
    }

    @Test("gone in the middle of a request, back by itself")
    func unplugInRequest() throws {
        let bus = try EmulatedBus()
        #expect(try bus.host.ask("watch") == "watching")
        #expect(try bus.host.ask("open \(EmulatedBus.address)") == "opened")
        _ = try bus.device.ask("fault replug@1")
        #expect(try bus.host.ask("write 01020304 500") == "sent 4")
        #expect(
            try bus.host.ask("read 2000") == "error \(EmulatedBus.address) was unplugged")
        #expect(try bus.host.ask("close") == "closed")
        #expect(try bus.host.ask("arrival 5000") == "arrived")
        #expect(try bus.host.ask("open \(EmulatedBus.address)") == "opened")
        #expect(bus.end() == [0, 0])
    }
}
