/// Prints a table of measurements: one row per contender, with the ratio to the first contender of
/// the same name.
struct Report {
    static let header = [
        "group", "name", "contender", "ns/op", "ops/s", "x earshot", "peak MiB",
    ]

    static func table(of measurements: [Measurement]) -> String {
        var rows = [header]
        for measurement in measurements { rows.append(row(measurement, among: measurements)) }
        let widths = header.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            row.indices.map { column in
                let padding = String(repeating: " ", count: widths[column] - row[column].count)
                return column < 3 ? row[column] + padding : padding + row[column]
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }

    private static func row(_ measurement: Measurement, among all: [Measurement]) -> [String] {
        let benchmark = measurement.benchmark
        let each = measurement.nanosecondsPerOperation
        let first = all.first {
            $0.benchmark.group == benchmark.group && $0.benchmark.name == benchmark.name
        }
        let ratio = first.map { each / $0.nanosecondsPerOperation } ?? 1
        return [
            benchmark.group, benchmark.name, benchmark.contender, fixed(each, places: 1),
            grouped(Int(1e9 / each)), fixed(ratio, places: 2),
            fixed(Double(measurement.peakKibibytes) / 1024, places: 1),
        ]
    }

    private static func fixed(_ value: Double, places: Int) -> String {
        var scale = 1
        for _ in 0..<places { scale *= 10 }
        let scaled = Int((value * Double(scale)).rounded())
        let digits = String(scaled % scale)
        let zeros = String(repeating: "0", count: places - digits.count)
        return "\(scaled / scale).\(zeros)\(digits)"
    }

    private static func grouped(_ value: Int) -> String {
        var digits = Array(String(value))
        var place = digits.count - 3
        while place > 0 {
            digits.insert(",", at: place)
            place -= 3
        }
        return String(digits)
    }
}
