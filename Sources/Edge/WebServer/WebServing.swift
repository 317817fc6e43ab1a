public import HTTPMessages

/// A request, and whose it is.
public struct ServedRequest: Sendable {
    public let request: HTTPRequest
    public let client: ClientAddress

    public var path: String { request.target.path }
}

public enum WebReply: Sendable {
    case now(ServedAnswer)
    /// Called at once with the promise to keep; another thread answers.
    case later(@Sendable (WebTicket) -> Void)
}

/// Who answers, called on the server's threads: several at a time, and none may wait.
public protocol WebHandler: Sendable {
    func reply(to request: ServedRequest) -> WebReply
}
