import Wire

extension Validator {
    /// Checks requests for PCI devices (PCI, 2.5): each says how many devices of what kind, and is told apart.
    mutating func pciRequests(_ requests: [Berth_Tracker_V1_PciRequest], field: String = "pci_requests") {
        var identities = FirstPlaces<String>()
        var index = 0
        each(requests, field, Rules.requests) { validator, request in
            validator.pciRequest(request)
            if !request.requestID.isEmpty, let first = identities.place(request.requestID, index) {
                validator.refuse("request_id", "must be unique, entry \(first) has it too")
            }
            index += 1
        }
    }

    private mutating func pciRequest(_ request: Berth_Tracker_V1_PciRequest) {
        check(request.requestID, "request_id", Rules.line)
        check(request.aliasName, "alias_name", Rules.line)
        check(request.count, "count", Rules.pciCount)
        each(request.specs, "specs", Rules.alternatives) { validator, spec in
            validator.map(spec.matches, "matches", Rules.labels)
            validator.set(spec.absent, "absent", Rules.entries, Rules.name)
        }
        check(request.requesterID, "requester_id", Rules.line)
        each(request.providerUuids, "provider_uuids", Rules.providers) { validator, uuid in
            if let violation = Rules.uuid.violation(of: uuid) { validator.refuse(violation) }
        }
        // What Placement chose for a port does not count (PCI, 5.4).
        let providers = request.aliasName.isEmpty ? 0 : request.providerUuids.count
        if providers > 0, providers != Int(request.count) {
            refuse("provider_uuids", "must be empty or have one entry for each device, \(request.count) in all")
        }
    }
}
