import CoverageRules
import Host
import Metrics
import OracleHost
import WebServer

/// `/metrics`: what the oracle has counted.
enum NetworkMetrics {
    static func bytes(
        _ state: Pulse.State, _ web: WebCounts, checked: UInt64, waiting: Int
    ) -> [UInt8] {
        var metrics = MetricsWriter()
        metrics.gauge("earshot_network_build_info", "What this program was built from") {
            $0.value(1, ("version", Build.version), ("commit", Build.commit))
        }
        oracle(state, checked, waiting, &metrics)
        server(web, &metrics)
        return metrics.bytes
    }

    private static func oracle(
        _ state: Pulse.State, _ checked: UInt64, _ waiting: Int, _ metrics: inout MetricsWriter
    ) {
        metrics.gauge("earshot_network_ready", "1 when statements are taken") {
            $0.value(state.trouble == nil ? 1 : 0)
        }
        metrics.gauge("earshot_network_log_entries", "Durable entries of the log") {
            $0.value(state.size)
        }
        metrics.gauge("earshot_network_log_published_entries", "Entries under the newest head") {
            $0.value(state.published)
        }
        metrics.gauge("earshot_network_record_age_seconds", "Age of the newest record") {
            if let age = state.recordAge { $0.thousandths(Int64(age)) }
        }
        metrics.gauge("earshot_network_chain_steps", "Steps that the entropy's chains have left") {
            $0.value(state.chainLeft)
        }
        metrics.gauge(
            "earshot_network_unsettled_epochs",
            "Epochs computed too late; until they are, nothing that costs credits is taken"
        ) { $0.value(UInt64(state.unsettled?.count ?? 0)) }
        metrics.counter(
            "earshot_network_statements_total", "Statements posted, by what became of them"
        ) {
            $0.value(state.counts.logged, ("outcome", "logged"))
            $0.value(state.counts.repeated, ("outcome", "repeated"))
            $0.value(state.counts.refused, ("outcome", "refused"))
        }
        metrics.counter(
            "earshot_network_notices_total", "Findings of X rules logged as notices, by rule"
        ) {
            for rule in RuleNumber.allCases where rule >= .x1 {
                $0.value(state.counts.notices["\(rule)"] ?? 0, ("rule", "\(rule)"))
            }
        }
        metrics.gauge(
            "earshot_network_appeals_waiting", "Appeals that nothing was decided about"
        ) { $0.value(state.appeals) }
        metrics.counter("earshot_network_records_total", "Records of entropy made") {
            $0.value(state.counts.records)
        }
        metrics.counter("earshot_network_heads_total", "Heads published") {
            $0.value(state.counts.heads)
        }
        metrics.counter("earshot_network_receipts_total", "Receipts signed") {
            $0.value(state.counts.receipts)
        }
        metrics.counter("earshot_network_statements_checked_total", "Statements checked") {
            $0.value(checked)
        }
        metrics.gauge("earshot_network_waiting_bytes", "Posts that wait to be answered") {
            $0.value(waiting)
        }
        metrics.gauge(
            "earshot_network_look_seconds", "What the last look at the open epoch took"
        ) {
            if let took = state.lookTook { $0.thousandths(Int64(clamping: took)) }
        }
        metrics.gauge(
            "earshot_network_open_reports", "Beacons and reports of the epoch that is not computed"
        ) {
            $0.value(state.openReports)
        }
        metrics.gauge("earshot_network_waiting_clients", "Clients that wait for log time") {
            $0.value(state.waiting)
        }
    }

    private static func server(_ web: WebCounts, _ metrics: inout MetricsWriter) {
        metrics.gauge("earshot_network_connections", "Connections open") { $0.value(web.open) }
        metrics.counter("earshot_network_connections_total", "Connections accepted") {
            $0.value(web.connections)
        }
        metrics.counter("earshot_network_requests_total", "Requests answered") {
            $0.value(web.requests)
        }
        metrics.counter(
            "earshot_network_turned_away_total", "Connections and requests turned away, by why"
        ) {
            $0.value(web.busy, ("reason", "busy"))
            $0.value(web.tooMany, ("reason", "too_many"))
            $0.value(web.tooSlow, ("reason", "too_slow"))
            $0.value(web.refused, ("reason", "malformed"))
            $0.value(web.handshakes, ("reason", "tls"))
            $0.value(web.exhausted, ("reason", "no_descriptor"))
        }
    }
}
