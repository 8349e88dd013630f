import Tracker

@testable import Worker
@testable import berth

extension FuzzTarget {
    /// The settings about devices, as specs and as aliases: JSON in a text.
    static let deviceSettings = FuzzTarget(
        "device-settings",
        words: [
            "vendor_id", "product_id", "address", "devname", "remote_managed", "live_migratable", "device_type",
            "numa_policy", "\"*\"", "null", "true", "[[[[", "{}", "(a*)*", "\\u0000", "\"0000:81:00.0\"", "\"0x8086\"",
        ]
    ) { random in
        let entries = (0..<random.number(0...3)).map { _ in random.pick(DeviceSamples.entries) }
        return Array((entries.count == 1 ? entries[0] : "[\(entries.joined(separator: ","))]").utf8)
    } check: { input in
        let text = String(decoding: input, as: UTF8.self)
        var verdict = Verdict.refused
        do {
            let specs = try DeviceSpecReader.specs(text)
            let numbers = specs.flatMap { [$0.vendorID, $0.productID] }.compactMap(\.self)
            try Defect.unless(numbers.allSatisfy { $0.utf8.count == 4 && $0 == $0.lowercased() }, "a number is odd")
            verdict = .accepted
        } catch let error as DeviceSettingErrors {
            try expectSound(error)
        }
        do {
            let aliases = try DeviceAliasReader.aliases(text)
            try Defect.unless(
                aliases.allSatisfy { !$0.key.isEmpty && !$0.value.specs.isEmpty }, "an alias that asks for nothing")
            verdict = .accepted
        } catch let error as DeviceSettingErrors {
            try expectSound(error)
        }
        return verdict
    }

    /// The vital product data of a card, as `/sys` has it.
    static let vitalProductData = FuzzTarget(
        "vital-product-data", words: ["SN", "PN", "RV"], verdicts: [.accepted, .refused]
    ) { random in
        let number = Array("MT\(random.number(0...99_999))".utf8)
        let fields = Array("PN".utf8) + [1, 0x58] + Array("SN".utf8) + [UInt8(number.count)] + number
        return [0x82, 4, 0] + Array("Card".utf8) + [0x90, UInt8(fields.count), 0] + fields + [0x78]
    } check: { input in
        guard let number = VitalProductData.serialNumber(input) else { return .refused }
        try Defect.unless(
            !number.isEmpty && number.utf8.allSatisfy { (0x20...0x7E).contains($0) }, "not fit for a report")
        return .accepted
    }

    private static func expectSound(_ error: DeviceSettingErrors) throws {
        try Defect.unless(!error.problems.isEmpty, "refused without a problem")
        for problem in error.problems { try MessageText.expectSound(field: "", problem.description) }
    }
}

private enum DeviceSamples {
    static let entries = [
        #"{"vendor_id": "8086", "product_id": "*", "address": "0000:81:*.1", "physical_network": "p0"}"#,
        #"{"address": {"bus": "8[2-5]", "function": "[0-3]"}, "trusted": "true", "live_migratable": "no"}"#,
        #"{"devname": "ens1f0", "physical_network": null, "managed": true}"#,
        #"{"name": "gpu", "vendor_id": "10de", "product_id": "1db6", "numa_policy": "required"}"#,
        #"{"name": "nic", "vendor_id": "8086", "product_id": "1515", "device_type": "type-VF"}"#,
    ]
}
