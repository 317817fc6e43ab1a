import FirmwareProtocol
import Seeds
import Testing

@Suite("Firmware link: damaged streams") struct StreamTests {
    /// A stream of seeded frames, and the frames.
    static func stream(_ random: inout SeededNumbers, frames: Int) -> ([UInt8], [[UInt8]]) {
        var stream: [UInt8] = []
        var bodies: [[UInt8]] = []
        for _ in 0..<frames {
            let zeros = random.below(4)
            let count = 5 + random.below(random.below(8) == 0 ? 504 : 60)
            let body = (0..<count).map { _ in
                zeros == 0 || random.below(4) < zeros ? random.byte() : 0
            }
            bodies.append(body)
            stream += FrameBody(body).wire
        }
        return (stream, bodies)
    }

    @Test("cut anywhere at the front, a stream loses one frame at most")
    func cut() {
        var random = SeededNumbers(seed: 7)
        let (stream, bodies) = Self.stream(&random, frames: 12)
        for start in stream.indices {
            let zeros = stream[..<start].count { $0 == 0 }
            let whole = start == 0 || stream[start - 1] == 0 ? zeros : zeros + 1
            #expect(VectorTests.decoded(Array(stream[start...])) == Array(bodies[whole...]))
        }
    }

    @Test("bytes dropped, changed or doubled never make a frame that was not sent")
    func damage() {
        var random = SeededNumbers(seed: 8)
        var lost = 0
        for _ in 0..<600 {
            let (stream, bodies) = Self.stream(&random, frames: 8)
            var damaged = stream
            let place = random.below(damaged.count)
            switch random.below(3) {
            case 0: damaged.remove(at: place)
            case 1: damaged[place] ^= UInt8(1 << random.below(8))
            default: damaged.insert(damaged[place], at: place)
            }
            let heard = VectorTests.decoded(damaged)
            var next = 0
            for frame in heard {
                while next < bodies.count, bodies[next] != frame { next += 1 }
                #expect(next < bodies.count, "a frame that was never sent")
                next += 1
            }
            // One damaged byte can touch two frames, where it was or becomes a delimiter.
            #expect(bodies.count - heard.count <= 2)
            lost += bodies.count - heard.count
        }
        #expect(lost > 300)
    }

    @Test("whatever noise came before, the second delimiter is in step")
    func noise() {
        var random = SeededNumbers(seed: 9)
        let (stream, bodies) = Self.stream(&random, frames: 3)
        for _ in 0..<300 {
            let noise = (0..<random.below(2000)).map { _ in random.byte() }
            #expect(VectorTests.decoded(noise + [0] + stream) == bodies)
        }
    }

    @Test("a payload changed anywhere is refused or read as something else, and never traps")
    func payloads() throws {
        let file: Vectors.Messages = try Vectors.read("messages.json")
        for vector in file.messages {
            let bytes = Vectors.bytes(vector.body)
            for index in bytes.indices {
                for value: UInt8 in [0, 1, 0x7f, 0x80, 0xff] {
                    var changed = bytes
                    changed[index] = value
                    _ = try? HostMessage(parsing: FrameBody(changed))
                    _ = try? DeviceMessage(parsing: FrameBody(changed))
                }
                guard index >= 5, bytes[0] != 0, !vector.name.hasPrefix("body of"),
                    !vector.name.hasSuffix("extension")
                else { continue }
                let short = FrameBody(Array(bytes[..<index]))
                #expect(throws: MessageError.self) {
                    if bytes[0] < 0x80 {
                        _ = try HostMessage(parsing: short)
                    } else {
                        _ = try DeviceMessage(parsing: short)
                    }
                }
            }
        }
    }
}
