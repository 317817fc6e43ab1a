internal import Glibc

/// Both ends of a radio's line, each in a process of its own, for tests and soaks: umockdev's library
/// must not be loaded into a test's process.
///
///     radio-probe device [--serial TEXT] [--place PLACE] [--driver none]
///     radio-probe host
///
/// Orders come line by line on standard input; each is answered with one line.
@main
enum RadioProbe {
    static func main() {
        var arguments = Array(CommandLine.arguments.dropFirst())
        guard !arguments.isEmpty else { usage() }
        switch arguments.removeFirst() {
        case "device": DeviceEnd.run(arguments)
        case "host": HostEnd.run()
        default: usage()
        }
    }

    static func answer(_ text: String) {
        print(text)
        fflush(nil)
    }

    static func usage() -> Never {
        print("usage: radio-probe device [--serial TEXT] [--place PLACE] [--driver none] | host")
        exit(2)
    }
}
