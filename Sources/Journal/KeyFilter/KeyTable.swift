/// One of the tables that hold request keys: each has a retention of its own.
enum KeyTable: Hashable, Comparable {
    /// Keys of dead requests.
    case dead

    /// Keys of requests that never reached the core.
    case turnedAway

    /// Keys of the other requests that ended on one day.
    case day(KeyDay)

    /// The table that a record belongs in.
    init(for record: KeyRecord) {
        switch record.ending {
        case .dead: self = .dead
        case .turnedAway: self = .turnedAway
        case .applied, .refused, .held: self = .day(KeyDay(nanoseconds: record.timeNanoseconds))
        }
    }

    /// Reads a name back; `nil` if it is the name of something else.
    init?(name: String) {
        switch name {
        case Self.dead.name: self = .dead
        case Self.turnedAway.name: self = .turnedAway
        default:
            guard name.hasPrefix(Self.prefix), let stamp = Int(name.dropFirst(Self.prefix.count)),
                let day = KeyDay(stamp: stamp)
            else { return nil }
            self = .day(day)
        }
    }

    /// The name in the database.
    var name: String {
        switch self {
        case .dead: Self.prefix + "dead"
        case .turnedAway: Self.prefix + "turned_away"
        case .day(let day): Self.prefix + String(day.stamp)
        }
    }

    static let prefix = "request_key_"
}

/// A day in UTC.
struct KeyDay: Hashable, Comparable {
    private static let nanosecondsPerDay: Int64 = 86_400_000_000_000

    /// The number of days since 1970-01-01.
    let number: Int64

    /// The day of a time in nanoseconds since 1970; what is earlier counts as the first day.
    init(nanoseconds: Int64) {
        number = max(0, nanoseconds) / Self.nanosecondsPerDay
    }

    private init(number: Int64) {
        self.number = number
    }

    /// Reads `YYYYMMDD`; `nil` if there is no such day.
    init?(stamp: Int) {
        guard stamp >= 1970_01_01, stamp < 2300_01_01 else { return nil }
        let (year, month, day) = (stamp / 10_000, stamp / 100 % 100, stamp % 100)
        let months = Self.monthLengths(year)
        guard months.indices.contains(month - 1), day >= 1, day <= months[month - 1] else { return nil }
        let daysBefore = (1970..<year).reduce(Int64(0)) { $0 + Self.daysInYear($1) }
        self.init(number: daysBefore + Int64(months.prefix(month - 1).reduce(0, +) + day - 1))
    }

    /// `YYYYMMDD` as a number.
    var stamp: Int {
        var (year, rest) = (1970, number)
        while rest >= Self.daysInYear(year) {
            rest -= Self.daysInYear(year)
            year += 1
        }
        var month = 1
        for length in Self.monthLengths(year) {
            guard rest >= length else { break }
            rest -= Int64(length)
            month += 1
        }
        return year * 10_000 + month * 100 + Int(rest) + 1
    }

    /// Whether everything of this day is older than `ageNanoseconds`.
    func isOlder(than ageNanoseconds: Int64, nowNanoseconds: Int64) -> Bool {
        let (end, overflow) = (number + 1).multipliedReportingOverflow(by: Self.nanosecondsPerDay)
        guard !overflow else { return false }
        let (age, ageOverflow) = nowNanoseconds.subtractingReportingOverflow(end)
        return !ageOverflow && age >= ageNanoseconds
    }

    static func < (left: Self, right: Self) -> Bool { left.number < right.number }

    private static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    private static func daysInYear(_ year: Int) -> Int64 {
        isLeap(year) ? 366 : 365
    }

    private static func monthLengths(_ year: Int) -> [Int] {
        [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    }
}
