import Testing
import Tracker
import Wire

@testable import Worker

@Suite("What a refused claim asked for, kept in its status")
struct RequestedPlacesTests {
    private static let requests = [
        PCIRequest(
            requestID: "r-1", aliasName: "gpu", count: 2, specs: [PCISpec(matches: ["vendor_id": "10de"])],
            numaPolicy: .required),
        PCIRequest(
            requestID: "a;b,c", count: 65_535,
            specs: [PCISpec(matches: ["physical_network": "p=1&2|é\"%", "x": ""], absent: ["!y", "z"]), PCISpec()],
            requesterID: "port 1", providerUUIDs: ["f1d0"]),
    ]

    private func status(_ places: RequestedPlaces) -> StatusDetails {
        StatusMapping.status(
            for: Refusal(.resourceExhausted, reason: "DOES_NOT_FIT", message: "m", places: places, metadata: ["a": "b"])
        )
    }

    /// As it comes back from a reply's header or a store.
    private func received(_ places: RequestedPlaces) throws -> [String: String] {
        try StatusDetails(headerBytes: status(places).headerBytes()).metadata
    }

    @Test("It comes back from the reply as it was, beside what else the refusal says")
    func back() throws {
        let places = RequestedPlaces(cells: 2, devices: Self.requests)
        let metadata = try received(places)
        #expect(metadata["a"] == "b" && metadata["numa_cells"] == "2")
        #expect(RequestedPlaces(metadata: metadata, shortfalls: []) == places)
    }

    @Test("What was not asked for takes no room")
    func nothing() throws {
        #expect(try received(RequestedPlaces(cells: 0, devices: [])) == ["a": "b"])
    }

    @Test("Requests of any length are read back whole or not at all")
    func long() throws {
        for length in Array(1...50) + Array(3_900...4_200) {
            let request = PCIRequest(
                requestID: "r", count: 1, specs: [PCISpec(matches: ["key": String(repeating: "x", count: length)])])
            let metadata = try received(RequestedPlaces(devices: [request]))
            let read = RequestedPlaces(metadata: metadata, shortfalls: []).devices
            #expect(read == nil || read == [request])
            #expect((read == nil) == (metadata["pci_requests"] == "?"))
            #expect(length > 50 || read != nil)
            #expect(length < 4_096 || read == nil)
        }
    }

    @Test(
        "What cannot be read is not on record",
        arguments: ["", "?", "a", "{}", "[1]", "[{\"count\": \"x\"}]", "[{\"unknown\": 1}]", "[{\"numa_policy\": 77}]"])
    func damaged(_ text: String) {
        #expect(RequestedPlaces(metadata: ["pci_requests": text], shortfalls: []).devices == nil)
    }

    @Test("A status of a version that kept nothing tells at least that there was something")
    func older() {
        func shortfall(_ resource: String, _ reason: String, guestCell: Int32? = nil) -> Shortfall {
            Shortfall(
                resource: resource, reason: reason, message: "m", requested: 1, available: 0, guestCell: guestCell)
        }
        let cell = RequestedPlaces(metadata: [:], shortfalls: [shortfall("NUMA", "CPU", guestCell: 0)])
        #expect(cell == RequestedPlaces(cells: 1, devices: []))
        #expect(RequestedPlaces(metadata: [:], shortfalls: [shortfall("PCI_DEVICE", "POOL_EMPTY")]).devices == nil)
        #expect(RequestedPlaces(metadata: [:], shortfalls: [shortfall("VCPU", "VCPU")]) == .init(devices: []))
    }
}
