import Tracker
import Wire

/// What is held on a node, and how far its host says that the move is: as observed, or as a page says.
struct FlowObservation: Equatable {
    private struct Held: Hashable {
        let side: Berth_Tracker_V1_Grant.Side
        let instance: String
        let size: FlowFlavor
        let claimedDevices: Int
        let allocatedDevices: Int
    }

    private let used: FlowFlavor
    private let grants: [Held: Int]
    private let status: String

    /// What a page says.
    init(_ side: FlowSide, _ shared: [String: String], instance: String) {
        var used = FlowFlavor(vcpus: 0, memoryMebibytes: 0, diskMebibytes: 0)
        var grants: [Held: Int] = [:]
        for grant in side.holds {
            guard let size = FlowFlavor.of(grant.flavor, shared) else { continue }
            used.vcpus += size.vcpus
            used.memoryMebibytes += size.memoryMebibytes
            used.diskMebibytes += size.diskMebibytes
            let wire: Berth_Tracker_V1_Grant.Side =
                switch grant.side {
                case .instance: .instance
                case .moveNew: .moveNew
                case .moveOld: .moveOld
                }
            let held = Held(
                side: wire, instance: instance, size: size, claimedDevices: grant.claimedDevices,
                allocatedDevices: grant.allocatedDevices)
            grants[held, default: 0] += 1
        }
        self.used = used
        self.grants = grants
        status = side.move?.rawValue ?? "none"
    }

    /// What a node says, which has no reserve; and its host of the move.
    init(_ node: Berth_Tracker_V1_GetNodeResponse, status: String?) {
        let usage = node.node.usage
        used = FlowFlavor(
            vcpus: usage.vcpusUsed, memoryMebibytes: usage.memoryMbUsed, diskMebibytes: usage.diskMbUsed)
        var grants: [Held: Int] = [:]
        for grant in node.grants {
            let size = FlowFlavor(
                vcpus: grant.vcpus, memoryMebibytes: grant.memoryMb, diskMebibytes: grant.diskMb)
            let held = Held(
                side: grant.side, instance: grant.instanceUuid, size: size,
                claimedDevices: grant.pciDevices.count { $0.status == .claimed },
                allocatedDevices: grant.pciDevices.count { $0.status == .allocated })
            grants[held, default: 0] += 1
        }
        self.grants = grants
        self.status = status ?? "none"
    }
}
