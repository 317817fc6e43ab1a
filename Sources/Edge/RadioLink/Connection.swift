internal import Glibc
internal import Host
internal import Notation
internal import Units

/// A TCP connection to an emulated radio, or to a terminal server.
enum Connection {
    static func open(
        to name: SocketName, wake: Wake, until deadline: Nanoseconds
    ) throws(RadioLinkError) -> Int32 {
        do throws(SocketName.ConnectError) {
            let descriptor = try name.connect(wake: wake.descriptor, until: deadline)
            SocketOptions.sendAtOnce(descriptor)
            SocketOptions.keepAlive(descriptor, idle: 10, interval: 5)
            return descriptor
        } catch {
            switch error {
            case .noAddress: throw .noSuchHost(name)
            case .timedOut: throw .timedOut(.open)
            case .woken: throw .interrupted(.open)
            case .system(let error): throw failure(error.number, name)
            }
        }
    }

    private static func failure(_ number: Int32, _ name: SocketName) -> RadioLinkError {
        switch number {
        case ECONNREFUSED: .refused(name)
        case EHOSTUNREACH, ENETUNREACH, ENETDOWN, EHOSTDOWN, EADDRNOTAVAIL, EINVAL:
            .noSuchHost(name)
        case ETIMEDOUT: .timedOut(.open)
        default: .system(.open, SystemError(number: number))
        }
    }
}
