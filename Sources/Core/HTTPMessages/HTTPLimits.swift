/// How much of a request is read, from whom nobody knows.
public struct HTTPLimits: Hashable, Sendable {
    /// The request line and all headers, to the empty line.
    public var head: Int
    public var headers: Int
    public var target: Int
    public var body: Int
    /// Whether a client may wait to be told that its body is welcome (`Expect: 100-continue`); else
    /// it hears 417 and sends at once.
    public var takesExpectation = false

    /// For a page and commands on one machine.
    public static let local = HTTPLimits(head: 8192, headers: 64, target: 2048, body: 16_384)

    /// For clients on the network: a post of 256 statements.
    public static let network: HTTPLimits = {
        var limits = HTTPLimits(head: 8192, headers: 64, target: 2048, body: 1 << 20)
        limits.takesExpectation = true
        return limits
    }()

    public init(head: Int, headers: Int, target: Int, body: Int) {
        self.head = head
        self.headers = headers
        self.target = target
        self.body = body
    }
}
