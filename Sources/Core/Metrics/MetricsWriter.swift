/// Writes figures in Prometheus' text format 0.0.4. A family's name says its unit, a counter's ends
/// in `_total`; labels hold no names of devices or peers, of which there are too many. A name that
/// breaks this is our own mistake.
///
///     metrics.counter("earshot_hotspot_frames_heard_total", "Frames off the air") { $0.value(7) }
public struct MetricsWriter {
    public private(set) var bytes: [UInt8] = []
    private var names: [String] = []

    public init() {}

    public mutating func counter(
        _ name: String, _ help: String, _ samples: (inout MetricSamples) -> Void
    ) {
        precondition(name.hasSuffix("_total"), "\(name): a counter ends in _total")
        family(name, "counter", help, samples)
    }

    public mutating func gauge(
        _ name: String, _ help: String, _ samples: (inout MetricSamples) -> Void
    ) {
        precondition(!name.hasSuffix("_total"), "\(name): only a counter ends in _total")
        family(name, "gauge", help, samples)
    }

    private mutating func family(
        _ name: String, _ kind: String, _ help: String, _ write: (inout MetricSamples) -> Void
    ) {
        precondition(MetricName.isName(name), "\(name) is no metric's name")
        precondition(!names.contains(name), "\(name) is written twice")
        names.append(name)
        var samples = MetricSamples(name: name)
        write(&samples)
        // A family without a sample says nothing.
        guard !samples.bytes.isEmpty else { return }
        append("# HELP \(name) \(MetricName.escaped(help, quotes: false))\n")
        append("# TYPE \(name) \(kind)\n")
        bytes.append(contentsOf: samples.bytes)
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }
}

/// The samples of one family.
public struct MetricSamples {
    private let name: String
    private(set) var bytes: [UInt8] = []

    init(name: String) { self.name = name }

    public mutating func value(
        _ value: some BinaryInteger, _ labels: (name: String, value: String)...
    ) {
        sample(value.description, labels)
    }

    /// A number of thousandths, for what is no whole number: seconds.
    public mutating func thousandths(
        _ value: Int64, _ labels: (name: String, value: String)...
    ) {
        let fraction = String(value.magnitude % 1000)
        let zeros = String(repeating: "0", count: 3 - fraction.utf8.count)
        let sign = value < 0 ? "-" : ""
        sample("\(sign)\(value.magnitude / 1000).\(zeros)\(fraction)", labels)
    }

    private mutating func sample(_ value: String, _ labels: [(name: String, value: String)]) {
        var text = name
        for (index, label) in labels.enumerated() {
            precondition(MetricName.isName(label.name), "\(label.name) is no label's name")
            let escaped = MetricName.escaped(label.value, quotes: true)
            text += "\(index == 0 ? "{" : ",")\(label.name)=\"\(escaped)\""
        }
        if !labels.isEmpty { text += "}" }
        bytes.append(contentsOf: "\(text) \(value)\n".utf8)
    }
}

enum MetricName {
    static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, (0x61...0x7a).contains(first) else { return false }
        return !name.hasSuffix("_")
            && name.utf8.allSatisfy { byte in
                (0x61...0x7a).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x5f
            }
    }

    static func escaped(_ text: String, quotes: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where quotes: result += "\\\""
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
