import Testing
import Tracker
import Wire

@testable import Worker

/// What subscribers hear when devices change hands: each change once, with the devices as they are afterwards.
@Suite("Events of devices")
struct DeviceEventTests {
    private let source = NodeIdentifier(host: "a", name: "a")
    private let destination = NodeIdentifier(host: "b", name: "b")
    private let gpu = PCIRequest(
        requestID: "r", aliasName: "gpu", count: 1, specs: [PCISpec(matches: ["vendor_id": "10de"])])

    private func instance() -> Instance {
        Instance(
            uuid: "i", projectID: "project", flavor: Flavor(id: "f", vcpus: 1, memoryMebibytes: 128), vmState: .active,
            host: "a", node: "a")
    }

    /// The device events of a command, as `instance address status owner`.
    private func changes(_ command: Command, _ state: inout State) -> [String] {
        var policy = Policy()
        policy.devices.specs = [DeviceSpec()]
        let context = CommandContext(requestKey: "key", now: Instant(nanoseconds: 1))
        guard case .accepted(let facts, _) = decide(state, command, context, policy: policy) else {
            Issue.record("\(command) is refused")
            return []
        }
        return facts.flatMap { fact in
            state.evolve(fact)
            return EventMapping.events(for: fact, in: state)
        }.compactMap { draft in
            guard case .pciDevicesChanged(let body) = draft.body else { return nil }
            let devices = body.devices.map { device in
                ["\(device.address)", "\(device.status)", device.instanceUuid].joined(separator: " ").trimmingSpace
            }
            return "\(draft.host) \(body.instanceUuid): " + devices.joined(separator: ", ")
        }
    }

    private func site() -> State {
        var state = State()
        for (number, node) in [source, destination].enumerated() {
            var inventory = Inventory(vcpus: 8, memoryMebibytes: 4096, localGibibytes: 100)
            inventory.pciDevices = ["0000:05:00.0", "0000:06:00.0"].map {
                PCIDevice(address: $0, vendorID: "10de", productID: "1db6", type: .standard)
            }
            let report = ReportInventory(node: node, nodeUUID: "\(number)", inventory: inventory)
            #expect(changes(.reportInventory(report), &state) == [])
        }
        return state
    }

    private func report(_ type: MigrationType, _ status: MigrationStatus? = nil) -> MigrationReport {
        MigrationReport(
            uuid: "m", instanceUUID: "i", type: type, status: status, source: source,
            destination: status == nil ? nil : destination)
    }

    @Test("A claim takes devices, requests of their own take, use and free some, the end frees the rest")
    func life() {
        var state = site()
        var asking = instance()
        asking.pciRequests = [gpu]
        #expect(
            changes(.claimInstance(ClaimInstance(node: source, instance: asking)), &state)
                == ["a i: 0000:05:00.0 allocated i"])
        var other = gpu
        other.requestID = "s"
        let claim = ClaimDevices(node: source, instanceUUID: "i", requests: [other])
        #expect(changes(.claimDevices(claim), &state) == ["a i: 0000:06:00.0 claimed i"])
        #expect(
            changes(.allocateDevices(AllocateDevices(node: source, instanceUUID: "i")), &state)
                == ["a i: 0000:06:00.0 allocated i"])
        let free = FreeDevices(node: source, instanceUUID: "i", addresses: ["0000:06:00.0"])
        #expect(changes(.freeDevices(free), &state) == ["a i: 0000:06:00.0 available"])
        let abort = AbortInstanceClaim(node: source, instanceUUID: "i")
        #expect(changes(.abortInstanceClaim(abort), &state) == ["a i: 0000:05:00.0 available"])
    }

    @Test("A resize takes at the destination, changes nothing at the hand-over, and frees at the source")
    func resize() {
        var state = site()
        var asking = instance()
        asking.pciRequests = [gpu]
        _ = changes(.claimInstance(ClaimInstance(node: source, instance: asking)), &state)
        let claim = ClaimMove(
            node: destination, instance: asking, newFlavor: Flavor(id: "g", vcpus: 2, memoryMebibytes: 128),
            migration: report(.resize), pciRequests: [gpu])
        #expect(changes(.claimMove(claim), &state) == ["b i: 0000:05:00.0 allocated i"])
        for status in [MigrationStatus.migrating, .postMigrating] {
            let told = UpdateMigration(
                host: "a", migrationUUID: "m", status: status, migration: report(.resize, .preMigrating))
            #expect(changes(.updateMigration(told), &state) == [])
        }
        #expect(changes(.finishMove(FinishMove(node: destination, migrationUUID: "m")), &state) == [])
        #expect(
            changes(
                .confirmMove(
                    ConfirmMove(node: source, migrationUUID: "m", migration: report(.resize, .finished))), &state)
                == ["a i: 0000:05:00.0 available"])
    }

    @Test("A live migration that is finished before its devices are allocated tells that they are in use")
    func finishedFirst() {
        var state = site()
        _ = changes(.claimInstance(ClaimInstance(node: source, instance: instance())), &state)
        let claim = ClaimMove(node: destination, instance: instance(), migration: report(.liveMigration))
        #expect(changes(.claimMove(claim), &state) == [])
        let devices = ClaimDevices(node: destination, instanceUUID: "i", requests: [gpu], migrationUUID: "m")
        #expect(changes(.claimDevices(devices), &state) == ["b i: 0000:05:00.0 claimed i"])
        for status in [MigrationStatus.queued, .preparing, .running, .completed] {
            let told = UpdateMigration(
                host: "a", migrationUUID: "m", status: status, migration: report(.liveMigration, .accepted))
            #expect(changes(.updateMigration(told), &state) == [])
        }
        #expect(
            changes(.finishMove(FinishMove(node: destination, migrationUUID: "m")), &state)
                == ["b i: 0000:05:00.0 allocated i"])
    }
}

extension String {
    fileprivate var trimmingSpace: String { hasSuffix(" ") ? String(dropLast()) : self }
}
