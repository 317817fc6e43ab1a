import CommandTable
import Diagnosis
import Notation
import RadioLink

/// Which devices may be radios.
let radioList = Command.run(
    "list", "devices that may be radios, who holds them, whether we may open them",
    details: """
        Reads what the kernel knows; opens nothing and changes nothing. ADDRESS is what --radio and
        radio.device take. A radio shares its USB identifier with other products: radio info asks it.
        """,
    examples: [.session("$ earshot radio list --json\n{\"schema\":\"earshot.radio.list/1\",…}")]
) { (options, console) throws(CommandFailure) in
    let candidates = RadioCandidate.all()
    if let schema = options.schema {
        console.write(schema: schema) { json in
            json.member("devices") { json in
                json.array { json in
                    for candidate in candidates { json.object { candidate.write(to: &$0) } }
                }
            }
        }
        return .success
    }
    for candidate in candidates { console.write(Quote.harmless(candidate.line) + "\n") }
    if candidates.isEmpty {
        console.say("no device here may be a radio; earshot doctor says what to do")
    }
    return .success
}

extension RadioCandidate {
    fileprivate var line: String {
        let name = addresses.first.map { "\($0)" } ?? node
        return "\(name)  \(title)  \(place)\(kernel)  \(access.words)\(holding)"
    }

    private var place: String {
        guard let usb else { return node }
        return "\(hex(usb.vendor)):\(hex(usb.product)) at \(usb.place), \(terminals.first ?? node)"
    }

    private var kernel: String { driver.map { " (\($0))" } ?? "" }

    private var holding: String {
        guard !holders.isEmpty else { return "" }
        return ", held by "
            + holders.map { "\($0.name) (process \($0.identifier))" }
            .joined(separator: " and ")
    }

    private func hex(_ number: UInt16) -> String { Hex.text(of: number) }

    fileprivate func write(to json: inout JSONWriter) {
        json.member("addresses") { json in
            json.array { json in for address in addresses { json.string("\(address)") } }
        }
        json.member("title", title)
        json.member("likely", isLikely)
        if let usb {
            json.member("usb_id", "\(hex(usb.vendor)):\(hex(usb.product))")
            if let serial = usb.serial { json.member("serial", serial) }
            json.member("place", usb.place)
        }
        json.member("node", node)
        json.member("terminals") { json in
            json.array { json in for terminal in terminals { json.string(terminal) } }
        }
        if let driver { json.member("driver", driver) }
        json.member("access", access.word)
        if case .denied(let owner) = access { json.member("owner", owner) }
        json.member("held_by") { json in
            json.array { json in
                for holder in holders {
                    json.object { json in
                        json.member("pid", holder.identifier)
                        json.member("name", holder.name)
                    }
                }
            }
        }
    }
}

extension RadioDevice.Access {
    fileprivate var word: String {
        switch self {
        case .allowed: "allowed"
        case .denied: "denied"
        case .gone: "gone"
        }
    }

    fileprivate var words: String {
        switch self {
        case .allowed: "may be opened"
        case .denied(let owner): "may not be opened: \(owner)"
        case .gone: "is gone"
        }
    }
}
