import Testing

@testable import Tracker

/// Audits with devices that the database has recorded: right ones, wrong ones, others' ones, ones that there are not.
extension RandomDeviceRun {
    /// Compares a node with a database that is more or less right.
    mutating func audit(_ index: Int, _ place: Comment) {
        let node = nodes[index]
        let before = host.shard.state.grants(on: node)
        var command = inputs(before, on: node)
        if chance(30) {
            change(index)
            command.inventory = inventory(index)
        }
        if chance(10), let generation = host.shard.state.node(node)?.generation {
            command.generation = max(1, generation - Int64(pick([0, 1, 5])))
        }
        number += 1
        let key = "audit \(number)"
        guard case .nodeAudited(_, let drifts, _)? = run("audit", .auditNode(command), key: key, gives: true, place)
        else { return }
        let isReported = command.inventory != nil
        stored[index] = (isReported ? reported[index] : stored[index]).map(kept)
        checkKept(before, on: node, place)
        for grant in host.shard.state.grants(on: node) where grant.claimRequestID == key {
            let recorded = command.recorded.first {
                $0.instanceUUID == grant.instanceUUID && $0.side == grant.side
                    && (grant.side == .instance || $0.migrationUUID == grant.migrationUUID)
            }
            checkTakenIn(grant, recorded?.pciDevices ?? [], index, drifts, place)
        }
        checkTold(command, before, index, drifts, place)
    }

    /// The node is found under another host, which all that is listed there goes with.
    mutating func takeOver(_ index: Int, _ place: Comment) {
        let (earlier, before) = (nodes[index], host.shard.state.grants(on: nodes[index]))
        number += 1
        let node = NodeIdentifier(host: "host \(number)", name: "N")
        var command = inputs(before, on: node)
        command.nodeUUID = Self.uuid(index)
        if chance(50) { change(index) }
        command.inventory = inventory(index)
        let answer = run("take over", .auditNode(command), key: "audit \(number)", gives: true, place)
        guard case .nodeAudited(_, let drifts, _)? = answer else { return }
        (nodes[index], stored[index]) = (node, kept(reported[index]))
        #expect(host.shard.state.node(earlier) == nil, place)
        for grant in host.shard.state.grants(on: node) where grant.side == .instance {
            let inherited = before.first { $0.instanceUUID == grant.instanceUUID && $0.side == .instance }
            let recorded = command.recorded.first { $0.instanceUUID == grant.instanceUUID && $0.side == .instance }
            if inherited?.pciDevices.isEmpty == false { count("devices that go with a node") }
            checkTakenIn(grant, (inherited ?? recorded)?.pciDevices ?? [], index, drifts, place)
        }
        // A move whose one end is gone goes on nowhere.
        for move in moves where [move.source, move.destination].contains(earlier) {
            for side in MoveSide.allCases where move.node(side) != earlier {
                run("abort", move.abort(side, .error), place)
            }
        }
    }

    // MARK: Inputs

    private mutating func inputs(_ held: [Grant], on node: NodeIdentifier) -> AuditNode {
        var command = AuditNode(node: node)
        var records: [MigrationRecord] = []
        for number in 1...10 {
            let uuid = Fixture.uuid(number)
            let own = held.first { $0.instanceUUID == uuid && $0.side == .instance }
            let sides = host.shard.state.migrationRecords(ofInstance: uuid).filter { side in
                side.migration.status.isOpen && [side.migration.source, side.migration.destination].contains(node)
            }
            records += sides
            guard chance(own != nil ? 85 : sides.isEmpty ? 10 : 80) else { continue }
            let home = home(of: uuid)
            var instance = home?.instance ?? DeviceShard.instance(number, [])
            let place = own != nil || home == nil || chance(10) ? node : home?.node ?? node
            (instance.host, instance.node, instance.isDeleted) = (place.host, place.name, chance(4))
            if let side = sides.first, chance(60) {
                instance.taskState = side.migration.type == .liveMigration ? .migrating : .resizeMigrating
            }
            command.instances.append(instance)
            command.recorded += recorded(uuid, own, held, on: node)
            for side in sides where chance(60) {
                let devices = devices(of: held.first { $0.migrationUUID == side.migration.uuid }, held)
                command.recorded.append(
                    Grant(
                        instanceUUID: uuid, node: node, pciDevices: devices, migrationUUID: side.migration.uuid,
                        side: .moveNew))
            }
        }
        if chance(30) { listMoveIn(&command, held) }
        command.instances.shuffle(using: &random)
        var known: Set<String> = []
        for side in records where known.insert(side.migration.uuid).inserted && chance(85) {
            command.migrations.append(Self.report(side.migration))
        }
        return command
    }

    /// A move to the node of which only the database knows.
    private mutating func listMoveIn(_ command: inout AuditNode, _ held: [Grant]) {
        let uuid = Fixture.uuid(Int.random(in: 1...10, using: &random))
        let isKnown =
            home(of: uuid) != nil || command.instances.contains { $0.uuid == uuid }
            || !host.shard.state.migrationRecords(ofInstance: uuid).isEmpty
        guard !isKnown, let source = nodes.first(where: { $0 != command.node }) else { return }
        var instance = DeviceShard.instance(1, [])
        (instance.uuid, instance.host, instance.node) = (uuid, source.host, source.name)
        instance.taskState = .resizePrep
        number += 1
        let move = Move(.coldMigration, of: instance, from: source, to: command.node, number: 20_000 + number)
        moves.append(move)
        command.instances.append(instance)
        command.migrations.append(move.report(.preMigrating))
        command.recorded.append(
            Grant(
                instanceUUID: uuid, node: command.node, pciDevices: devices(of: nil, held), migrationUUID: move.uuid,
                side: .moveNew))
    }

