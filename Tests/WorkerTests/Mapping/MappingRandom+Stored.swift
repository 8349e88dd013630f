import Tracker

extension MappingRandom {
    mutating func fact() -> Fact { Fact(time: instant(), body: body()) }

    private mutating func body() -> Fact.Body {
        let instance = InstanceIdentifier(host: text(), uuid: uuid())
        return switch Int.random(in: 0...13, using: &self) {
        case 0:
            .nodeReported(
                NodeReported(
                    node: node(), uuid: uuid(), inventory: inventory(), untrackedRelatives: inventory().pciDevices,
                    reserved: reserved(), ratios: ratios(), serviceID: text(), isCreated: flag()))
        case 1: .nodeEnabledChanged(NodeEnabledChanged(node: node(), isEnabled: flag(), reason: text()))
        case 2: .nodeRemoved(NodeRemoved(node: node(), isForced: flag()))
        case 3: .instanceClaimed(claimed())
        case 4: .claimReleased(released())
        case 5: .instanceUpdated(InstanceUpdated(host: text(), instance: self.instance()))
        case 6:
            .leaseRenewed(
                LeaseRenewed(instance: instance, node: text(), migrationUUID: text(), leaseEndTime: instant()))
        case 7: .leaseCleared(LeaseCleared(instance: instance, node: text(), migrationUUID: text()))
        case 8: .migrationChanged(migrationChanged())
        case 9:
            .migrationForgotten(
                MigrationForgotten(
                    migration: MigrationIdentifier(
                        host: instance.host, uuid: instance.uuid, side: element(MoveSide.self)),
                    node: NodeIdentifier(host: instance.host, name: text()), released: list { $0.grant() },
                    cause: maybe { $0.element(ReleaseCause.self) }))
        case 10:
            .driftFound(
                DriftFound(
                    node: node(),
                    drifts: list {
                        Drift(
                            $0.element(Drift.Kind.self), subject: $0.text(), message: $0.text(), isRepaired: $0.flag())
                    }))
        case 11: .metricsReported(MetricsReported(node: node(), hostIP: text(), metrics: list { $0.metric() }))
        case 12: .orphanMemoryChanged(OrphanMemoryChanged(node: node(), mebibytes: number()))
        case 13:
            .devicesChanged(
                DevicesChanged(
                    instance: instance, node: NodeIdentifier(host: instance.host, name: text()),
                    side: element(GrantSide.self), migrationUUID: text(), devices: list { $0.device() },
                    requests: list { $0.pciRequest() }, changed: list { $0.text() }, freed: list { $0.text() },
                    ports: maybe { $0.list { $0.pciRequest() } }))
        default: .buildResultReported(BuildResultReported(node: node(), failedBuilds: number()))
        }
    }

    /// A claim whose lease is what its times say, as the core makes it.
    private mutating func claimed() -> InstanceClaimed {
        var grant = grant()
        grant.createTime = Instant(nanoseconds: number(0...1 << 60))
        let lease = maybe { $0.number(1...1 << 50) }
        grant.leaseEndTime = lease.map { grant.createTime.advanced(byNanoseconds: $0) }
        return InstanceClaimed(instance: instance(), grant: grant, leaseNanoseconds: lease)
    }

    private mutating func released() -> ClaimReleased {
        let grant = grant()
        return ClaimReleased(
            instance: InstanceIdentifier(host: text(), uuid: uuid()), grant: grant,
            cause: element(ReleaseCause.self), after: maybe { $0.instance() })
    }

    private mutating func migrationChanged() -> MigrationChanged {
        var record = migrationRecord()
        // A fact does not say the generation: it is set when the fact is applied.
        record.generation = 0
        return MigrationChanged(
            record: record, previousStatus: maybe { $0.element(MigrationStatus.self) }, released: list { $0.grant() },
            granted: list { $0.grant() }, instance: maybe { $0.instance() },
            cause: maybe { $0.element(ReleaseCause.self) })
    }

    private mutating func migrationRecord() -> MigrationRecord {
        var migration = migration()
        let side = element(MoveSide.self)
        let node = side == .source ? migration.source : migration.destination ?? place()
        if side == .destination { migration.destination = node }
        return MigrationRecord(
            side: side, migration: migration, node: node, leaseNanoseconds: maybe { $0.number(.min ... .max) },
            requests: maybe { random in
                MoveRequests(
                    before: random.list { $0.pciRequest() }, after: random.list { $0.pciRequest() })
            }, generation: number())
    }

    mutating func migration() -> Migration {
        Migration(
            uuid: uuid(), instanceUUID: uuid(), type: element(MigrationType.self),
            status: element(MigrationStatus.self), source: place(), destination: maybe { $0.place() },
            oldFlavor: maybe { $0.flavor() }, newFlavor: maybe { $0.flavor() }, createTime: instant(),
            updateTime: maybe { $0.instant() }, destinationIP: text(), isClaimless: flag(), isSourceCleaned: flag())
    }

    /// A node with both of its names.
    private mutating func place() -> NodeIdentifier { NodeIdentifier(host: "h" + text(), name: "n" + text()) }

    mutating func metric() -> Metric {
        Metric(
            name: text(), value: maybe { $0.ratio() }, time: instant(), source: text(),
            numaValues: list { Metric.CellValue(cell: $0.small(), value: $0.ratio()) })
    }

    mutating func entity() -> Entity {
        switch Int.random(in: 0...3, using: &self) {
        case 0:
            .node(
                NodeRecord(
                    identifier: node(), uuid: uuid(), inventory: inventory(),
                    untrackedRelatives: inventory().pciDevices, reserved: reserved(), ratios: ratios(),
                    isEnabled: flag(), disableReason: text(), serviceID: text(), createTime: instant()))
        case 1:
            .nodeCounters(
                NodeCounters(
                    identifier: node(), generation: number(), failedBuilds: number(), updateTime: instant(),
                    lastRelease: number(), orphanMebibytes: number()))
        case 2: .migration(migrationRecord())
        default:
            .instance(
                InstanceRecord(
                    host: text(), instance: instance(), grants: list { $0.grant() },
                    leaseNanoseconds: maybe { $0.number(.min ... .max) }, generation: number()))
        }
    }
}
