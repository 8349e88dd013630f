import ArgumentParser
import SwiftProtobuf
import Testing
import Wire

@testable import berth

@Suite("The devices of a node as text")
struct NodeDevicesTests {
    private let devices = NodeDevices(DeviceNode.answer)

    @Test("A device in use is shown with its holder, the request that put it there, since when, and who asked")
    func held() throws {
        let text = DeviceListText.people(try #require(devices.entry(of: "81:10.3")))
        let lines = text.split(separator: "\n").map { String($0.replacing(/\ {2,}/, with: ": ")) }
        for line in [
            "device: 0000:81:10.3", "status: allocated", "instance: i-1", "side: own", "asked by: alias nic",
            "claimed by request: key-1", "since: 1970-01-01T00:01:00Z", "pci request: r-1",
            "physical function: 0000:81:00.0",
        ] {
            #expect(lines.contains(line), "\(line) is not in\n\(text)")
        }
    }

    @Test("A device that a claim got later is shown with the later request and its time")
    func takenLater() throws {
        let holder = try #require(devices.entry(of: "81:10.2")?.holder)
        #expect(holder.request == "later-1" && holder.since == "1970-01-01T00:02:00Z")
    }

    @Test("A blocked device says which relative is held, and by whom; a lost one that it goes when it is freed")
    func blocked() throws {
        let function = try #require(devices.entry(of: "0000:81:00.0"))
        #expect(function.status == "unavailable" && !function.isFree && function.pool == nil)
        #expect(
            function.why == "0000:81:10.3 is allocated to i-1; 0000:81:10.2 is claimed to i-2")
        #expect(function.functions == ["0000:81:10.3", "0000:81:10.2", "0000:81:10.1"])
        let lost = try #require(devices.entry(of: "0000:05:00.0"))
        #expect(lost.removeWhenFreed && lost.why.contains("removed when freed"))
        #expect(lost.holder?.side == "new side of m-1" && lost.holder?.asker == "port p-1")
    }

    @Test("A card and its function that are both in use name each other")
    func relativesInUse() throws {
        var answer = DeviceNode.answer
        answer.node.inventory.pciDevices[1].status = .allocated
        answer.node.inventory.pciDevices[1].instanceUuid = "i-4"
        answer.grants.append(.with { $0.pciDevices = [.with { $0.address = "0000:81:00.0" }] })
        let devices = NodeDevices(answer)
        #expect(devices.entry(of: "81:10.3")?.why == "its card 0000:81:00.0 is allocated to i-4")
        let card = try #require(devices.entry(of: "81:00.0"))
        #expect(
            card.why
                == "its function 0000:81:10.3 is allocated to i-1; its function 0000:81:10.2 is claimed to i-2")
        #expect(devices.entry(of: "05:00.0")?.blockedBy == [])
    }

    @Test("A device in use that is reported otherwise says how, and blocks the card that it is reported of")
    func reportedOtherwise() throws {
        var answer = DeviceNode.answer
        var card = answer.node.inventory.pciDevices[1]
        card.address = "0000:81:00.1"
        answer.node.inventory.pciDevices.append(card)
        var moved = answer.node.inventory.pciDevices[2]
        (moved.parentAddress, moved.numaNode, moved.status, moved.instanceUuid) = (card.address, 1, .unspecified, "")
        answer.changedDevices = [moved]
        let devices = NodeDevices(answer)
        #expect(devices.entry(of: "81:00.1")?.why == "0000:81:10.3 is allocated to i-1")
        #expect(devices.entry(of: "81:00.0")?.blockedBy.map(\.address) == ["0000:81:10.3", "0000:81:10.2"])
        let function = try #require(devices.entry(of: "81:10.3"))
        #expect(
            function.why
                == "reported as type-VF 8086:1515 of 0000:81:00.1 near cell 1 now, which counts once it is freed")
        #expect(function.parentAddress == "0000:81:00.0" && function.reportedAs?.numaNode == 1)
        #expect(devices.entry(of: "81:10.2")?.reportedAs == nil)
    }

    @Test("A free device has its pool, told apart by tags")
    func pool() throws {
        let free = try #require(devices.entry(of: "0000:81:10.1"))
        #expect(free.pool?.count == 1 && free.pool?.keys["physical_network"] == "p0")
        #expect(DeviceListText.people(free).contains("1 free: address=0000:81:00.0, "))
        #expect(devices.entry(of: "0000:99:00.0") == nil)
        #expect(
            NodeDevices.notFound("99:00.0", on: "h").message
                == "h has no device 0000:99:00.0: it was not reported, or no device spec matches it.")
    }

    @Test("A tag without a value is shown as that, in the pool as well, and tells pools apart")
    func absent() throws {
        var answer = DeviceNode.answer
        answer.node.inventory.pciDevices[4].tags = [:]
        answer.node.inventory.pciDevices[4].absentTags = ["physical_network", "rack", "traits"]
        var pool = answer.node.usage.pciPools[1]
        pool.keys["physical_network"] = nil
        answer.node.usage.pciPools.append(pool)
        (pool.count, pool.absentKeys) = (3, ["physical_network", "rack"])
        answer.node.usage.pciPools.append(pool)
        let devices = NodeDevices(answer)
        let free = try #require(devices.entry(of: "81:10.1"))
        #expect(free.pool?.count == 3 && free.pool?.absentKeys == ["physical_network", "rack"])
        #expect(DeviceListText.people(free).contains("tags               no physical_network, no rack, no traits\n"))
        let list = DeviceListText.people(devices, all: false)
        #expect(list.contains("remote_managed=false, no physical_network, no rack\n"), "\(list)")
        let json = try JSONReport.line(devices.entries)
        #expect(json.contains(#""absentTags":["physical_network","rack","traits"]"#))
        #expect(json.contains(#""absentKeys":["physical_network","rack"]"#))
    }

    @Test("What is no address of a device is refused before anything is sent")
    func addresses() throws {
        for address in ["0000:81:00.0", "81:1F.7", "10000:e1:00.0"] {
            #expect(try Berth.parseAsRoot(["pci", "show", address, "--host", "h"]) is PciShowCommand)
        }
        for address in ["81", "81:00", "81:20.0", "81:00.8", "0000:81:00.0.0", "eth0", "g1:00.0", ""] {
            #expect(throws: (any Error).self, "\(address)") {
                try Berth.parseAsRoot(["pci", "show", address, "--host", "h"])
            }
        }
    }

    @Test("A list has pools and what is not free, and with all of them the free ones too")
    func list() {
        let short = DeviceListText.people(devices, all: false)
        #expect(short.contains("FREE  ID         TYPE     OF            TAGS"), "\(short)")
        #expect(short.contains("physical_network=p0, remote_managed=false"))
        #expect(!short.contains("0000:81:10.1") && short.contains("0000:81:10.3"))
        let all = DeviceListText.people(devices, all: true)
        #expect(all.contains("0000:81:10.1") && all.contains("WHY"))
        #expect(DeviceListText.people(NodeDevices(.init()), all: true) == "The node has no devices.\n")
    }

    @Test("Programs get all of it by documented names")
    func json() throws {
        let text = try JSONReport.document(devices.entries)
        #expect(text.contains(#""blockedBy""#) && text.contains(#""since" : "1970-01-01T00:01:00Z""#))
    }

    @Test("A node is shown with its pools and holders, and a grant with its devices")
    func others() {
        let node = NodeText.people(DeviceNode.answer)
        #expect(node.contains("Devices, free ones by pool:") && node.contains("0000:05:00.0"))
        let grants = DeviceGrantText.section(DeviceNode.answer.grants)
        #expect(grants.hasPrefix("\nDevices:\n") && grants.contains("alias nic") && grants.contains("port p-1"))
        #expect(DeviceGrantText.section([.init()]).isEmpty)
    }
}

