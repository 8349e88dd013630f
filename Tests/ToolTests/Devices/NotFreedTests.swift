import Testing
import Wire

@testable import berth

@Suite("Devices that are not given back")
struct NotFreedTests {
    private func request(
        _ instance: String, _ addresses: [String] = [],
        _ scope: Berth_Tracker_V1_FreePciDevicesRequest.Scope = .unspecified
    ) -> Berth_Tracker_V1_FreePciDevicesRequest {
        .with { ($0.host, $0.node, $0.instanceUuid, $0.addresses, $0.scope) = ("h", "h", instance, addresses, scope) }
    }

    private func rest(
        _ request: Berth_Tracker_V1_FreePciDevicesRequest, freed: Set<String> = [],
        node: Berth_Tracker_V1_GetNodeResponse? = DeviceNode.answer
    ) -> NotFreed { NotFreed(request, freed: freed, node: node) }

    @Test("Each that was named is told: another's, nobody's, blocked, or none at all; nothing was found")
    func named() {
        let addresses = ["0000:81:10.2", "0000:81:10.1", "0000:81:00.0", "0000:99:00.0"]
        let found = rest(request("i-1", addresses))
        #expect(
            found.lines == [
                "Nothing was given back.",
                "0000:81:10.2: another instance has it: it is claimed to i-2.",
                "0000:81:10.1: nobody has it; it is available.",
                "0000:81:00.0: nobody has it; 0000:81:10.3 is allocated to i-1; 0000:81:10.2 is claimed to i-2.",
                "0000:99:00.0: h has no such device.",
            ])
        #expect(found.status == .notFound)
    }

    @Test("Beside one that was given back the others are told, and the command has done something")
    func some() {
        let found = rest(request("I-1", ["0000:81:10.3", "0000:81:10.2"]), freed: ["0000:81:10.3"])
        #expect(found.lines == ["0000:81:10.2: another instance has it: it is claimed to i-2."])
        #expect(found.status == .success)
    }

    @Test("An instance that holds nothing there is not found, whether devices were named or not")
    func unknown() {
        #expect(rest(request("i-9")).lines == ["Nothing was given back.", "Instance i-9 holds nothing on h."])
        #expect(rest(request("i-9")).status == .notFound)
        #expect(rest(request("i-9", ["0000:81:10.2"])).lines.count == 3)
    }

    @Test("Those of another status or side are named; nothing to give back is no failure when nothing was named")
    func limited() {
        let allocated = rest(request("i-2", [], .allocated))
        let own = "0000:81:10.2: it is claimed, of the instance's own claim; "
        #expect(allocated.lines.last == own + "--scope and --migration say which are meant.")
        #expect(allocated.status == .success)
        #expect(rest(request("i-3", ["0000:05:00.0"], .allocated)).lines.last?.contains("new side of m-1") == true)
        var empty = DeviceNode.answer
        empty.grants[0].pciDevices = []
        let none = rest(request("i-1"), node: empty)
        #expect(none.lines.last == "Instance i-1 has no device there." && none.status == .success)
    }

    @Test("Without the node only the answer counts")
    func unread() {
        #expect(rest(request("i-1", ["0000:81:10.3"]), node: nil).lines == ["Nothing was given back."])
        #expect(rest(request("i-1", ["0000:81:10.3"]), node: nil).status == .notFound)
        #expect(rest(request("i-1"), node: nil).status == .success)
    }
}
