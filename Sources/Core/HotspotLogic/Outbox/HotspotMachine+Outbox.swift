import Attestation
import Primitives
import Units

extension HotspotMachine {
    /// Makes a statement: its payload is kept with its sequence number, and posted once it is
    /// durable (PROTOCOL 1, "Statement"). For all types but seals, whose record holds more.
    @discardableResult
    mutating func state(_ make: (UInt64) -> some TypedMessage) -> OwnStatement {
        let sequence = journal.takeSequence(milliseconds: milliseconds)
        let message = make(sequence)
        let statement = ownStatement(message, sequence)
        let record = journal.keep(.statement, statement.payload, &effects)
        send(statement, record: record)
        return statement
    }

    mutating func send(_ statement: OwnStatement, record: UInt64) {
        outbox.append(Outgoing(statement: statement, record: record))
        note(statement)
        settleRoom()
    }

    func ownStatement<Message: TypedMessage>(
        _ message: Message, _ sequence: UInt64
    ) -> OwnStatement {
        ownStatement(payload: encoded(message), Message.type, sequence)
    }

    func ownStatement(
        payload: [UInt8], _ type: Attestation.MessageType, _ sequence: UInt64
    ) -> OwnStatement {
        let context = StatementContext(network: network.id, type: type.name)
        let id = Statement.id(of: payload.rawSpan, in: context, signer: key, by: Hash.self)
        return OwnStatement(sequence: sequence, type: type, id: id, payload: payload)
    }

    /// Posts what has become durable.
    mutating func confirm(through number: UInt64) {
        journal.reach(number)
        for index in outbox.indices where !outbox[index].isPosted {
            guard outbox[index].record <= number else { continue }
            outbox[index].isPosted = true
            if isStarted { post(outbox[index]) }
        }
        outbox.removeAll { $0.isCertificate && $0.isPosted }
        confirmBeacons(through: number)
    }

    mutating func post(_ outgoing: Outgoing) {
        update(outgoing.statement.id, .posted)
        guard outgoing.isCertificate else {
            effects.append(.post(outgoing.statement))
            return
        }
        effects.append(.certified(outgoing.statement))
        journal.forget(outgoing.record, &effects)
    }

    // MARK: Room

    /// Bytes of statements that wait, at most: an oracle that gives records but no receipts must not
    /// fill the memory. The oldest goes first, and is counted.
    static var mostWaitingBytes: Int { 1 << 20 }

    private mutating func settleRoom() {
        var bytes = outbox.reduce(0) { $0 + $1.statement.payload.count }
        while bytes > Self.mostWaitingBytes, let oldest = outbox.first(where: { $0.ownsRecord }) {
            bytes -= oldest.statement.payload.count
            give(up: oldest, .evicted, nil)
            counters.count(.statementEvicted)
        }
    }

    mutating func give(up outgoing: Outgoing, _ stage: StatementState.Stage, _ reason: String?) {
        outbox.removeAll { $0.statement.id == outgoing.statement.id }
        if outgoing.ownsRecord { journal.forget(outgoing.record, &effects) }
        effects.append(.withdraw(id: outgoing.statement.id))
        update(outgoing.statement.id, stage, reason)
    }

    // MARK: What `why` says

    private mutating func note(_ statement: OwnStatement) {
        if statements.count == StatementState.most { statements.removeFirst() }
        statements.append(
            StatementState(
                sequence: statement.sequence, id: statement.id, type: statement.type,
                at: now.clock, stage: .waiting, reason: nil))
    }

    mutating func update(
        _ id: Hash256, _ stage: StatementState.Stage, _ reason: String? = nil
    ) {
        guard let index = statements.lastIndex(where: { $0.id == id }) else { return }
        statements[index].stage = stage
        if let reason { statements[index].reason = reason }
    }
}
