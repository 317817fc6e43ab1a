internal import Air
internal import Primitives

extension FuzzTarget {
    /// The lines between emulators and the air, both ways, and the lines emulators read; what is
    /// accepted must be written and read back as the same.
    static let airLine = FuzzTarget(name: "air-line") { bytes in
        if let request = try? AirLine.Request(parsing: bytes) {
            let again = try? AirLine.Request(parsing: Array(request.line.dropLast()).rawSpan)
            precondition(again == request, "a request changes when it is written")
        }
        if let answer = try? AirLine.Answer(parsing: bytes) {
            let again = try? AirLine.Answer(parsing: Array(answer.line.dropLast()).rawSpan)
            precondition(again == answer, "an answer changes when it is written")
        }
        _ = try? HeardLine(parsing: bytes)
    }
}
