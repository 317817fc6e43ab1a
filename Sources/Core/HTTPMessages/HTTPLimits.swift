/// How much of a request is read, from whom nobody knows.
public struct HTTPLimits: Hashable, Sendable {
    /// The request line and all headers, to the empty line.
    public var head: Int
    public var headers: Int
    public var target: Int
    public var body: Int

    /// For a page and commands on one machine.
    public static let local = HTTPLimits(head: 8192, headers: 64, target: 2048, body: 16_384)

    public init(head: Int, headers: Int, target: Int, body: Int) {
        self.head = head
        self.headers = headers
        self.target = target
        self.body = body
    }
}
