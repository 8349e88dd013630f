import Tracker

extension MappingRandom {
    mutating func fact() -> Fact { Fact(time: instant(), body: body()) }

    private mutating func body() -> Fact.Body {
        let instance = InstanceIdentifier(host: text(), uuid: uuid())
        return switch Int.random(in: 0...8, using: &self) {
        case 0:
            .nodeReported(
                NodeReported(
                    node: node(), uuid: uuid(), inventory: inventory(), reserved: reserved(), ratios: ratios(),
                    serviceID: text(), isCreated: flag()))
        case 1: .nodeEnabledChanged(NodeEnabledChanged(node: node(), isEnabled: flag(), reason: text()))
        case 2: .nodeRemoved(NodeRemoved(node: node(), isForced: flag()))
        case 3: .instanceClaimed(claimed())
        case 4: .claimReleased(released())
        case 5: .instanceUpdated(InstanceUpdated(host: text(), instance: self.instance()))
        case 6: .leaseRenewed(LeaseRenewed(instance: instance, node: text(), leaseEndTime: instant()))
        case 7: .leaseCleared(LeaseCleared(instance: instance, node: text()))
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

    mutating func entity() -> Entity {
        switch Int.random(in: 0...2, using: &self) {
        case 0:
            .node(
                NodeRecord(
                    identifier: node(), uuid: uuid(), inventory: inventory(), reserved: reserved(), ratios: ratios(),
                    isEnabled: flag(), disableReason: text(), serviceID: text(), createTime: instant()))
        case 1:
            .nodeCounters(
                NodeCounters(
                    identifier: node(), generation: number(), failedBuilds: number(), updateTime: instant()))
        default:
            .instance(
                InstanceRecord(
                    host: text(), instance: instance(), grants: list { $0.grant() },
                    leaseNanoseconds: maybe { $0.number(.min ... .max) }))
        }
    }
}