/// A node with a card, three of its functions, and a device that the hypervisor does not report any more.
enum DeviceNode {
    static var answer: Berth_Tracker_V1_GetNodeResponse {
        .with {
            $0.node.inventory.pciDevices = [
                device("0000:05:00.0", .standard, .claimed, instance: "i-3").with { $0.removeWhenFreed = true },
                device("0000:81:00.0", .physicalFunction, .unavailable),
                device("0000:81:10.3", .virtualFunction, .allocated, instance: "i-1"),
                device("0000:81:10.2", .virtualFunction, .claimed, instance: "i-2"),
                device("0000:81:10.1", .virtualFunction, .available).with { $0.tags = ["physical_network": "p0"] },
            ]
            let keys = [
                "vendor_id": "8086", "product_id": "1515", "dev_type": "type-VF", "address": "0000:81:00.0",
                "remote_managed": "false",
            ]
            $0.node.usage.pciPools = [
                pool(keys.merging(["physical_network": "p1"]) { $1 }, 7),
                pool(keys.merging(["physical_network": "p0"]) { $1 }, 1),
            ]
            $0.grants = [
                grant("i-1", "0000:81:10.3", "r-1").with {
                    $0.pciRequests = [request("r-1").with { $0.aliasName = "nic" }]
                },
                grant("i-2", "0000:81:10.2", "r-2").with {
                    $0.pciDevices[0].claimRequestID = "later-1"
                    $0.pciDevices[0].claimTime.seconds = 120
                },
                grant("i-3", "0000:05:00.0", "r-3").with {
                    $0.side = .moveNew
                    $0.migrationUuid = "m-1"
                    $0.pciRequests = [request("r-3").with { $0.requesterID = "p-1" }]
                },
            ]
        }
    }

    private static func device(
        _ address: String, _ type: Berth_Tracker_V1_PciDevice.TypeEnum,
        _ status: Berth_Tracker_V1_PciDevice.Status, instance: String = ""
    ) -> Berth_Tracker_V1_PciDevice {
        .with {
            ($0.address, $0.vendorID, $0.productID) = (address, "8086", "1515")
            ($0.type, $0.status, $0.instanceUuid) = (type, status, instance)
            if type == .virtualFunction { $0.parentAddress = "0000:81:00.0" }
        }
    }

    private static func pool(_ keys: [String: String], _ count: Int32) -> Berth_Tracker_V1_PciPool {
        .with { ($0.keys, $0.count) = (keys, count) }
    }

    private static func request(_ identifier: String) -> Berth_Tracker_V1_PciRequest {
        .with { $0.requestID = identifier }
    }

    private static func grant(_ instance: String, _ address: String, _ request: String) -> Berth_Tracker_V1_Grant {
        .with {
            ($0.instanceUuid, $0.side, $0.claimRequestID) = (instance, .instance, "key-1")
            $0.createTime = .init(seconds: 60, nanos: 7)
            $0.pciDevices = [.with { ($0.address, $0.requestID, $0.status) = (address, request, .allocated) }]
        }
    }
}

extension Berth_Tracker_V1_PciDevice {
    fileprivate func with(_ change: (inout Self) -> Void) -> Self {
        var copy = self
        change(&copy)
        return copy
    }
}

extension Berth_Tracker_V1_Grant {
    fileprivate func with(_ change: (inout Self) -> Void) -> Self {
        var copy = self
        change(&copy)
        return copy
    }
}

extension Berth_Tracker_V1_PciRequest {
    fileprivate func with(_ change: (inout Self) -> Void) -> Self {
        var copy = self
        change(&copy)
        return copy
    }
}
