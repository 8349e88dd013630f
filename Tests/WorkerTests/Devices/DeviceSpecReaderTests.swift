import Testing
import Tracker

@testable import Worker

@Suite("Device specs in settings")
struct DeviceSpecReaderTests {
    /// Kinds of everything that is wrong, or the specs.
    private func kinds(_ text: String) -> [String] {
        do throws(DeviceSettingErrors) {
            _ = try DeviceSpecReader.specs(text)
            return []
        } catch {
            return error.problems.map(\.kind.rawValue)
        }
    }

    private func messages(_ text: String) -> [String] {
        do throws(DeviceSettingErrors) {
            _ = try DeviceSpecReader.specs(text)
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    private static func glob(
        _ domain: String?, _ bus: String?, _ slot: String?, _ function: String?
    ) -> DeviceAddressPattern {
        .glob(domain: domain, bus: bus, slot: slot, function: function)
    }

    private static let invalid: [(text: String, kind: String, says: String)] = [
        ("not json", "PciConfigInvalidSpec", "no JSON"),
        ("", "PciConfigInvalidSpec", "no JSON"),
        ("1", "PciConfigInvalidSpec", "an object or a list"),
        ("null", "PciConfigInvalidSpec", "an object or a list"),
        ("[1]", "PciConfigInvalidSpec", "entry 1: invalid entry: an object"),
        ("[{}, [{}]]", "PciConfigInvalidSpec", "entry 2: invalid entry: an object"),
        (#"{"vendor_id":"xyz"}"#, "PciConfigInvalidSpec", "vendor_id \"xyz\" is no hexadecimal number"),
        (#"{"product_id":"g"}"#, "PciConfigInvalidSpec", "product_id \"g\" is no hexadecimal number"),
        (#"{"product_id":""}"#, "PciConfigInvalidSpec", "product_id"),
        (#"{"product_id":"0x"}"#, "PciConfigInvalidSpec", "product_id"),
        (#"{"vendor_id":"12345"}"#, "PciConfigInvalidSpec", "greater than FFFF"),
        (#"{"vendor_id":"123456789abcdef0123"}"#, "PciConfigInvalidSpec", "greater than FFFF"),
        (#"{"vendor_id":8086}"#, "PciConfigInvalidSpec", "in quotes"),
        (#"{"vendor_id":null}"#, "PciConfigInvalidSpec", "in quotes"),
        (#"{"vendor_id":"-1"}"#, "PciConfigInvalidSpec", "no hexadecimal number"),
        (#"{"address":"10000:0a:00.0"}"#, "PciConfigInvalidSpec", "domain \"10000\" of the address is greater"),
        (#"{"address":"0000:100:00.0"}"#, "PciConfigInvalidSpec", "bus \"100\" of the address is greater than FF"),
        (#"{"address":"0000:0a:20.0"}"#, "PciConfigInvalidSpec", "slot \"20\" of the address is greater than 1F"),
        (#"{"address":"0000:0a:00.8"}"#, "PciConfigInvalidSpec", "function \"8\" of the address is greater than 7"),
        (#"{"address":"0000:0*:00.0"}"#, "PciConfigInvalidSpec", "bus \"0*\""),
        (#"{"address":"gg:00"}"#, "PciConfigInvalidSpec", "bus \"gg\""),
        (#"{"address":"-1:00"}"#, "PciConfigInvalidSpec", "bus \"-1\""),
        (#"{"address":"a.b.c"}"#, "PciConfigInvalidSpec", "function \"b.c\""),
        (#"{"address":"1:0000:0a:00.0"}"#, "PciDeviceWrongAddressFormat", "more than domain, bus and slot"),
        (#"{"address":[1]}"#, "PciDeviceWrongAddressFormat", "must be a text"),
        (#"{"address":7}"#, "PciDeviceWrongAddressFormat", "must be a text"),
        (#"{"address":{"bus":"["}}"#, "PciDeviceWrongAddressFormat", "bus of the address must be a regular expression"),
        (#"{"address":{"bus":2}}"#, "PciDeviceWrongAddressFormat", "bus of the address must be a regular expression"),
        (#"{"address":{"bus":null}}"#, "PciDeviceWrongAddressFormat", "bus of the address"),
        (#"{"address":{"func":"1"}}"#, "PciDeviceWrongAddressFormat", "\"func\", which is none of its fields"),
        (#"{"address":"0a:00.0","devname":"eth0"}"#, "PciDeviceInvalidDeviceName", "exclude each other"),
        (#"{"address":{"bus":"0a"},"devname":"eth0"}"#, "PciDeviceInvalidDeviceName", "exclude each other"),
        (#"{"devname":3}"#, "PciConfigInvalidSpec", "devname"),
        (#"{"devname":"a\nb"}"#, "PciConfigInvalidSpec", "devname must be"),
        (#"{"managed":"maybe"}"#, "PciConfigInvalidSpec", "cannot parse tag managed"),
        (#"{"live_migratable":"maybe"}"#, "PciConfigInvalidSpec", "cannot parse tag live_migratable"),
        (#"{"live_migratable":""}"#, "PciConfigInvalidSpec", "cannot parse tag live_migratable"),
        (#"{"one_time_use":"maybe"}"#, "PciConfigInvalidSpec", "cannot parse tag one_time_use"),
        (#"{"one_time_use":"yes"}"#, "PciConfigInvalidSpec", "reported to Placement"),
        (#"{"one_time_use":true}"#, "PciConfigInvalidSpec", "reported to Placement"),
        (#"{"managed":1}"#, "PciConfigInvalidSpec", "tag \"managed\" must be a text, true, false or null"),
        (#"{"trusted":["a"]}"#, "PciConfigInvalidSpec", "must be a text"),
        (#"{"x":{}}"#, "PciConfigInvalidSpec", "must be a text"),
        (#"{"":"x"}"#, "PciConfigInvalidSpec", "a tag's name must be 1 to 255 bytes"),
        (#"{"x":"\u0000"}"#, "PciConfigInvalidSpec", "without control characters"),
        (
            #"{"x":"\#(String(repeating: "v", count: 256))"}"#, "PciConfigInvalidSpec",
            "tag \"x\" must be 0 to 255 bytes"
        ),
        (#"{"vendor_id":"8086","vendor_id":"10de"}"#, "PciConfigInvalidSpec", "a key comes twice"),
        (#"{"vendor_id":"8086",}"#, "PciConfigInvalidSpec", "a key in quotes is expected"),
    ]

    @Test("What a spec must not be is told by its stable name, and nothing else is (PCI, 3.5)", arguments: invalid)
    func refused(_ row: (text: String, kind: String, says: String)) {
        let found = messages(row.text)
        #expect(found.count == 1 && kinds(row.text) == [row.kind], "\(found)")
        #expect(found.first?.contains(row.says) == true, "\(found)")
    }

    private static let keys: [(key: String, meant: String?)] = [
        ("vendorid", "vendor_id"), ("vendor-id", "vendor_id"), ("Vendor_ID", "vendor_id"), ("VendorId", "vendor_id"),
        ("vednor_id", "vendor_id"), ("product-id", "product_id"), ("productid", "product_id"), ("adress", "address"),
        ("addresses", "address"), ("Address", "address"), ("dev_name", "devname"), ("devnames", "devname"),
        ("vendor", "vendor_id"), ("product", "product_id"), ("addr", "address"), ("PCI-Address", "address"),
        ("device", "product_id, address or devname"), ("device_id", "product_id"), ("ifname", "devname"),
        ("physnet", "physical_network"), ("physical-network", "physical_network"), ("trust", "trusted"),
        ("physical_networks", "physical_network"), ("phys_net", "physical_network"),
        ("livemigratable", "live_migratable"),
        ("trait", "traits"), ("remote-managed", "remote_managed"), ("manager", nil), ("manage", nil), ("strait", nil),
        ("devices", nil), ("network", nil), ("vendor_name", nil), ("product_line", nil), ("rack", nil), ("trusty", nil),
        ("class", nil), ("parent_ifname", nil), ("management", nil), ("trays", nil), ("bus", nil),
    ]

    @Test("A tag that looks like a misspelt key is refused: its spec would be for every device", arguments: keys)
    func misspelt(_ row: (key: String, meant: String?)) {
        let refusals = row.meant.map { meant in
            "PciConfigInvalidSpec: entry 2: has the key \"\(row.key)\": write \(meant) if that is meant, else give the "
                + "tag another name"
        }
        #expect(messages(#"[{}, {"\#(row.key)": "10de"}]"#) == [refusals].compactMap(\.self))
    }

    @Test("Letters that were left out, put in or changed are counted")
    func distance() {
        #expect(SettingWords.distance("", "abc") == 3 && SettingWords.distance("abc", "") == 3)
        #expect(SettingWords.distance("kitten", "sitting") == 3 && SettingWords.distance("abc", "abc") == 0)
    }

    @Test("What is in force is told in a line, with the specs that are for every device")
    func summary() throws {
        #expect(
            DeviceConfiguration().summary == "pci.device-specs: none, no device is tracked; pci.aliases: none")
        let specs = try DeviceSpecReader.specs(
            #"[{"vendor_id":"10de"},{"address":"*:*:*.*","trusted":"true"},{"remote_managed":"yes"},{}]"#)
        let ids = #""vendor_id":"8086","product_id":"1515""#
        let aliases = try DeviceAliasReader.aliases(#"[{"name":"a",\#(ids)},{"name":"b",\#(ids)}]"#)
        let configuration = DeviceConfiguration(specs: specs, aliases: aliases)
        #expect(
            configuration.summary == "pci.device-specs: 4 (for every device: entry 2, 4); pci.aliases: 2")
        #expect(
            configuration.logMetadata == [
                "device_specs": "4", "device_aliases": "2", "specs_for_every_device": "2,4",
                "specs_with_upper_case": "",
            ])
    }

    @Test("Upper-case digits in an expression find nothing, and are told when the worker starts")
    func upperCase() throws {
        let patterns = [
            "8[A-F]", "8[a-f]", #"\\D"#, "(?i)8A", #"\\\\A"#, "0A", "8[0-9a-fA-F]", "[A-F8]", #"\\p{Alphabetic}"#, "[",
        ].dropLast()
        let text = patterns.map { #"{"address":{"bus":"\#($0)"}}"# }.joined(separator: ",")
        let configuration = DeviceConfiguration(specs: try DeviceSpecReader.specs("[\(text)]"))
        #expect(configuration.upperCaseSpecs == [1, 5, 6])
        #expect(configuration.logMetadata["specs_with_upper_case"] == "1,5,6")
        #expect(configuration.summary.contains("(upper-case digits, which no expression finds: entry 1, 5, 6)"))
    }

    private static let accepted: [(text: String, spec: DeviceSpec)] = [
        ("{}", DeviceSpec()),
        (#"{"address":"00:1f.*"}"#, DeviceSpec(address: glob(nil, "00", "1f", nil))),
        (#"{"address":":0a:00."}"#, DeviceSpec(address: glob(nil, "0a", "00", nil))),
        (#"{"address":".1"}"#, DeviceSpec(address: glob(nil, nil, nil, "1"))),
        (#"{"address":"*:*:*.*"}"#, DeviceSpec()),
        (#"{"address":"0000:81:00.0"}"#, DeviceSpec(address: glob("0000", "81", "00", "0"))),
        (#"{"address":" 0 : A : 1F . 7 "}"#, DeviceSpec(address: glob("0000", "0a", "1f", "7"))),
        (#"{"address":"0x1:0XFF:0.0"}"#, DeviceSpec(address: glob("0001", "ff", "00", "0"))),
        (#"{"address":"ffff:ff:1f.7"}"#, DeviceSpec(address: glob("ffff", "ff", "1f", "7"))),
        (#"{"address":"1f"}"#, DeviceSpec(address: glob(nil, nil, "1f", nil))),
        (#"{"address":null}"#, DeviceSpec()),
        (#"{"address":{}}"#, DeviceSpec()),
        (#"{"address":""}"#, DeviceSpec()),
        (
            #"{"address":{"bus":"02","function":"[0-2]"}}"#,
            DeviceSpec(address: .expression(domain: ".*", bus: "02", slot: ".*", function: "[0-2]"))
        ),
        (#"{"address":"0a:00.0","devname":""}"#, DeviceSpec(address: glob(nil, "0a", "00", "0"))),
        (#"{"address":"0a:00.0","devname":null}"#, DeviceSpec(address: glob(nil, "0a", "00", "0"))),
        (#"{"address":"","devname":"eth0"}"#, DeviceSpec(address: .interface("eth0"))),
        (#"{"address":{},"devname":"eth0"}"#, DeviceSpec(address: .interface("eth0"))),
        (#"{"vendor_id":"0x8086","product_id":"71"}"#, DeviceSpec(vendorID: "8086", productID: "0071")),
        (#"{"vendor_id":" 8086 ","product_id":"*"}"#, DeviceSpec(vendorID: "8086")),
        (#"{"vendor_id":" * ","product_id":"00000A2D6"}"#, DeviceSpec(productID: "a2d6")),
        (#"{"vendor_id":"15B3","product_id":"0"}"#, DeviceSpec(vendorID: "15b3", productID: "0000")),
        (#"{"remote_managed":"maybe"}"#, DeviceSpec(tags: ["remote_managed": "false"])),
        (#"{"remote_managed":"Yes"}"#, DeviceSpec(tags: ["remote_managed": "true"])),
        (
            #"{"remote_managed":true,"managed":false}"#,
            DeviceSpec(tags: ["remote_managed": "true", "managed": "false"])
        ),
        (
            #"{"remote_managed":null,"physical_network":null}"#,
            DeviceSpec(absentTags: ["physical_network", "remote_managed"])
        ),
        (#"{"one_time_use":"no"}"#, DeviceSpec(tags: ["one_time_use": "false"])),
        (
            #"{"physical_network":"physnet1","trusted":"true","resource_class":"CUSTOM_X","traits":"A, B"}"#,
            DeviceSpec(
                tags: [
                    "physical_network": "physnet1", "trusted": "true", "resource_class": "CUSTOM_X", "traits": "A, B",
                ])
        ),
    ]

    @Test("What a spec may be, and what it means (PCI, 3.1 to 3.3)", arguments: accepted)
    func taken(_ row: (text: String, spec: DeviceSpec)) throws {
        #expect(try DeviceSpecReader.specs(row.text) == [row.spec])
        #expect(try DeviceSpecReader.specs("[ {}, \(row.text) ]\n") == [DeviceSpec(), row.spec])
    }

    @Test("An empty list has no specs, which is nothing wrong")
    func empty() throws { #expect(try DeviceSpecReader.specs(" [ ] ").isEmpty) }

    @Test("Strict booleans know fourteen words, in any case")
    func booleans() throws {
        for word in ["1", "t", "true", "on", "y", "yes", "TRUE", "Yes", " on "] {
            #expect(try DeviceSpecReader.specs(#"{"managed":"\#(word)"}"#).map(\.tags) == [["managed": "true"]])
        }
        for word in ["0", "f", "false", "off", "n", "no", "OFF"] {
            #expect(try DeviceSpecReader.specs(#"{"managed":"\#(word)"}"#).map(\.tags) == [["managed": "false"]])
        }
    }

    @Test("Everything that is wrong with any of them is listed, by entry")
    func everything() {
        let text = """
            [{"vendor_id": "x", "product_id": "y", "address": "gg:hh:ii.j", "managed": "maybe"}, 7,
             {"address": {"bus": "[", "slot": "("}, "devname": "eth0"}]
            """
        #expect(kinds(text).count == 11)
        let entries = messages(text).compactMap { $0.split(separator: ": ").dropFirst().first }
        #expect(
            entries == Array(repeating: "entry 1", count: 7) + ["entry 2"] + Array(repeating: "entry 3", count: 3))
    }

    @Test("As many entries and keys as the limits say, and no more")
    func limits() throws {
        func list(_ count: Int) -> String { "[" + Array(repeating: "{}", count: count).joined(separator: ",") + "]" }
        #expect(try DeviceSpecReader.specs(list(1024)).count == 1024)
        #expect(kinds(list(1025)) == ["PciConfigInvalidSpec"])
        func keys(_ count: Int) -> String {
            "{" + (0..<count).map { "\"k\($0)\":\"\"" }.joined(separator: ",") + "}"
        }
        #expect(try DeviceSpecReader.specs(keys(64)).first?.tags.count == 64)
        #expect(kinds(keys(65)) == ["PciConfigInvalidSpec"])
        let blanks = String(repeating: " ", count: (1 << 20) - 2)
        #expect(try DeviceSpecReader.specs("[]" + blanks).isEmpty)
        #expect(kinds("[] " + blanks) == ["PciConfigInvalidSpec"])
        #expect(kinds(#"{"address":{"bus":"\#(String(repeating: "0", count: 256))"}}"#).count == 1)
    }

    @Test("Expressions that could harm are refused or harmless, when settings are read")
    func expressions() {
        let patterns = [
            "", "[", "(", "*", "(?<=a)b", "\\\\K", "(?R)", "(0)\\\\1", "(*ACCEPT)", "(((.*)*)*)*b", "0{99999999999}",
            "\\\\p{Foo}", "(?#x", "[z-a]", "\\\\u{110000}", "[]", "(?{a})", "\\\\X", "(a*)*(a*)*(a*)*$", "\\\\", "|",
        ]
        for pattern in patterns {
            let text = #"{"address":{"bus":"\#(pattern)"}}"#
            #expect([[], ["PciDeviceWrongAddressFormat"]].contains(kinds(text)), "\(pattern)")
        }
    }
}
