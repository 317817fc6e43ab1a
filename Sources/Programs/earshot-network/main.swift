import CommandTable
import Glibc
import Host

Terminal.endQuietlyOnClosedPipe()
let words = Array(CommandLine.arguments.dropFirst())
exit(networkTable.withItsOwnCommands().run(words, on: Terminal()).rawValue)
