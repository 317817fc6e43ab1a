internal import Attestation
internal import Primitives

extension ScriptedRouter {
    mutating func greet(_ hello: LinkHello, at place: Int) throws(RouterRefusal) {
        guard hello.version == LinkHello.version else { throw .otherVersion(hello.version) }
        guard hello.network == network else { throw .otherNetwork(hello.network) }
        let hotspot = try checked(hello, binding: connections[place].binding)
        let connection = connections[place].number
        if let fault = helloFault {
            helloFault = nil
            return err(fault, hotspot, hello, on: connection)
        }
        welcome(hotspot, hello, on: connection)
    }

    /// The hotspot's key, when all that a hello proves holds.
    private func checked(
        _ hello: LinkHello, binding: Hash256
    ) throws(RouterRefusal) -> PublicKey {
        let certificate: SessionCertificate
        let hotspot: PublicKey
        do throws(StatementError) {
            let statement = try SignedStatement(hello.certificate.rawSpan)
            hotspot = statement.key
            guard let read = try? SessionCertificate(parsing: statement.payload) else {
                throw .noPayload
            }
            certificate = read
            let context = StatementContext(network: network, type: MessageType.sessionKey.name)
            try statement.verify(in: context, by: Check.self)
        } catch {
            throw .certificate(error == .badSignature ? .signature : .statement)
        }
        if let registered, !registered.contains(hotspot) { throw .certificate(.unregistered) }
        if let period, period < certificate.first || certificate.last < period {
            throw .certificate(.notValidNow)
        }
        guard certificate.last.number - certificate.first.number <= longestCertificate else {
            throw .certificate(.tooLong)
        }
        guard certificate.router == nil || certificate.router == key else {
            throw .certificate(.otherRouter)
        }
        guard hello.binding == binding else { throw .certificate(.binding) }
        let proven = LinkHello.proven(network: network, router: key, binding: binding)
        guard Check.isValid(hello.proof, of: proven.bytes, by: certificate.sessionKey) else {
            throw .certificate(.proof)
        }
        return hotspot
    }

    private mutating func welcome(_ hotspot: PublicKey, _ hello: LinkHello, on connection: Int) {
        for old in connections where old.hotspot == hotspot && old.number != connection {
            say(LinkGoodbye(.replacedByNewerLink, retrySeconds: 60), on: old.number)
            close(old.number)
        }
        guard let place = place(of: connection) else { return }
        let acknowledged = account(of: hotspot)?.acknowledged ?? 0
        connections[place].hotspot = hotspot
        connections[place].next = max(acknowledged + 1, hello.firstNumber)
        say(answer(acknowledged), on: connection)
        change(hotspot) { _ in }
        record(.welcomed(hotspot))
    }

    private func answer(_ acknowledged: UInt64) -> LinkWelcome {
        LinkWelcome(
            router: key, acknowledged: acknowledged, greatestBatch: greatestBatch,
            greatestOpen: greatestOpen)
    }

    private mutating func err(
        _ fault: HelloFault, _ hotspot: PublicKey, _ hello: LinkHello, on connection: Int
    ) {
        var wrong = answer(account(of: hotspot)?.acknowledged ?? 0)
        if let place = place(of: connection) {
            connections[place].hotspot = hotspot
            connections[place].next = max(wrong.acknowledged + 1, hello.firstNumber)
        }
        switch fault {
        case .noWelcome: break
        case .otherKey(let key):
            wrong.router = key
            say(wrong, on: connection)
        case .otherVersion(let version):
            wrong.version = version
            say(wrong, on: connection)
        case .twoWelcomes:
            welcome(hotspot, hello, on: connection)
            say(wrong, on: connection)
        case .goodbye(let reason, let seconds):
            say(LinkGoodbye(reason, retrySeconds: seconds), on: connection)
            close(connection)
        case .bytes(let bytes): record(.send(connection, bytes))
        }
    }
}
