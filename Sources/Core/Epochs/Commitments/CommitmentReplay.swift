public import Attestation
import CoverageRules
public import Primitives

/// What the log says of one key's commitments up to each of its reveals, replayed in log order.
public struct CommitmentReplay: Sendable {
    /// What a reveal found.
    public struct Found: Hashable, Sendable {
        /// The reveal's place in the evidence.
        public let reveal: Int
        public let commitment: Hash256?
        public let gaps: UInt64
    }

    /// A nonce that was opened for a window without its beacon's reveal.
    public struct OpenedNonce: Hashable, Sendable {
        public let window: Window
        public let nonce: Hash256
        public let statement: UInt32
    }

    public private(set) var book: CommitmentBook
    public private(set) var found: [Found] = []
    public private(set) var opened: [OpenedNonce] = []
    /// Places in the log of statements that declared nonces lost.
    public private(set) var losses: [UInt64] = []

    public init(_ book: CommitmentBook) { self.book = book }
}

extension CommitmentReplay {
    /// One statement of the key.
    struct Step {
        let news: CommitmentNews
        let statement: UInt32
        let place: UInt64
        /// Its place among the evidence's reveals, if it is one; then the last nonce opened is its
        /// own.
        let reveal: (number: Int, window: Window, draw: UInt64?)?
    }

    /// Takes the key's next statement. What it opens and declares lost counts for its own gaps.
    mutating func take<D: Digest>(
        _ step: Step, of key: PublicKey, _ time: LogTime, by digest: D.Type
    ) {
        for (number, item) in step.news.opened.enumerated() {
            let isOwn = step.reveal != nil && number == step.news.opened.count - 1
            let hash = ProofHash.commitment(
                network: time.network, hotspot: key, window: item.window, nonce: item.nonce,
                by: digest)
            let isOpened = book.open(
                item.window, hash, at: step.place, byReveal: isOwn, time)
            if isOpened, !isOwn {
                opened.append(
                    OpenedNonce(
                        window: item.window, nonce: item.nonce, statement: step.statement))
            }
        }
        if book.lose(step.news.lost) { losses.append(step.place) }
        if let reveal = step.reveal {
            found.append(
                Found(
                    reveal: reveal.number, commitment: book.commitment(for: reveal.window),
                    gaps: reveal.draw.map { book.gaps(before: reveal.window, at: $0, time) } ?? 0))
        }
        book.make(step.news.made, at: step.place, time)
    }
}
