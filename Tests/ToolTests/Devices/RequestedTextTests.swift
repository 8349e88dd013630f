import Testing
import Worker

@testable import berth

@Suite("What a refused claim asked for, as text")
struct RequestedTextTests {
    private static let requests = #"""
        [{"request_id": "r-1", "alias_name": "gpu", "count": 5, "numa_policy": "REQUIRED", "specs": [
            {"matches": {"vendor_id": "10de", "product_id": "1db6"}}, {"matches": {"vendor_id": "15b3"}}]},
         {"request_id": "r-2", "requester_id": "p-1", "count": 1, "provider_uuids": ["u-1"],
          "specs": [{"absent": ["physical_network"]}]}]
        """#

    @Test("Each request has a line with count, policy and what a device must have, and one for each alternative")
    func table() throws {
        let requested = try #require(
            RequestedReport(metadata: ["pci_requests": Self.requests, "numa_cells": "2", "vcpus": "4"]))
        #expect(
            RequestedText.people(requested) == """
                Cells of the guest, or to be near to: 2
                ASKED FOR  COUNT  POLICY    MUST HAVE                              PCI REQUEST
                alias gpu      5  required  product_id=1db6, vendor_id=10de        r-1
                                            or vendor_id=15b3
                port p-1       1  legacy    no physical_network, of providers u-1  r-2

                """)
    }

    @Test("Without cells and devices nothing is said, and of requests that were too long that they are not on record")
    func none() throws {
        #expect(RequestedReport(metadata: ["vcpus": "4"]) == nil)
        let cells = try #require(RequestedReport(metadata: ["numa_cells": "1"]))
        #expect(RequestedText.people(cells) == "Cells of the guest, or to be near to: 1\n")
        let long = try #require(RequestedReport(metadata: ["pci_requests": "?"]))
        #expect(long.requests == nil && RequestedText.people(long).contains("not on record"))
    }
}
