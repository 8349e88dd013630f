import Testing

@testable import Worker
@testable import berth

@Suite("Explanations as text")
struct ExplanationTextTests {
    private func holder(_ request: String) -> ShortageReport.Holder {
        ShortageReport.Holder(
            instance: "i-\(request)", side: "instance", migration: "", request: request, since: "then",
            amounts: ["VCPU": 4])
    }

    private func explanation(_ change: (inout ShortageReport) -> Void) -> Explanation {
        var shortage = ShortageReport(
            node: "h/n",
            resources: [
                .init(
                    name: "VCPU", requested: 4, available: 1, missing: 3, used: 15, limit: 16, isNodesOwnLimit: true,
                    ratio: 2, neededLimit: 19, neededRatio: 2.375)
            ], holders: [holder("k1"), holder("k2")], release: [holder("k2")], judgedReleases: "all", isFewest: true,
            otherNodes: ["o/o"], areOtherNodesJudged: true, areAmountsKnown: true)
        change(&shortage)
        return Explanation(
            key: "k", ending: "refused", method: "/berth.tracker.v1.ResourceTracker/ClaimInstance", caller: "nova",
            time: "then", position: 7, status: "RESOURCE_EXHAUSTED", reason: "DOES_NOT_FIT", message: "no room",
            facts: [], requested: nil, shortage: shortage, topology: nil, transition: nil, notes: ["a note"])
    }

    @Test("A lack of room is told with its holders and what would have let the claim in")
    func shortage() {
        let text = ExplanationText.people(explanation { _ in })
        for part in [
            "RESOURCE_EXHAUSTED (DOES_NOT_FIT)", "ClaimInstance\n", "SHORT ON h/n", "the node, ratio 2", "i-k1", "k2",
            "The release of 1 instance, the fewest possible", "For VCPU a ratio of 2.375", "room for all that was",
            "o/o", "a note",
        ] {
            #expect(text.contains(part), "\(part) in \(text)")
        }
    }

    @Test("What was asked for stands in front")
    func requested() {
        var explanation = explanation { _ in }
        explanation.requested = RequestedReport(metadata: [
            "pci_requests": #"[{"request_id":"r-1","alias_name":"gpu","count":2,"specs":[{"matches":{"a":"b"}}]}]"#
        ])
        #expect(ExplanationText.people(explanation).contains("alias gpu      2  legacy  a=b        r-1\n"))
    }

    @Test("What cannot help is said, and long lists are cut with a word about it")
    func limits() {
        let text = ExplanationText.people(
            explanation {
                $0.release = []
                $0.otherNodes = []
                $0.areAmountsKnown = false
                $0.resources[0].neededRatio = nil
                $0.resources[0].isNodesOwnLimit = false
                $0.holders = (0..<25).map { holder("n\($0)") }
            })
        #expect(text.contains("No release") && text.contains("a limit of 19") && text.contains("the request\n"))
        #expect(text.contains("and 5 more; see --json.") && !text.contains("i-n20"))
        #expect(text.contains("No other node") && text.contains("the rest is not on record"))
    }

    @Test("Cells without a place are told as in the refusal, with the node's cells of that moment")
    func topology() {
        var explanation = explanation { _ in }
        let entry = TopologyShortage.Entry(
            resource: "PCPU", reason: "NUMA_DEDICATED_CPUS_FREE", message: "2 asked for, 1 free", requested: 2,
            available: 1, guestCell: 0, hostCell: 3)
        explanation.topology = TopologyShortage(hostCells: [1, 3], entries: [entry], isComplete: true)
        let text = ExplanationText.people(explanation)
        #expect(text.contains("CELLS    host 1  host 3\nguest 0  ok      cpus-used\n- 2 asked for, 1 free"))
        explanation.shortage = nil
        #expect(!ExplanationText.people(explanation).contains("SHORT ON"))
    }

    private func devices(_ holders: [DeviceShortageReport.Holder]?) -> DeviceShortageReport {
        let entries = [
            ("PCI_NO_FIT", "3 devices for alias gpu requested, 1 can be had"),
            ("PCI_SPECIFICATION", "not what is asked for: 1 x type-PF 8086 1528 0000:81:00.0 on cell 0"),
        ].map { reason, message in
            DeviceShortageReport.Entry(reason: reason, message: message, requested: 3, available: 1, pciRequest: "r-1")
        }
        return DeviceShortageReport(entries: entries, holders: holders)
    }

    private func withDevices(
        _ holders: [DeviceShortageReport.Holder]?, _ change: (inout ShortageReport) -> Void = { _ in }
    ) -> String {
        ExplanationText.people(
            explanation {
                ($0.resources, $0.holders, $0.release) = ([], [], [])
                $0.devices = devices(holders)
                $0.judgedReleases = "single"
                change(&$0)
            })
    }

    @Test("Devices that could not be had are told with the refusal's lines and with who had matching ones")
    func deviceHolders() {
        let holder = DeviceShortageReport.Holder(
            address: "0000:05:00.0", product: "10de:1db6", type: "type-PCI", instance: "i-9", side: "instance",
            migration: "", request: "k9", since: "then")
        let text = withDevices([holder])
        for part in [
            "Short of devices on h/n:\n3 devices for alias gpu requested, 1 can be had  (PCI_NO_FIT)",
            "PCI request r-1", "(PCI_SPECIFICATION)", "0000:05:00.0  10de:1db6  type-PCI  i-9", "k9",
            "No release of a single instance", "room for all that was asked for had: o/o",
        ] {
            #expect(text.contains(part), "\(part) in \(text)")
        }
        #expect(!text.contains("Nobody held any") && !text.contains("SHORT ON"))
        #expect(withDevices([]).contains("Nobody had a device that would have served."))
    }

    @Test("Where devices or cells were not judged, nothing is said of holders, releases and other nodes")
    func notJudged() {
        let text = withDevices(nil) {
            $0.judgedReleases = "none"
            $0.areOtherNodesJudged = false
        }
        #expect(text.contains("Who had such devices is not known") && text.contains("Releases were not judged"))
        #expect(text.contains("Other nodes were not judged") && !text.contains("o/o"))
        #expect(!text.contains("Nobody h") && !text.contains("No release"))
    }

    @Test("Control characters of callers and keys do not reach the terminal")
    func hostile() {
        let entry = HistoryReport.Entry(
            position: 1, time: "t", requestKey: "k\u{1b}[2J", method: "/a/B", caller: "c\u{7}", facts: ["f\u{9b}"])
        let text = HistoryText.lines([entry])
        #expect(!text.unicodeScalars.contains { $0.value < 32 && $0 != "\n" || (127..<160).contains($0.value) })
        #expect(text.contains("#1  B  k"))
    }

    @Test("How far back a journal goes is said")
    func reach() {
        var report = HistoryReport(
            shard: "main", subject: "node h/n", firstPosition: 1, lastPosition: 9, rebuiltFrom: 0, entries: [])
        #expect(HistoryText.people(report).contains("The journal is whole"))
        (report.firstPosition, report.rebuiltFrom) = (500, 450)
        #expect(HistoryText.people(report).contains("back to position 500; the oldest base is of position 450"))
        report.rebuiltFrom = -1
        #expect(HistoryText.people(report).contains("there is no base"))
    }
}
