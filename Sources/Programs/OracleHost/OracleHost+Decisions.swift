internal import Attestation
internal import Glibc
internal import Host
internal import Notation
internal import OracleLogic
internal import Primitives
internal import Registry
internal import Storage
internal import Units

extension OracleHost {
    /// Signs and logs what the folder `decisions` asks for, and leaves an answer beside each order.
    /// An order that is found again, because the power failed before its answer, is not decided
    /// again.
    /// - Returns: one line for each order taken.
    public func takeOrders() throws(OracleHostError) -> [String] {
        guard !isBehind, newest != nil else { return [] }
        let names = (Folder.names(in: data.decisions) ?? []).filter {
            $0.hasSuffix(".order") && !$0.hasPrefix(".")
        }
        var lines: [String] = []
        for name in names.sorted() {
            let path = "\(data.decisions)/\(name)"
            let answer = try decide(path)
            do throws(NewFileError) {
                let bytes = Array("\(answer.text)\n".utf8)
                try DurableFile.replace(bytes, at: "\(path.dropLast(5))answer")
            } catch { throw .disk(error.description) }
            guard unsafe unlink(path) == 0 else {
                throw .disk("cannot take \(path) away: \(SystemError.last)")
            }
            lines.append(answer.text)
        }
        return lines
    }

    private func decide(_ path: String) throws(OracleHostError) -> DecisionAnswer {
        let order: DecisionOrder
        do throws(SettingsFileError) {
            let bytes = try SettingsFiles.read(path)
            do throws(MessageError) {
                order = try DecisionOrder(parsing: bytes)
            } catch { return .refused("\(path) is no order for a decision: \(error)") }
        } catch { return .refused(error.description) }
        return try decide(order.message)
    }

    private func decide(_ order: Decision) throws(OracleHostError) -> DecisionAnswer {
        guard let about = logic.registry.standing(order.about) else {
            return .refused(
                "nothing that stands in force in the log has the id \(order.about.hexText)")
        }
        let epoch = logic.registry.epoch
        let rule = order.rule == DecisionOrder.sameRule ? rule(of: about) : order.rule
        if let same = logic.registry.decision(about: order.about, order.outcome, rule: rule) {
            return .logged(same)
        }
        let decision = Decision(
            sequence: log.size, about: order.about, hotspot: about.hotspot.value,
            outcome: order.outcome, rule: rule, epoch: epoch,
            expires: Epoch(epoch.number + order.expires.number - order.epoch.number),
            reason: order.reason, evidence: order.evidence)
        let bytes = SignedByUs.statement(decision, on: network, by: keys.oracle)
        guard let statement = logged(bytes) else {
            preconditionFailure("a decision of ours is refused by its table: \(decision)")
        }
        if let refusal = logic.refusal(ofOwn: statement) {
            return .refused(refusal.detail)
        }
        try append(bytes)
        guard let entry = logic.registry.standing(statement.id) else {
            preconditionFailure("the registry took a decision and does not know it")
        }
        return .logged(entry)
    }

    private func rule(of entry: StandingEntry) -> String {
        switch entry.matter {
        case .notice(let rule, _, _, _), .decision(_, _, let rule): rule
        case .fraudProof: "B-11"
        case .appeal(let about):
            logic.registry.standing(about).map { rule(of: $0) } ?? "B-11"
        }
    }
}

extension DecisionAnswer {
    static func refused(_ why: String) -> DecisionAnswer {
        DecisionAnswer(isLogged: false, text: "refused: \(why)")
    }

    static func logged(_ entry: StandingEntry) -> DecisionAnswer {
        DecisionAnswer(
            isLogged: true,
            text: "logged \(entry.index) \(entry.id.hexText), in force from epoch "
                + "\(entry.first.number) on")
    }
}