    private static func report(_ migration: Migration) -> MigrationReport {
        MigrationReport(
            uuid: migration.uuid, instanceUUID: migration.instanceUUID, type: migration.type, status: migration.status,
            source: migration.source, destination: migration.destination, oldFlavor: migration.oldFlavor,
            newFlavor: migration.newFlavor, createTime: migration.createTime, updateTime: migration.updateTime)
    }

    private mutating func recorded(
        _ uuid: String, _ own: Grant?, _ held: [Grant], on node: NodeIdentifier
    ) -> [Grant] {
        guard chance(own == nil ? 80 : 60) else { return [] }
        return [Grant(instanceUUID: uuid, node: node, pciDevices: devices(of: own, held))]
    }

    /// What is held, or something else: with others' devices, relatives, one twice, and ones that nobody knows.
    private mutating func devices(of own: Grant?, _ held: [Grant]) -> [PCIDevice] {
        if let own, chance(50) { return own.pciDevices }
        let others = held.flatMap(\.pciDevices)
        return (0..<pick([0, 1, 2, 3, 5])).map { _ in
            var device = chance(30) && !others.isEmpty ? pick(others) : pick(Self.universe)
            if chance(10) { device = SpecHost.gpu("0000:98:00.\(pick([0, 1]))", numaNode: 0) }
            let cards = ["0000:81:00.0", "0000:82:00.0", "0000:98:00.0"].filter { $0 != device.address }
            if chance(10) { device.parentAddress = pick(cards) }
            number += 1
            device.requestID = Fixture.uuid(10_000 + number)
            device.status = pick([nil, .claimed, .allocated, .available])
            return device
        }
    }

    // MARK: What must come of them

    /// A claim that is held still has the devices that it had.
    private func checkKept(_ before: [Grant], on node: NodeIdentifier, _ place: Comment) {
        let after = host.shard.state.grants(on: node)
        for old in before {
            let new = after.first { $0.isSameClaim(as: old) && $0.instanceUUID == old.instanceUUID }
            #expect(new == nil || new?.pciDevices == old.pciDevices, place)
        }
    }

    /// What is taken in has each recorded device that nothing speaks against, in order, and of the others it is told.
    private mutating func checkTakenIn(
        _ grant: Grant, _ recorded: [PCIDevice], _ index: Int, _ drifts: [Drift], _ place: Comment
    ) {
        let others = host.shard.state.grants(on: nodes[index]).filter { $0 != grant }.flatMap(\.pciDevices)
        var (kept, refused) = ([PCIDevice](), [PCIDevice]())
        for device in recorded {
            let left = grant.pciDevices.dropFirst(kept.count).first
            if let left, left.address == device.address, left.requestID == device.requestID {
                #expect(!(others + kept).contains { excludes($0, left, index) }, place)
                #expect(left.status == (device.status == .claimed ? .claimed : .allocated), place)
                kept.append(left)
            } else {
                // What a side of a move is refused may have been let go of later in the audit.
                let isOthers = (others + kept).contains { excludes($0, device, index) }
                #expect(isOthers || grant.side != .instance, place)
                refused.append(device)
            }
        }
        #expect(kept == grant.pciDevices, place)
        for device in refused {
            let isTold = drifts.contains {
                $0.kind == .invalidItem && $0.subject == grant.instanceUUID && $0.message.contains(device.address)
            }
            #expect(isTold, place)
        }
        if !kept.isEmpty { count("take in \(grant.side)") }
        if !refused.isEmpty { count("refuse in \(grant.side)") }
    }

    /// Whether two devices are one, or a card and its function, by their grants or by the latest report.
    private func excludes(_ held: PCIDevice, _ device: PCIDevice, _ index: Int) -> Bool {
        let reported = stored[index].map(counted) ?? []
        func cards(_ device: PCIDevice) -> Set<String> {
            let now = reported.first { $0.address == device.address }?.parentAddress ?? ""
            return Set([device.parentAddress, now]).subtracting(["", device.address])
        }
        return held.address == device.address || cards(held).contains(device.address)
            || cards(device).contains(held.address)
    }

    /// Lost devices are told, and devices that the database has otherwise; what is as it was is not.
    private mutating func checkTold(
        _ command: AuditNode, _ before: [Grant], _ index: Int, _ drifts: [Drift], _ place: Comment
    ) {
        let after = host.shard.state.grants(on: nodes[index])
        let reported = stored[index].map(counted) ?? []
        let told = Set(drifts.filter { $0.kind == .lostDevice }.map(\.subject))
        for device in after.flatMap(\.pciDevices) {
            let now = reported.first { $0.address == device.address }
            if now == nil { count("lost") }
            let isSame = now.map { [$0.vendorID, $0.productID] == [device.vendorID, device.productID] } ?? false
            #expect(now != nil || told.contains(device.address), place)
            #expect(!isSame || now?.type != device.type || !told.contains(device.address), place)
        }
        for own in before where own.side == .instance && after.contains(own) {
            let instances = command.instances.filter { $0.uuid == own.instanceUUID && $0.host == own.node.host }
            let recorded = command.recorded.first { $0.instanceUUID == own.instanceUUID && $0.side == .instance }
            guard !instances.isEmpty, let recorded,
                Set(recorded.pciDevices.map(\.address)) != Set(own.pciDevices.map(\.address))
            else { continue }
            count("other devices")
            let isTold = drifts.contains {
                $0.subject == own.instanceUUID && [.usageMismatch, .changedSince].contains($0.kind)
            }
            #expect(isTold, place)
        }
    }
}
