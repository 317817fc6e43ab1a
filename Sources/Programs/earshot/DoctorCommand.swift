import Box
import CommandTable
import Diagnosis
import Host
import Notation

/// What is wrong with this box, and what to do about it.
let doctorCommands = CommandGroup(nil, "this box", [doctor])

private let fix = Flag.toggle("fix", "carry out the fixes that are safe, then look again")

private let doctor = Command.run(
    "doctor", "what is wrong with this box, and what to do",
    details: """
        Looks at the radio and the right to use it, the udev rule, the bridge's firmware, the
        controllers' code, gpsd, the clock, the UDP port of packet forwarders, the disk and the
        configuration. Each
        finding has a cause and, where something is to be done, a fix; one that cannot be looked at
        hides no other. CHECK limits it to one finding or one subject, such as radio. --fix writes
        the rule that lets the group dialout open radios and keeps ModemManager away, and has udev
        act on it: nothing else, and nothing that deleting one file would not undo. Ends with 0, with
        3 when there are only warnings, with 1 for failures. What it prints holds no secret.
        """,
    flags: [BoxSettings.flag, fix],
    arguments: [Argument("CHECK", "a finding or subject", isRequired: false, repeats: true)],
    examples: [
        .session(
            "$ echo 'radio.devise = \"usb:1\"' > box.toml\n"
                + "$ earshot doctor config --config box.toml\n"
                + " FAIL config                  box.toml:1:7: there is no setting \"radio.devise\"; "
                + "did you mean \"radio.device\"?\n"
                + "                              fix: correct that line\n"
                + " 1 failure, 0 warnings\n[exit 1]")
    ]
) { (options, console) throws(CommandFailure) in
    let wanted = options.arguments
    for name in wanted where !DoctorCheck.ID.allCases.contains(where: { $0.isNamed(name) }) {
        let known = DoctorCheck.ID.allCases.map(\.rawValue)
        let near = Spelling.nearest(to: name, among: known)
        throw CommandFailure(
            "there is no finding \(Quote.text(name))"
                + (near.map { "; did you mean \($0)?" } ?? ": " + known.joined(separator: ", ")),
            exit: .usage)
    }
    let visit = DoctorVisit(configuration: options[BoxSettings.flag])
    var report = visit.report(on: wanted)
    var isMended = true
    if options[fix] {
        isMended = mend(report.repairs, console)
        if !report.repairs.isEmpty { report = visit.report(on: wanted) }
    }
    if let schema = options.schema {
        console.write(schema: schema) { report.write(to: &$0) }
    } else {
        console.write(report.text(coloured: console.showsColourInData))
    }
    if report.count(of: .failure) > 0 || !isMended { return .failed }
    return report.count(of: .warning) > 0 ? .degraded : .success
}

/// Says what it did. False when something that was to be done was not.
private func mend(_ repairs: [DoctorRepair], _ console: any Console) -> Bool {
    if repairs.isEmpty { console.say("nothing here can be fixed safely without you") }
    for repair in repairs {
        do throws(RepairFailure) {
            switch repair {
            case .installUdevRule:
                for step in try UdevRules().install() { console.say(step) }
                console.say("radios that are plugged in already may need to be plugged in again")
            }
        } catch {
            console.say(error.description)
            return false
        }
    }
    return true
}
