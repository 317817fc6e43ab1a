import CommandTable
import Host
import Notation
import OracleHost
import Primitives

private let folder = Argument("DIR", "the folder of an oracle's data")
private let target = Argument("COPY", "the folder of the copy, which is made")

let backupCommand = Command.run(
    "backup", "copies everything an oracle has stored, while it works",
    details: """
        Copies DIR to COPY, keys too, while an oracle works in DIR or not: every entry that was
        acknowledged before is in it, under one signed head. Keep it as you keep keys. An oracle does
        not go on in a copy by itself: see earshot-network adopt. Look at it with earshot-network check.
        """, arguments: [folder, target],
    examples: [
        .session(
            "$ \(CommandExample.world)\n$ earshot-network backup world copy\n"
                + "files    …\nhead     … entries, root …\n"
                + "$ earshot-network backup world copy\n"
                + "earshot-network backup: copy is there and not empty; …\n[exit 1]")
    ]
) { (options, console) throws(CommandFailure) in
    do throws(OracleHostError) {
        let copied = try Backup.copy(
            DataFolder(options.arguments[0]), to: DataFolder(options.arguments[1]))
        if let schema = options.schema {
            console.write(schema: schema) { json in
                json.member("files", copied.files)
                json.member("entries", copied.published)
                json.member("root", copied.root.hexText)
            }
        } else {
            console.write(
                """
                files    \(copied.files)
                head     \(copied.published) entries, root \(copied.root.hexText)

                """)
        }
        return .success
    } catch { throw CommandFailure(error) }
}

private let only = Flag.toggle(
    "only", "says that no other copy of this data works, and none ever will")

let adoptCommand = Command.run(
    "adopt", "lets an oracle go on in a copy of its data",
    details: """
        Two oracles that go on from one past sign two heads of one size, which anybody can prove, and
        answer one statement with two places. So an oracle does not start in a copy of its data, made by
        earshot-network backup or by any other program, until this says with --only that it is the only
        one. What the original acknowledged after the copy was made is lost: whoever holds a receipt of
        it can show so. If published tiles of the original go further than DIR, do not adopt it.
        """, flags: [only], arguments: [folder],
    examples: [
        .session(
            "$ \(CommandExample.world); earshot-network backup world copy > copied\n"
                + "$ earshot-network --data copy\n"
                + "earshot-network: copy is a copy of an oracle's data; …\n[exit 78]\n"
                + "$ earshot-network adopt copy --only\n"
                + "adopted  … entries; what came after them is lost")
    ]
) { (options, console) throws(CommandFailure) in
    let data = DataFolder(options.arguments[0])
    try WorkingFolder.becomeOwner(of: data)
    do throws(OracleHostError) {
        try data.checkFounded()
    } catch { throw CommandFailure(error) }
    guard !Adoption.isHome(data) else {
        throw CommandFailure(
            "\(data.path) is where its oracle works already; nothing is to be done")
    }
    guard options[only] else { throw CommandFailure(Adoption.refusal(data)) }
    let lock = try WorkingFolder.lock(data)
    defer { withExtendedLifetime(lock) {} }
    do throws(OracleHostError) {
        let size = try Adoption.adopt(data, at: WallClock.now)
        if let schema = options.schema {
            console.write(schema: schema) { $0.member("entries", size) }
        } else {
            console.write("adopted  \(size) entries; what came after them is lost\n")
        }
        return .success
    } catch { throw CommandFailure(error) }
}
