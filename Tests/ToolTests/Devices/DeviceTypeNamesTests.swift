import Foundation
import Testing
import Wire

@testable import berth

@Suite("Types of devices in files")
struct DeviceTypeNamesTests {
    private func report(_ type: String, field: String = "pciDevices", rest: String = "") -> [UInt8] {
        Array(
            """
            {"host": "h", "nodeUuid": "u", "inventory": {"memoryMb": "9007199254740993", "ratios": {"cpu": 16.5},
             "\(field)": [{"address": "0000:05:00.0", "type": "STANDARD"},
                           {"address": "0000:06:00.0", "type": \(type)}]}
             \(rest)}
            """.utf8)
    }

    private func read(_ json: [UInt8]) throws -> Berth_Tracker_V1_ReportInventoryRequest {
        try JSONArgument.message(
            Berth_Tracker_V1_ReportInventoryRequest.self, from: String(decoding: json, as: UTF8.self), option: "--file")
    }

    @Test(
        "The schema's names and those of specs and tables mean the same, and nothing else changes",
        arguments: [
            (#""STANDARD""#, Berth_Tracker_V1_PciDevice.TypeEnum.standard), (#""type-PCI""#, .standard),
            (#""type-PF""#, .physicalFunction), (#""type-VF""#, .virtualFunction), (#""vdpa""#, .vdpa),
            (#""VDPA""#, .vdpa), ("2", .physicalFunction),
        ])
    func taken(type: String, means: Berth_Tracker_V1_PciDevice.TypeEnum) throws {
        for field in ["pciDevices", "pci_devices"] {
            let message = try read(report(type, field: field))
            #expect(message.inventory.pciDevices.map(\.type) == [.standard, means])
            #expect(message.inventory.memoryMb == 9_007_199_254_740_993 && message.inventory.ratios.cpu == 16.5)
        }
    }

    @Test("A type that is none is named with its place and with those that are")
    func unknown() throws {
        do throws(ToolError) {
            _ = try JSONArgument.message(
                Berth_Tracker_V1_ReportInventoryRequest.self,
                from: String(decoding: report(#""type-pci""#), as: UTF8.self), option: "report.json")
            Issue.record("A type that is none was taken.")
        } catch {
            let known = "PHYSICAL_FUNCTION (type-PF), VIRTUAL_FUNCTION (type-VF), VDPA (vdpa)"
            let what = #"report.json: inventory.pciDevices[1].type is "type-pci"; it must be one of "#
            #expect(error.message == what + "STANDARD (type-PCI), " + known)
            #expect(error.status == .invalidArgument)
        }
    }

    @Test("What is wrong otherwise is told as before, beside names that are mended too")
    func otherwise() {
        for type in [#""STANDARD""#, #""type-PF""#] {
            do {
                _ = try read(report(type, rest: #","nodes": 1"#))
                Issue.record("A field that is none was taken.")
            } catch {
                #expect("\(error)".contains("'nodes'"), "\(error)")
            }
        }
        #expect(DeviceTypeNames.read(Array("[".utf8)) == .unchanged)
    }
}
