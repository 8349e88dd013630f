import Testing
import Tracker

@testable import Worker

@Suite("Aliases in settings")
struct DeviceAliasReaderTests {
    private func problems(_ text: String) -> [DeviceSettingErrors.Problem] {
        do throws(DeviceSettingErrors) {
            _ = try DeviceAliasReader.aliases(text)
            return []
        } catch {
            return error.problems
        }
    }

    private static func alias(_ rest: String, name: String = "a") -> String {
        #"{"name":"\#(name)","vendor_id":"8086","product_id":"1515"\#(rest)}"#
    }

    private static let invalid: [(text: String, says: String)] = [
        ("not json", "no JSON"), ("1", "an object or a list"), ("[\"a\"]", "an object is expected"),
        (#"{"vendor_id":"8086","product_id":"1515"}"#, "name is missing"),
        (alias("", name: ""), "name must be 1 to 255 bytes"),
        (alias("", name: "   "), "name must be 1 to 255 bytes"),
        (alias("", name: String(repeating: "n", count: 256)), "name must be 1 to 255 bytes"),
        (alias("", name: String(repeating: "ä", count: 128)), "name must be 1 to 255 bytes"),
        (alias("", name: #"a\u0007b"#), "name must be 1 to 255 bytes without control characters"),
        (alias("", name: "a:b"), "name must have no colon and no comma"),
        (alias("", name: "a,b"), "name must have no colon and no comma"),
        (#"{"name":null,"vendor_id":"8086","product_id":"1515"}"#, "name must be a text"),
        (#"{"name":"a","vendor_id":"808","product_id":"1515"}"#, "vendor_id must be four hexadecimal digits"),
        (#"{"name":"a","vendor_id":"8086","product_id":"0x15"}"#, "product_id must be four hexadecimal digits"),
        (#"{"name":"a","vendor_id":"8086","product_id":"1515\n"}"#, "product_id must be four hexadecimal digits"),
        (#"{"name":"a","vendor_id":"*","product_id":"1515"}"#, "vendor_id must be four hexadecimal digits"),
        (#"{"name":"a","vendor_id":8086,"product_id":"1515"}"#, "vendor_id must be a text"),
        (#"{"name":"a","vendor_id":"8086"}"#, "both vendor_id and product_id"),
        (#"{"name":"a","resource_class":"CUSTOM_X"}"#, "both vendor_id and product_id"),
        (alias(#","colour":"red""#), "\"colour\", which no alias has"),
        (alias(#","colour":1"#), "\"colour\", which no alias has"),
        (alias(#","device_id":"1""#), "\"device_id\", which no alias has"),
        (alias(#","device_type":"vdpa""#), "device_type must be one of type-PCI, type-PF, type-VF"),
        (alias(#","device_type":"type-pci""#), "device_type must be one of"),
        (alias(#","numa_policy":"near""#), "numa_policy must be one of"),
        (alias(#","numa_policy":"""#), "numa_policy must be one of"),
        (alias(#","live_migratable":"maybe""#), "live_migratable must be true or false"),
        (alias(#","live_migratable":true"#), "live_migratable must be a text"),
        (alias(#","capability_type":"usb""#), "capability_type must be pci"),
        (alias(#","traits":[]"#), "traits must be a text"),
        (alias(#","traits":"\#(String(repeating: "T", count: 256))""#), "traits must be 0 to 255 bytes"),
        (alias(#","resource_class":"A\u0000""#), "resource_class must be 0 to 255 bytes"),
        (alias(#","name":"b""#), "a key comes twice"),
        ("[\(alias("")),\(alias(#","numa_policy":"socket""#))]", "entry 2: NUMA policy mismatch"),
        (
            "[\(alias(#","device_type":"type-PF""#)),\(alias(#","device_type":"type-VF""#))]",
            "entry 2: device type mismatch"
        ),
        ("[\(alias("")),\(alias(#","device_type":"type-VF""#))]", "entry 2: device type mismatch"),
        ("[\(alias(#","device_type":"type-VF""#)),\(alias("", name: " a "))]", "entry 2: device type mismatch"),
    ]

    @Test("What an alias must not be is told, one thing at a time (PCI, 5.1)", arguments: invalid)
    func refused(_ row: (text: String, says: String)) {
        let found = problems(row.text)
        #expect(found.map(\.kind) == [.invalidAlias], "\(found)")
        #expect(found.first?.description.hasPrefix("PciInvalidAlias: ") == true)
        #expect(found.first?.description.contains(row.says) == true, "\(found)")
    }

    @Test("Keys are kept as pools write them, and capability_type is dropped (D19)")
    func keys() throws {
        let whole = """
            {"name": " QuickAssist ", "vendor_id": "8086", "product_id": "0FA3", "device_type": "type-PF",
             "numa_policy": "preferred", "resource_class": "X", "traits": "A,B", "live_migratable": "Yes",
             "capability_type": "pci"}
            """
        #expect(
            try DeviceAliasReader.aliases(whole) == [
                "QuickAssist": DeviceAlias(
                    numaPolicy: .preferred,
                    specs: [
                        PCISpec(matches: [
                            "vendor_id": "8086", "product_id": "0fa3", "dev_type": "type-PF", "resource_class": "X",
                            "traits": "A,B", "live_migratable": "true",
                        ])
                    ])
            ])
    }

    @Test("A name that comes again is an alternative; no policy and legacy are the same")
    func alternatives() throws {
        let text = "[\(Self.alias("")), \(Self.alias(#","numa_policy":"legacy","live_migratable":"0""#))]"
        let found = try DeviceAliasReader.aliases(text)
        let ids = ["vendor_id": "8086", "product_id": "1515"]
        #expect(
            found["a"]?.specs.map(\.matches) == [ids, ids.merging(["live_migratable": "false"]) { $1 }])
        #expect(found.count == 1 && (found["a"]?.numaPolicy ?? .legacy) == .legacy)
    }

    @Test("Every policy and every type that an alias may name")
    func values() throws {
        for policy in PCINUMAPolicy.allCases {
            let found = try DeviceAliasReader.aliases(Self.alias(#","numa_policy":"\#(policy.rawValue)""#))
            #expect(found["a"]?.numaPolicy == policy)
        }
        for type in ["type-PCI", "type-PF", "type-VF"] {
            let found = try DeviceAliasReader.aliases(Self.alias(#","device_type":"\#(type)""#))
            #expect(found["a"]?.specs.first?.matches["dev_type"] == type)
        }
        #expect(try DeviceAliasReader.aliases("[]").isEmpty)
        #expect(try DeviceAliasReader.aliases(Self.alias("", name: String(repeating: "n", count: 255))).count == 1)
    }

    @Test("A name has as many alternatives as a request may have, and one too many is told once")
    func mostAlternatives() throws {
        func list(_ count: Int) -> String {
            "[" + Array(repeating: Self.alias(""), count: count).joined(separator: ",") + "]"
        }
        #expect(try DeviceAliasReader.aliases(list(64))["a"]?.specs.count == 64)
        let found = problems(list(66))
        #expect(found.map(\.entry) == [65] && found.first?.message == "\"a\" has more than 64 alternatives")
    }

    @Test("Everything that is wrong with any of them is listed, by entry")
    func everything() {
        let text = """
            [{"vendor_id": "x", "device_type": "vdpa", "numa_policy": "near"}, 7, \(Self.alias("")),
             \(Self.alias(#","numa_policy":"socket","device_type":"type-VF""#))]
            """
        #expect(problems(text).map(\.entry) == [1, 1, 1, 1, 1, 2, 4, 4])
        let many = "[" + (0..<1025).map { Self.alias("", name: "n\($0)") }.joined(separator: ",") + "]"
        #expect(problems(many).map(\.entry) == [0])
    }
}
