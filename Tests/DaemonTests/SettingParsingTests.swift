import Testing

@testable import berthd

@Suite("Values of settings")
struct SettingParsingTests {
    private func isRefused<Value>(_ parse: () throws(SettingError) -> Value) -> Bool {
        (try? parse()) == nil
    }

    @Test("Whole numbers at their limits, and one beyond")
    func integers() throws {
        #expect(try SettingParsing.integer("1", 1...10) == 1)
        #expect(try SettingParsing.integer("10", 1...10) == 10)
        for text in ["0", "11", "", "ten", "1.0", " 1", "9223372036854775808"] {
            #expect(isRefused { () throws(SettingError) in try SettingParsing.integer(text, 1...10) }, "\(text)")
        }
    }

    @Test("Hosts stand with commas between them, each once")
    func hosts() throws {
        #expect(try SettingParsing.hosts("cmp-1") == ["cmp-1"])
        #expect(try SettingParsing.hosts("cmp-1.example, cmp-2") == ["cmp-1.example", "cmp-2"])
        for text in [
            "", "#", ",", "a,", "a,,b", "a,a", "a,#", "rack.*", "a b", "a\u{7}", String(repeating: "h", count: 256),
        ] {
            #expect(isRefused { () throws(SettingError) in try SettingParsing.hosts(text) }, "\(text)")
        }
    }

    @Test("Ratios are finite and from 0 to a million")
    func ratios() throws {
        #expect(try SettingParsing.ratio("0") == 0)
        #expect(try SettingParsing.ratio("16.5") == 16.5)
        #expect(try SettingParsing.ratio("1000000") == 1_000_000)
        for text in ["-0.1", "1000000.1", "nan", "inf", "", "1,5"] {
            #expect(isRefused { () throws(SettingError) in try SettingParsing.ratio(text) }, "\(text)")
        }
    }

    @Test("Lengths of time in every unit, at their limits and beyond, and without overflow")
    func durations() throws {
        let day = Duration.seconds(86_400)
        let table: [(String, Duration)] = [
            ("0ms", .zero), ("1ms", .milliseconds(1)), ("30s", .seconds(30)), ("2m", .seconds(120)),
            ("24h", day), ("1d", day),
        ]
        for (text, duration) in table { #expect(try SettingParsing.duration(text, .zero...day) == duration, "\(text)") }
        for text in ["86401s", "2d", "1", "s", "", "-1s", "1.5h", "1w", "9223372036854775807d", "1 s"] {
            #expect(isRefused { () throws(SettingError) in try SettingParsing.duration(text, .zero...day) }, "\(text)")
        }
    }

    @Test("Yes and no in the usual words")
    func booleans() throws {
        for text in ["true", "YES", "1", "on"] { #expect(try SettingParsing.boolean(text)) }
        for text in ["false", "No", "0", "off"] { #expect(try !SettingParsing.boolean(text)) }
        #expect(isRefused { () throws(SettingError) in try SettingParsing.boolean("maybe") })
    }

    @Test("Names on the broker are 1 to 200 visible characters")
    func names() throws {
        let longest = String(repeating: "n", count: 200)
        #expect(try SettingParsing.name(longest) == longest)
        for text in ["", longest + "n", "a b", "ä", "a\n"] {
            #expect(isRefused { () throws(SettingError) in try SettingParsing.name(text) }, "\(text)")
        }
    }

    /// Text at a setting's limit, and one beyond it.
    private static let limits: [(key: String, inside: [String], outside: [String])] = [
        ("prefetch", ["1", "10000"], ["0", "10001", "65536"]),
        ("give-back-after", ["10s", "7d"], ["9s", "8d"]),
        ("held.attempts", ["1", "1000000"], ["0", "1000001"]),
        ("held.longest", ["1s", "30d"], ["0s", "31d"]),
        ("held.per-subject", ["0", "1000000"], ["-1", "1000001"]),
        ("held.per-shard", ["0", "10000000"], ["-1", "10000001"]),
        ("limits.body-bytes", ["1024", "16777216"], ["1023", "16777217"]),
        ("retention.keys", ["1h", "365d"], ["3599s", "366d"]),
        ("retention.bases", ["1", "100"], ["0", "101"]),
        ("usage-interval", ["0s", "1h"], ["3601s"]),
        ("initial-ratios.cpu", ["0.1"], ["0"]),
        ("admission", ["enforce", "trust-limits"], ["trust", "ENFORCE"]),
        ("events.format", ["json", "protobuf"], ["xml"]),
        ("log.level", ["trace", "critical"], ["verbose"]),
        ("broker.url", ["amqp://h"], ["http://h", ""]),
    ]

    @Test("A setting takes what is within its limits and nothing beyond")
    func settingLimits() throws {
        for (key, inside, outside) in Self.limits {
            let setting = try #require(SettingTable.all.first { $0.key == key })
            var settings = DaemonSettings()
            for text in inside { #expect(throws: Never.self, "\(key) \(text)") { try setting.apply(&settings, text) } }
            for text in outside {
                #expect(throws: (any Error).self, "\(key) \(text)") { try setting.apply(&settings, text) }
            }
        }
    }
}
