import Airwaves
import CommandTable
import Concentrator
import Notation

/// What a concentrator's registers hold after a start.
let radioRegisters = Command.run(
    "registers", "what a concentrator's registers hold after a start",
    details: """
        Writes ADDR VALUE in hexadecimal, ascending, for every register of the SX1302 once a start for
        the plan has run: the start's own writes, carried out on the chip's reset values. Bits that
        only the chip writes have their reset value. Needs no radio.
        """,
    flags: [planFlag, subBandFlag, boardFlag],
    examples: [
        .session(
            "$ earshot radio registers --plan EU868 | grep ^5800 -A 3\n5800 1C\n5801 CD\n5802 1E\n5803 67\n"
                + "$ earshot radio registers --plan EU433\n"
                + "earshot radio registers: a corecell board is not made for 433.375 MHz of EU433; "
                + "no board that Earshot knows is\n[exit 1]")
    ]
) { (options, console) throws(CommandFailure) in
    let (plan, _) = try receivePlan(
        options[planFlag], subBand: options[subBandFlag], board: options[boardFlag])
    let image = RegisterImage(afterStart: plan)
    guard let schema = options.schema else {
        console.write(image.description)
        return .success
    }
    console.write(schema: schema) { json in
        json.member("plan", options[planFlag].description)
        json.member("registers") { json in
            json.array { json in
                for entry in image.entries {
                    json.array { json in
                        json.integer(entry.address)
                        json.integer(entry.value)
                    }
                }
            }
        }
    }
    return .success
}
