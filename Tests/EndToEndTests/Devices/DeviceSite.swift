import EndToEndTestSupport
import SwiftProtobuf
import Testing
import Wire

/// A site whose worker tracks every device and knows the names `gpu` and `nic`.
struct DeviceSite {
    /// Where everything is.
    let site: Site
    /// A client.
    let caller: Caller
    /// The worker.
    var worker: WorkerProcess

    private static let settings = [
        "--pci-device-specs", #"[{"vendor_id": "8086", "physical_network": "p0"}, {}]"#,
        "--pci-aliases",
        #"[{"name": "gpu", "vendor_id": "10de", "product_id": "1db6"},"#
            + #" {"name": "nic", "vendor_id": "8086", "product_id": "1515", "device_type": "type-VF"}]"#,
    ]

    /// A fresh one.
    static func make() async throws -> DeviceSite {
        let site = try await Site.make()
        let worker = try await site.serve(settings)
        return DeviceSite(site: site, caller: try await .open(site.url), worker: worker)
    }

    /// Kills the worker, and starts it again on the same store.
    mutating func crash() async throws {
        try await worker.kill()
        worker = try await site.serve(Self.settings)
    }

    /// Ends the worker, and checks its store.
    func verify() async throws {
        #expect(try await worker.stop() == .exited(0))
        let verified = try await Tool.read(site, ["verify"])
        #expect(verified.status == 0, "\(verified.output)")
        await caller.close()
    }

    /// Reports a host with a GPU, and a card with four functions; some may be missing.
    func report(_ host: String, without missing: Set<String> = []) async throws {
        var inventory = Fixture.inventory()
        inventory.pciDevices = Self.devices.filter { !missing.contains($0.address) }
        try await caller.report(host, inventory)
    }

    /// What is reported: `05:00.0`, and `81:00.0` with `81:10.0` to `.3`.
    static var devices: [Berth_Tracker_V1_PciDevice] {
        [
            device("0000:05:00.0", "10de", "1db6", .standard),
            device("0000:81:00.0", "8086", "1528", .physicalFunction),
        ] + (0..<4).map { device("0000:81:10.\($0)", "8086", "1515", .virtualFunction, parent: "0000:81:00.0") }
    }

    private static func device(
        _ address: String, _ vendor: String, _ product: String, _ type: Berth_Tracker_V1_PciDevice.TypeEnum,
        parent: String = ""
    ) -> Berth_Tracker_V1_PciDevice {
        .with {
            ($0.address, $0.vendorID, $0.productID) = (address, vendor, product)
            ($0.type, $0.parentAddress) = (type, parent)
        }
    }

    /// An instance whose flavor asks for devices by their names.
    func instance(_ uuid: String, _ aliases: String, state: String = "building") -> Berth_Tracker_V1_Instance {
        var instance = Fixture.instance(uuid, state: state)
        instance.flavor.extraSpecs = ["pci_passthrough:alias": aliases]
        return instance
    }

    /// Claims an instance with devices; what it was granted.
    func claim(_ host: String, _ uuid: String, _ aliases: String) async throws -> Berth_Tracker_V1_Grant {
        let call = try Fixture.claim(host, instance(uuid, aliases))
        return try await caller.apply(call, Berth_Tracker_V1_ClaimInstanceResponse.self).grant
    }

    /// What a device of a host is now: `allocated`, or nothing if there is none.
    func status(_ host: String, _ address: String) async throws -> Berth_Tracker_V1_PciDevice.Status? {
        try await caller.node(host).node.inventory.pciDevices.first { $0.address == address }?.status
    }

    /// How many devices of a host are free, as its pools say.
    func free(_ host: String) async throws -> Int32 {
        try await caller.node(host).node.usage.pciPools.reduce(0) { $0 + $1.count }
    }
}
