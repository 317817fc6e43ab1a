import CommandTable
import Glibc
import Host

Terminal.endQuietlyOnClosedPipe()
let words = Array(CommandLine.arguments.dropFirst())
exit(commands.withItsOwnCommands().run(words, on: Terminal()).rawValue)
