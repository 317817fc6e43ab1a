import CommandTable

/// Radios, real and emulated. Each command lives in a file of its own.
let radioCommands = CommandGroup(
    "radio", "radios, and the simulated air",
    [
        radioList, radioInfo, radioListen, radioSend, radioRegisters, radioFirmware, radioAir,
        radioEmulate,
    ])
