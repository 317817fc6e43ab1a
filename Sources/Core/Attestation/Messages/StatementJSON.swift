public import Notation
import Primitives

/// Any message as one JSON object: statements with `signer` (the address of the key in the
/// envelope) and `signature`, link messages and contents without.
public enum StatementJSON {
    /// The object of bytes that are a statement, a link message or a content. The signature is
    /// shown, not checked.
    public static func json(of bytes: RawSpan) throws(StatementJSONError) -> JSON {
        guard bytes.beginsAsStatement else {
            return try bareJSON(of: bytes)
        }
        let statement: SignedStatement
        do throws(StatementError) {
            statement = try SignedStatement(bytes)
        } catch {
            throw .statement(error)
        }
        do throws(MessageError) {
            let message = try Message(parsing: statement.payload)
            guard message.type.form == .statement else { throw MessageError(.otherType, "type") }
            var members = try message.jsonMembers()
            members.insert(("signer", .string(Address(statement.key).description)), at: 2)
            members.append(("signature", .string(Hex.text(of: statement.signature.bytes))))
            return .object(members)
        } catch {
            throw .message(error)
        }
    }

    private static func bareJSON(of bytes: RawSpan) throws(StatementJSONError) -> JSON {
        do throws(MessageError) {
            let message = try Message(parsing: bytes)
            guard message.type.form != .statement else { throw MessageError(.otherType, "type") }
            return try message.json()
        } catch {
            throw .message(error)
        }
    }

    /// The bytes of an object: the exact inverse.
    public static func bytes(of json: JSON) throws(StatementJSONError) -> [UInt8] {
        do throws(MessageJSONError) {
            let message = try Message(json: json, ignoring: ["signer", "signature"])
            let payload = try self.payload(of: message)
            guard message.type.form == .statement else {
                guard json["signer"] == nil, json["signature"] == nil else {
                    throw MessageJSONError("signer", "\(message.type.name) is not signed")
                }
                return payload
            }
            let key = try signer(of: json)
            let signature = try self.signature(of: json)
            return Statement.seal(payload.rawSpan, key: key, signature: signature)
        } catch {
            throw .json(error)
        }
    }

    private static func payload(of message: Message) throws(MessageJSONError) -> [UInt8] {
        do throws(MessageError) {
            return try message.payload()
        } catch {
            throw MessageJSONError("", error.description)
        }
    }

    private static func signer(of json: JSON) throws(MessageJSONError) -> PublicKey {
        guard let text = json["signer"]?.string else {
            throw MessageJSONError("signer", "write the signer's address, ear1…")
        }
        do throws(AddressError) {
            return try Address(parsing: text).key
        } catch {
            throw MessageJSONError("signer", error.description)
        }
    }

    private static func signature(of json: JSON) throws(MessageJSONError) -> Signature {
        let advice = "write the 64 bytes of the signature as 128 hexadecimal digits"
        guard let text = json["signature"]?.string else {
            throw MessageJSONError("signature", advice)
        }
        guard let bytes = try? Hex.bytes(from: text), let signature = Signature(bytes.rawSpan)
        else { throw MessageJSONError("signature", advice) }
        return signature
    }
}

/// Why bytes or JSON are no message.
public enum StatementJSONError: Error, Equatable, Sendable, CustomStringConvertible {
    case statement(StatementError)
    case message(MessageError)
    case json(MessageJSONError)

    public var description: String {
        switch self {
        case .statement(let error): error.description
        case .message(let error): error.description
        case .json(let error): error.description
        }
    }
}
