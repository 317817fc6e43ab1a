import CommandTable
import Host

/// Everything `earshot` can be told to do. A group lives in a file of its own and is listed here;
/// `CommandGroup` says how to write one.
let commands = CommandTable(
    ProgramIdentity(
        name: "earshot", summary: "a decentralized LoRa coverage network", version: Build.version,
        commit: Build.commit),
    groups: [
        hotspotCommands,
        simulateCommands,
        ownerCommands,
        appealCommands,
        doctorCommands,
        hexCommands,
        regionCommands,
        airwavesCommands,
        configCommands,
        convertCommands,
        keyCommands,
        messageCommands,
        rulesCommands,
        gpsCommands,
        radioCommands,
        packetsCommands,
        spoolCommands,
        rewardsCommands,
        logCommands,
        verifyCommands,
        verdictsCommands,
    ])
