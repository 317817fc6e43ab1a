import CommandTable
import Glibc
import Host

exit(daemonTable.run(Array(CommandLine.arguments.dropFirst()), on: Terminal()).rawValue)
