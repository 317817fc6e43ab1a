import PacketRouting
import Primitives
import Seeds
import Testing

@Suite("Link: frames") struct LinkFramesTests {
    @Test("messages come out whole, wherever the bytes are cut")
    func cuts() throws {
        let messages: [[UInt8]] = [[1], [2, 3], [UInt8](repeating: 4, count: 300)]
        var wire: [UInt8] = []
        for message in messages { LinkFrames.append(message, to: &wire) }
        for step in 1...wire.count {
            var frames = LinkFrames()
            var found: [[UInt8]] = []
            for start in stride(from: 0, to: wire.count, by: step) {
                frames.append(Array(wire[start..<min(start + step, wire.count)]).rawSpan)
                while let message = try frames.next() { found.append(message) }
            }
            #expect(found == messages, "cut every \(step) bytes")
            #expect(frames.pending == 0)
        }
    }

    static let lengths: [(length: [UInt8], refusal: LinkRefusal?)] = [
        ([0, 0, 0, 0], .emptyFrame),
        ([0, 0, 0, 1], nil),
        ([0, 0, 0xff, 0xff], nil),
        ([0, 1, 0, 0], .frameTooLong(65_536)),
        ([0xff, 0xff, 0xff, 0xff], .frameTooLong(4_294_967_295)),
    ]

    @Test("the bounds of a length, before what is behind it has come", arguments: lengths)
    func bounds(length: [UInt8], refusal: LinkRefusal?) {
        var frames = LinkFrames()
        frames.append(length.rawSpan)
        do throws(LinkRefusal) {
            let message = try frames.next()
            #expect(message == nil && refusal == nil)
        } catch { #expect(error == refusal) }
    }

    @Test("the longest message passes")
    func longest() throws {
        var wire: [UInt8] = []
        let message = [UInt8](repeating: 9, count: LinkFrames.longest)
        LinkFrames.append(message, to: &wire)
        var frames = LinkFrames()
        frames.append(wire.rawSpan)
        let found = try frames.next()
        #expect(found == message)
    }
}
