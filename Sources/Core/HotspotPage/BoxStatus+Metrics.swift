public import HotspotStatus
internal import Metrics
internal import Units

extension BoxStatus {
    /// For Prometheus.
    public func metrics(commit: String) -> [UInt8] {
        var metrics = MetricsWriter()
        metrics.gauge("earshot_build_info", "What the daemon was built from") {
            $0.value(1, ("version", version), ("commit", commit))
        }
        metrics.gauge(
            "earshot_hotspot_start_time_seconds", "When the daemon started, since 1970"
        ) { $0.seconds(started) }
        metrics.gauge(
            "earshot_hotspot_part_state", "1 for the state a part is in, 0 for the others"
        ) { samples in
            for (name, condition) in parts {
                for state in Condition.State.allCases {
                    let isIn = condition.state == state ? 1 : 0
                    samples.value(isIn, ("part", name), ("state", state.rawValue))
                }
            }
        }
        writeCounters(to: &metrics)
        writeSpools(to: &metrics)
        writeServers(to: &metrics)
        return metrics.bytes
    }

    private func writeCounters(to metrics: inout MetricsWriter) {
        metrics.counter("earshot_hotspot_frames_heard_total", "Frames off the air, damaged too") {
            $0.value(counters.heard)
        }
        metrics.counter("earshot_hotspot_frames_damaged_total", "Frames with a wrong checksum") {
            $0.value(counters.badChecksums)
        }
        metrics.counter("earshot_hotspot_frames_sent_total", "Frames sent") {
            $0.value(counters.sent)
        }
        metrics.counter("earshot_hotspot_statements_total", "Statements signed") {
            $0.value(counters.statements)
        }
        metrics.counter("earshot_hotspot_uplinks_total", "Packets given to the router") {
            $0.value(counters.uplinks)
        }
        metrics.counter("earshot_hotspot_downlinks_total", "Packets back from the router") {
            $0.value(counters.downlinks)
        }
        metrics.counter("earshot_hotspot_drops_total", "What was dropped, by reason") {
            for drop in counters.drops { $0.value(drop.count, ("reason", drop.name)) }
        }
        metrics.gauge("earshot_hotspot_sealed_beacons", "Beacons heard that are still sealed") {
            $0.value(beacon.sealed)
        }
    }

    private func writeSpools(to metrics: inout MetricsWriter) {
        let spools = [("evidence", spool.evidence), ("packets", spool.packets)]
        metrics.gauge("earshot_hotspot_spool_records", "Kept until somebody else has them") {
            for (name, figures) in spools { $0.value(figures.records, ("spool", name)) }
        }
        metrics.gauge("earshot_hotspot_spool_size_bytes", "Room they take") {
            for (name, figures) in spools { $0.value(figures.bytes, ("spool", name)) }
        }
        metrics.gauge("earshot_hotspot_spool_limit_bytes", "Room there is") {
            for (name, figures) in spools { $0.value(figures.limit, ("spool", name)) }
        }
        metrics.counter(
            "earshot_hotspot_spool_evicted_records_total", "Lost for want of room"
        ) {
            for (name, figures) in spools { $0.value(figures.evicted, ("spool", name)) }
        }
        metrics.counter(
            "earshot_hotspot_spool_acknowledged_records_total", "Now with somebody else"
        ) {
            for (name, figures) in spools { $0.value(figures.acknowledged, ("spool", name)) }
        }
    }

    /// An instant that never came is left out.
    private func writeServers(to metrics: inout MetricsWriter) {
        let instants = [
            ("oracle_last_answer", "When the oracle last answered", oracle.lastAnswer),
            ("oracle_last_receipt", "The newest receipt's arrival", oracle.lastReceipt),
            ("router_last_acknowledgement", "The router's newest", router.lastAcknowledged),
            ("beacon_next", "When the next beacon is due", beacon.next),
            ("beacon_last", "When the last beacon was sent", beacon.last?.at),
        ]
        for (name, help, instant) in instants {
            metrics.gauge("earshot_hotspot_\(name)_timestamp_seconds", "\(help), since 1970") {
                if let instant { $0.seconds(instant) }
            }
        }
        metrics.gauge("earshot_hotspot_router_waiting_packets", "Not acknowledged yet") {
            $0.value(router.waiting)
        }
        metrics.gauge("earshot_hotspot_transmitter_enabled", "1 when the region allows sending") {
            $0.value(region.maySend ? 1 : 0)
        }
        metrics.gauge("earshot_hotspot_clock_trustworthy", "1 when the clock may be signed") {
            $0.value(clock.isTrustworthy ? 1 : 0)
        }
    }
}

extension MetricSamples {
    fileprivate mutating func seconds(_ instant: Nanoseconds) {
        thousandths(Int64(instant.value / 1_000_000))
    }
}
