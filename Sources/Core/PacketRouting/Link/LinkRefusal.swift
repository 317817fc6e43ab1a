public import Attestation
public import Primitives

/// What a hotspot refuses to read from a router. It says goodbye and closes.
public enum LinkRefusal: Error, Hashable, Sendable {
    case frameTooLong(Int)
    case emptyFrame
    /// Not a message of the tables: the table's reason.
    case message(String)
    /// A message only hotspots send, or one that is no part of the link.
    case unexpected(MessageType)
    case beforeWelcome(MessageType)
    case secondWelcome
    /// The pinned certificate came with another key than the network file's.
    case otherRouter(PublicKey)
    case otherVersion(UInt64)
    case acknowledgesUnsent(UInt64, sent: UInt64)
    case buysUnsent(UInt64, sent: UInt64)
    case downlinkNotRising(UInt64, after: UInt64)
    case answersNoPing(UInt64)

    public enum Code: String, CaseIterable, Sendable {
        case frameTooLong, emptyFrame, message, unexpected, beforeWelcome, secondWelcome
        case otherRouter, otherVersion, acknowledgesUnsent, buysUnsent, downlinkNotRising
        case answersNoPing
    }

    public var code: Code {
        switch self {
        case .frameTooLong: .frameTooLong
        case .emptyFrame: .emptyFrame
        case .message: .message
        case .unexpected: .unexpected
        case .beforeWelcome: .beforeWelcome
        case .secondWelcome: .secondWelcome
        case .otherRouter: .otherRouter
        case .otherVersion: .otherVersion
        case .acknowledgesUnsent: .acknowledgesUnsent
        case .buysUnsent: .buysUnsent
        case .downlinkNotRising: .downlinkNotRising
        case .answersNoPing: .answersNoPing
        }
    }
}

extension LinkRefusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .frameTooLong(let found):
            "a message of \(found) bytes; at most \(LinkFrames.longest) are taken"
        case .emptyFrame: "a message of no bytes"
        case .message(let reason): "not a message of the link: \(reason)"
        case .unexpected(let type): "\(type.name) is not for a hotspot"
        case .beforeWelcome(let type): "\(type.name) came before the welcome"
        case .secondWelcome: "a second welcome"
        case .otherRouter(let key):
            "the welcome is by \(Address(key)), which is not the key of this router in the "
                + "network file"
        case .otherVersion(let found):
            "the router speaks version \(found) of the link, this box version "
                + "\(LinkHello.version)"
        case .acknowledgesUnsent(let number, let sent):
            "uplink \(number) is acknowledged, and only those up to \(sent) were sent"
        case .buysUnsent(let number, let sent):
            "uplink \(number) is bought, and only those up to \(sent) were sent"
        case .downlinkNotRising(let number, let last):
            "downlink \(number) came after downlink \(last); numbers rise"
        case .answersNoPing(let number): "an answer to ping \(number), which is not open"
        }
    }
}

/// Why a link ended, or did not come to be.
public enum LinkEnd: Hashable, Sendable, CustomStringConvertible {
    /// The connection was not made, or broke: the reason in words of who held it.
    case broken(String)
    case connectTimedOut
    case welcomeTimedOut
    /// Nothing was heard for a minute.
    case silent
    case refused(LinkRefusal)
    /// The router's last word.
    case dismissed(LinkGoodbye)
    /// The box ended it: its next uplink is not the one after the last it sent.
    case numbersJump
    case stopped

    public var description: String {
        switch self {
        case .broken(let reason): reason
        case .connectTimedOut:
            "no connection within \(LinkLimits.connecting); see whether the network is up"
        case .welcomeTimedOut:
            "the router took the connection and did not answer within \(LinkLimits.greeting)"
        case .silent: "the router said nothing for \(LinkLimits.silence)"
        case .refused(let refusal): "what the router said was refused: \(refusal)"
        case .dismissed(let goodbye):
            "the router said goodbye: \(goodbye.reason)" + (goodbye.text.map { ", \($0)" } ?? "")
        case .numbersJump: "the link begins anew with later uplinks"
        case .stopped: "this box is stopping"
        }
    }
}
