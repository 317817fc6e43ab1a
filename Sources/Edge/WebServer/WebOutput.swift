internal import Primitives

/// Bytes on their way out: a head, and a body behind it.
struct WebOutput {
    private enum Source {
        case none
        case file(WebFile, offset: Int)
        case bytes([UInt8])
    }

    /// What goes next; `sent` of it has gone.
    private var piece: [UInt8] = []
    private var sent = 0
    private var source = Source.none

    var isEmpty: Bool {
        guard sent == piece.count else { return false }
        if case .none = source { return true }
        return false
    }

    enum Pushed {
        case done
        /// The socket takes no more now; whether it took any.
        case full(progress: Bool)
        case gone
    }

    mutating func put(head: [UInt8], _ body: ServedAnswer.Body) {
        precondition(isEmpty, "an answer is still under way")
        (piece, sent) = (head, 0)
        switch body {
        case .bytes(let bytes) where bytes.count <= WebLimits.piece: piece += bytes
        case .bytes(let bytes): source = .bytes(bytes)
        case .file(let file): source = .file(file, offset: 0)
        case .stream: break
        }
    }

    /// Sends what the line takes without waiting, one turn's worth.
    /// - Parameter scratch: for what is read of files.
    mutating func push(to line: WebLine, _ scratch: inout [UInt8]) -> Pushed {
        var progress = false
        for _ in 0..<WebLimits.turn {
            if sent == piece.count, !refill(&scratch) { return .gone }
            guard sent < piece.count else {
                // Memory of a long answer is not kept for the short ones that follow.
                self = WebOutput()
                return .done
            }
            let end = min(piece.count, sent + WebLimits.piece)
            let isLast = end == piece.count && hasNoSource
            switch line.send(piece.rawSpan.extracting(sent..<end), more: !isLast) {
            case .bytes(let count):
                sent += count
                progress = true
            case .wait: return .full(progress: progress)
            case .gone: return .gone
            }
        }
        return isEmpty ? .done : .full(progress: true)
    }

    private var hasNoSource: Bool {
        if case .none = source { return true }
        return false
    }

    /// - Returns: false when a file cannot be read on.
    private mutating func refill(_ scratch: inout [UInt8]) -> Bool {
        switch source {
        case .none: return true
        case .bytes(let bytes):
            (piece, sent, source) = (bytes, 0, .none)
            return true
        case .file(let file, let offset):
            guard offset < file.count else {
                source = .none
                return true
            }
            guard let count = file.read(at: offset, into: &scratch) else { return false }
            (piece, sent) = (Array(scratch[..<count]), 0)
            source = offset + count < file.count ? .file(file, offset: offset + count) : .none
            return true
        }
    }
}
