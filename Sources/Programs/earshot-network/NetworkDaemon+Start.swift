import Attestation
import CommandTable
import Host
import Notation
import OracleHost
import Settings
import WebServer

/// What a daemon begins with; each refusal says what to do, and ends the program with the code by
/// which systemd knows whether trying again can help.
extension NetworkDaemon {
    static func settings(_ order: NetworkOrder) throws(CommandFailure) -> NetworkSettings {
        let settings: NetworkSettings
        do throws(SettingsFileError) {
            settings = try NetworkSettings(at: order.configuration)
        } catch { throw CommandFailure(error, exit: .wrongConfiguration) }
        guard let problem = settings.problems.first else { return settings }
        let more = settings.problems.count - 1
        throw CommandFailure(
            problem + (more > 0 ? " (and \(more) more)" : ""), exit: .wrongConfiguration)
    }

    static func lock(_ data: DataFolder) throws(CommandFailure) -> FolderLock {
        try WorkingFolder.becomeOwner(of: data)
        try WorkingFolder.checkHome(data, wrong: .wrongConfiguration)
        return try WorkingFolder.lock(data)
    }

    static func system<Part>(
        _ make: () throws(SystemError) -> Part
    ) throws(CommandFailure) -> Part {
        do throws(SystemError) {
            return try make()
        } catch {
            throw CommandFailure(
                "the system gives no more threads or files: \(error)", exit: .temporaryFailure)
        }
    }

    static func identity(
        _ settings: NetworkSettings
    ) throws(WebServerError) -> TLSIdentity? {
        guard let certificate = settings.certificate, let key = settings.key else { return nil }
        return try TLSIdentity(certificate: certificate, key: key)
    }

    static func serve(
        _ order: NetworkOrder, _ settings: NetworkSettings, _ desk: OracleDesk
    ) throws(CommandFailure) -> WebServer {
        let name: SocketName
        do throws(SocketNameError) {
            name = try SocketName(parsing: order.listen ?? settings.listen, ports: 0...65_535)
        } catch {
            throw CommandFailure(
                "where to listen: \(error)",
                exit: order.listen == nil ? .wrongConfiguration : .usage)
        }
        do throws(WebServerError) {
            return try WebServer(
                at: name, settings.limits, identity: try identity(settings), handler: desk)
        } catch .inUse(let name) {
            throw CommandFailure(WebServerError.inUse(name), exit: .temporaryFailure)
        } catch { throw CommandFailure(error, exit: .wrongConfiguration) }
    }

    static func exitCode(of error: OracleHostError) -> ExitCode {
        switch error {
        case .nothing, .occupied, .keys, .chain, .network: .wrongConfiguration
        case .file, .log, .disk, .index, .history, .noStep, .epoch: .temporaryFailure
        }
    }
}

extension OracleHost {
    /// Why no record is made for a while, though the clock is right.
    var silence: String? {
        if newest == nil { return "the network has not begun" }
        return chainBegins.map {
            "no record is made before period \($0.number), where the new chain begins"
        }
    }
}
