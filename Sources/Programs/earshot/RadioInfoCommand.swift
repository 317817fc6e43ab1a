import Airwaves
import CommandTable
import Concentrator
import Diagnosis
import Host
import Notation
import RadioDrivers
import RadioLink
import Radios

/// What a radio is.
let radioInfo = Command.run(
    "info", "what a radio is: asked, and with --plan started",
    details: """
        Opens the radio and asks what it is: a CoreCell bridge and its firmware, or a board with the
        Earshot firmware. With --plan it is started as for listening and put to rest again, and then its
        chip, EUI, firmware and abilities are known too. Nothing is sent.
        """,
    flags: [planFlag.optional, subBandFlag, boardFlag] + RadioOpening.flags,
    examples: [
        .session(
            "$ earshot radio info --radio tty:/dev/null\n"
                + "earshot radio info: tty:/dev/null is no terminal device\n[exit 69]")
    ]
) { (options, console) throws(CommandFailure) in
    let opening = try RadioOpening(options, isTuned: false)
    do throws(RadioTrouble) {
        if options[planFlag.optional] == nil {
            try ask(opening, options, console)
        } else {
            try start(opening, options, console)
        }
    } catch { throw error.failure }
    return .success
}

private func ask(
    _ opening: RadioOpening, _ options: Options, _ console: any Console
) throws(RadioTrouble) {
    let found = try opening.find()
    let (kind, firmware): (String, String?) =
        switch found {
        case .bridge(let version): ("concentrator", version.description)
        case .light: ("light", nil)
        case .unknownBridge(let error): throw RadioTrouble(CommandFailure(error))
        }
    if let schema = options.schema {
        console.write(schema: schema) { json in
            json.member("address", "\(opening.address)")
            json.member("kind", kind)
            if let firmware { json.member("bridge_firmware", firmware) }
        }
        return
    }
    console.write("address   \(opening.address)\n")
    switch found {
    case .bridge(let version):
        console.write("kind      concentrator behind a CoreCell bridge\nbridge    \(version)\n")
    case .light, .unknownBridge:
        console.write("kind      light: one channel and one spreading factor at a time\n")
    }
    console.say("with --plan it is started, and says more")
}

private func start(
    _ opening: RadioOpening, _ options: Options, _ console: any Console
) throws(RadioTrouble) {
    let session = try opening.begin(options)
    let identity = try session.identity()
    session.rest()
    console.warn(ofUnknownFirmwareOf: identity)
    if let schema = options.schema {
        console.write(schema: schema) { json in
            json.member("address", "\(opening.address)")
            json.member("kind", identity.kind.rawValue)
            json.member("model", identity.model)
            json.member("eui", identity.eui.description)
            json.member("firmware", identity.firmware)
            json.member("known_firmware", identity.hasKnownFirmware)
            json.member("abilities") { json in
                json.array { json in
                    for ability in identity.abilities.names { json.string(ability) }
                }
            }
        }
        return
    }
    let known = identity.hasKnownFirmware ? "" : " (nobody knows it)"
    for (name, value) in [
        ("address", "\(opening.address)"), ("kind", identity.kind.rawValue),
        ("model", identity.model), ("eui", identity.eui.description),
        ("firmware", identity.firmware + known),
        ("can", identity.abilities.names.joined(separator: ", ")),
    ] {
        let padded = name + String(repeating: " ", count: 10 - name.count)
        console.write(Quote.harmless(padded + value) + "\n")
    }
}
