import CommandTable
import Glibc
import Host

exit(networkTable.run(Array(CommandLine.arguments.dropFirst()), on: Terminal()).rawValue)
