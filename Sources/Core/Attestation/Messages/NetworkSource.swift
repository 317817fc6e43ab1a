public import Notation
public import Units

/// From a person's `networks/*.toml` to the network file that an oracle signs. Pure: the keys and
/// hashes that stand in no file are arguments.
public enum NetworkSource {
    /// The message of a source. `additions` are members in the JSON form that init knows (its own
    /// oracle, the credit key, hashes); they take the place of members of the same name.
    /// `genesis` is used when the source names none.
    public static func message(
        of source: TOMLTable, genesis: Nanoseconds, adding additions: [(String, JSON)]
    ) throws(NetworkSourceError) -> Message {
        var members: [(String, JSON)] = [
            ("schema", .string(Message.schema)), ("type", .string(MessageType.network.name)),
            ("sequence", .integer(1)),
        ]
        var start = genesis
        for entry in source.entries {
            if entry.key == "genesis" {
                start = try instant(entry)
            } else if !additions.contains(where: { $0.0 == entry.key }) {
                members.append((entry.key, try json(entry.value, named: entry.key)))
            }
        }
        guard let start = Int64(exactly: start.value) else { throw .genesis }
        members += additions + [("genesis_ns", .integer(start))]
        do throws(MessageJSONError) {
            let message = try Message(json: .object(members))
            try check(message)
            return message
        } catch {
            throw .message(error)
        }
    }

    /// Bounds and relations, told as the writer's mistake.
    private static func check(_ message: Message) throws(MessageJSONError) {
        do throws(MessageError) {
            _ = try message.payload()
        } catch {
            throw MessageJSONError("", error.description)
        }
    }

    private static func instant(_ entry: TOMLTable.Entry) throws(NetworkSourceError) -> Nanoseconds
    {
        guard case .string(let text) = entry.value.value else { throw .genesis }
        do throws(RFC3339Error) {
            return try RFC3339.instant(from: text)
        } catch {
            throw .genesis
        }
    }

    private static func json(
        _ toml: TOML, named name: String
    ) throws(NetworkSourceError) -> JSON {
        switch toml.value {
        case .string(let text): return .string(text)
        case .integer(let number): return .integer(number)
        case .bool(let flag): return .bool(flag)
        case .array(let items):
            var list: [JSON] = []
            for item in items { list.append(try json(item, named: name)) }
            return .array(list)
        case .table(let table):
            var members: [(String, JSON)] = []
            for entry in table.entries {
                members.append((entry.key, try json(entry.value, named: entry.key)))
            }
            return .object(members)
        default: throw .kind(name: name, found: toml.kind, at: toml.position)
        }
    }
}

/// Why a source is no network file.
public enum NetworkSourceError: Error, Equatable, Sendable, CustomStringConvertible {
    case genesis
    case kind(name: String, found: String, at: TextPosition)
    case message(MessageJSONError)

    public var description: String {
        switch self {
        case .genesis: "genesis: write a time as text, such as \"2027-01-01T18:00:00Z\""
        case .kind(let name, let found, let position):
            "\(position): \(name) is \(found), which no message holds"
        case .message(let error): error.description
        }
    }
}
