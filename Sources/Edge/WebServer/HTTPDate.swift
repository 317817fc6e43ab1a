internal import Notation
internal import Units

/// RFC 9110, 5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT`.
enum HTTPDate {
    static func text(of moment: Nanoseconds) -> String {
        let seconds = Int(moment.value / 1_000_000_000)
        let (days, rest) = (seconds / 86_400, seconds % 86_400)
        guard let date = CivilDate(daysSince1970: days) else {
            preconditionFailure("\(moment) is past the year 9999")
        }
        // 1 January 1970 was a Thursday.
        let weekday = weekdays[(days + 4) % 7]
        let day = "\(two(date.day)) \(months[date.month - 1]) \(date.year)"
        return "\(weekday), \(day) \(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60)) GMT"
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
