import Metrics
import Testing

@Suite("Prometheus text") struct MetricsWriterTests {
    @Test("a text to the byte") func bytes() {
        var metrics = MetricsWriter()
        metrics.counter("earshot_frames_total", "Frames \\ off\nthe air") { $0.value(7) }
        metrics.gauge("earshot_build_info", "Build") {
            $0.value(1, ("version", "0.1.0"), ("commit", "a\"b\\c\nd"))
        }
        metrics.gauge("earshot_offset_seconds", "Off") {
            $0.thousandths(-1_005)
            $0.thousandths(.min, ("which", ""))
        }
        metrics.gauge("earshot_nothing", "None") { _ in }
        #expect(
            String(decoding: metrics.bytes, as: UTF8.self) == #"""
                # HELP earshot_frames_total Frames \\ off\nthe air
                # TYPE earshot_frames_total counter
                earshot_frames_total 7
                # HELP earshot_build_info Build
                # TYPE earshot_build_info gauge
                earshot_build_info{version="0.1.0",commit="a\"b\\c\nd"} 1
                # HELP earshot_offset_seconds Off
                # TYPE earshot_offset_seconds gauge
                earshot_offset_seconds -1.005
                earshot_offset_seconds{which=""} -9223372036854775.808

                """#)
    }

    #if os(Linux)
    @Test("a bad name stops the program") func badNames() async {
        await #expect(processExitsWith: .failure) {
            var metrics = MetricsWriter()
            metrics.counter("earshot_frames", "Without total") { $0.value(1) }
        }
        await #expect(processExitsWith: .failure) {
            var metrics = MetricsWriter()
            metrics.gauge("Earshot_frames", "Upper case") { $0.value(1) }
        }
        await #expect(processExitsWith: .failure) {
            var metrics = MetricsWriter()
            metrics.gauge("earshot_a", "Twice") { $0.value(1) }
            metrics.gauge("earshot_a", "Twice") { $0.value(1) }
        }
    }
    #endif
}
