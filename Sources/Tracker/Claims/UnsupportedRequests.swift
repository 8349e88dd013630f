/// Finds what a claim asks for that is not built yet, so that it is never granted without it.
///
/// The keys are those that create or shape a guest topology (NUMA, 2 and 2.11), and requests for PCI devices.
enum UnsupportedRequests {
    /// The refusal, naming the first key found; absent: the instance asks for plain amounts and named units only.
    static func refusal(_ instance: Instance) -> Refusal? {
        if let key = topologyKey(instance) {
            return refusal("NUMA_TOPOLOGY", "a NUMA topology", key: key)
        }
        if let key = deviceKey(instance) {
            return refusal("PCI_DEVICE", "PCI devices", key: key)
        }
        return nil
    }

    private static func refusal(_ reason: String, _ resource: String, key: String) -> Refusal {
        Refusal(
            .unimplemented, reason: reason,
            message: "\(key) asks for \(resource), which this version cannot place; "
                + "use a flavor and an image that do not ask for it",
            metadata: ["resource": reason, "key": key])
    }

    private static func topologyKey(_ instance: Instance) -> String? {
        if instance.numaTopology != nil { return "numa_topology" }
        return flavorKey(instance.flavor.extraSpecs) ?? imageKey(instance.imageProperties)
    }

    private static func deviceKey(_ instance: Instance) -> String? {
        if !instance.pciRequests.isEmpty { return "pci_requests" }
        let alias = instance.flavor.extraSpecs["pci_passthrough:alias"] ?? ""
        return alias.isEmpty ? nil : "pci_passthrough:alias"
    }

    private static func flavorKey(_ extraSpecs: [String: String]) -> String? {
        extraSpecs.filter { shapesTopology(flavorKey: $0.key, value: $0.value) }.keys.min()
    }

    private static func imageKey(_ properties: [String: String]) -> String? {
        properties.filter { shapesTopology(imageKey: $0.key, value: $0.value) }.keys.min()
    }

    private static func shapesTopology(flavorKey: String, value: String) -> Bool {
        guard !value.isEmpty else { return false }
        switch flavorKey {
        case "hw:numa_nodes", "hw:cpu_thread_policy", "hw:cpu_dedicated_mask": return true
        case "hw:cpu_policy": return value != "shared"
        case "hw:emulator_threads_policy": return value != "share"
        case "hw:cpu_realtime": return isTrue(value)
        case "hw:mem_page_size": return value != "0"
        case "hw:pmem": return value.contains { $0 != "," && $0 != " " }
        default: return shapesTopology(groupedKey: flavorKey, value: value)
        }
    }

    /// Keys with an optional group number: `resources:PCPU`, `resources2:PCPU`, `trait1:HW_CPU_HYPERTHREADING`.
    private static func shapesTopology(groupedKey: String, value: String) -> Bool {
        if isGrouped(groupedKey, prefix: "resources", suffix: ":PCPU") { return Int64(value) != 0 }
        if isGrouped(groupedKey, prefix: "trait", suffix: ":HW_CPU_HYPERTHREADING") {
            return value == "required" || value == "forbidden"
        }
        return false
    }

    private static func shapesTopology(imageKey: String, value: String) -> Bool {
        guard !value.isEmpty else { return false }
        switch imageKey {
        case "hw_numa_nodes", "hw_cpu_thread_policy": return true
        case "hw_cpu_policy": return value != "shared"
        case "hw_mem_page_size": return value != "0"
        case "trait:HW_CPU_HYPERTHREADING": return value == "required"
        default: return false
        }
    }

    private static func isGrouped(_ key: String, prefix: String, suffix: String) -> Bool {
        guard key.hasPrefix(prefix), key.hasSuffix(suffix), key.utf8.count >= prefix.utf8.count + suffix.utf8.count
        else { return false }
        return key.dropFirst(prefix.count).dropLast(suffix.count).allSatisfy { $0.isASCII && $0.isNumber }
    }

    /// How a boolean is written in an extra specification (NUMA, 2).
    private static func isTrue(_ value: String) -> Bool {
        let trimmed = value.lowercased().drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed()
        return ["1", "t", "true", "on", "y", "yes"].contains(String(trimmed))
    }
}
