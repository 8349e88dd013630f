import Tracker

extension NaiveModel {
    mutating func update(_ command: UpdateInstance, now: Int64) -> String {
        let new = command.instance
        let index = guests.firstIndex { $0.uuid == new.uuid && $0.host == command.node.host }
        guard let index else { return "updated tracked=false released=false" }
        let guest = guests[index]
        if guest.node != command.node.name { return "WRONG_NODE" }
        if let clock = guest.clock, let time = new.updateTime?.nanoseconds, time < clock { return "STALE_UPDATE" }
        if isGone(new) {
            guests.remove(at: index)
            return "updated tracked=true released=true"
        }
        if command.hasFlavor && new.flavor.id != guest.flavorID { return "FLAVOR_CHANGED" }
        if let isVolumeBacked = new.isVolumeBacked, isVolumeBacked != guest.isVolumeBacked {
            return "VOLUME_BACKED_CHANGED"
        }
        guests[index].vm = new.vmState?.rawValue ?? "None"
        guests[index].task = new.taskState?.rawValue ?? "None"
        if new.projectID != "" { guests[index].project = new.projectID }
        if new.osType != "" { guests[index].system = new.osType }
        if let time = new.updateTime?.nanoseconds { guests[index].clock = time }
        if guest.lease != nil && new.vmState == .active {
            guests[index].lease = nil
            guests[index].leaseEnd = nil
        } else if let lease = guest.lease, let end = guest.leaseEnd {
            guests[index].leaseEnd = max(end, now + lease)
        }
        return "updated tracked=true released=false"
    }

    /// Whether an instance in this state may hold nothing.
    func isGone(_ instance: Instance) -> Bool {
        let vm = instance.vmState?.rawValue
        return vm == "deleted" || (vm == "shelved_offloaded" && instance.taskState?.rawValue != "spawning")
    }
}
