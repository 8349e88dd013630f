/// The cells that a claim asks for (NUMA, 4.2): those stored with the instance, else what flavor and image ask for.
enum RequestedTopology {
    /// The request; absent: none is needed.
    static func of(_ instance: Instance) -> Result<InstanceTopology?, Refused> {
        if let stored = instance.numaTopology {
            if let refusal = mismatch(stored, instance) { return .failure(Refused(refusal)) }
            return .success(stored.request)
        }
        // Nearly all claims ask for nothing of the kind.
        if instance.flavor.extraSpecs.isEmpty, instance.imageProperties.isEmpty { return .success(nil) }
        do {
            return .success(
                try TopologyConstraints.topology(flavor: instance.flavor, imageProperties: instance.imageProperties))
        } catch {
            return .failure(Refused(.constraint(error, instance)))
        }
    }

    /// Cells that add up to another size than the flavor's would hold more or less than the node is charged for.
    private static func mismatch(_ topology: InstanceTopology, _ instance: Instance) -> Refusal? {
        let cpus = topology.cells.reduce(Int64(0)) { $0.addingSaturating(Int64($1.cpuset.count + $1.pcpuset.count)) }
        let memory = topology.cells.reduce(Int64(0)) { $0.addingSaturating($1.memoryMebibytes) }
        let (flavor, place) = (instance.flavor, "instance.numa_topology")
        if cpus != flavor.vcpus {
            return .invalid(place, "must have the flavor's \(flavor.vcpus) CPUs in its cells, has \(cpus)")
        }
        if memory != flavor.memoryMebibytes {
            return .invalid(place, "must have the flavor's \(flavor.memoryMebibytes) MiB in its cells, has \(memory)")
        }
        return nil
    }
}

extension Refusal {
    /// The flavor or the image breaks a rule; the reason is the name that the field has for it (NUMA, 2).
    static func constraint(_ error: ConstraintError, _ instance: Instance) -> Refusal {
        var metadata = ["instance": instance.uuid]
        if !error.key.isEmpty { metadata["key"] = error.key }
        if !error.value.isEmpty { metadata["value"] = error.value }
        if !error.allowed.isEmpty { metadata["allowed"] = error.allowed }
        let isOfFlavor = instance.flavor.extraSpecs[error.key] != nil
        let field = isOfFlavor ? "instance.flavor.extra_specs" : "instance.image_properties"
        return Refusal(
            .invalidArgument, reason: error.reason.rawValue, message: error.message,
            violations: error.key.isEmpty
                ? [] : [FieldViolation(field: "\(field)[\"\(error.key)\"]", description: error.message)],
            metadata: metadata)
    }
}
