import SwiftProtobuf
import Testing
import Wire

@testable import berth

@Suite("A load with GPUs")
struct GPULoadTests {
    private let nodes = "sn,cpu_milli,memory_mib,gpu,model\nn0,32000,262144,2,V100\nn1,32000,1024,0,\nn2,32000,9,1,T4\n"
    private let tasks = """
        name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,creation_time,deletion_time
        t0,12000,1,2,1000,,1,9
        t1,100,1,0,0,,0,
        t2,1001,1,1,470,T4|A10,2,
        """

    private func read(withGPUs: Bool = true) throws -> Workload {
        try Workload.read(
            nodes: CSVFile(text: nodes, name: "nodes.csv", requiring: Workload.nodeColumns + Workload.nodeGPUColumns),
            tasks: CSVFile(text: tasks, name: "tasks.csv", requiring: Workload.taskColumns + Workload.taskGPUColumns),
            taskLimit: nil, withGPUs: withGPUs)
    }

    @Test("GPUs are read when they are wanted; a part of one counts as one")
    func workload() throws {
        let workload = try read()
        #expect(workload.nodes.map(\.gpus) == [2, 0, 1] && workload.tasks.map(\.gpus) == [2, 0, 1])
        #expect(workload.tasks.map(\.gpuModels) == [[], [], ["A10", "T4"]])
        let without = try read(withGPUs: false)
        #expect(without.nodes.allSatisfy { $0.gpus == 0 } && without.tasks.allSatisfy { $0.gpus == 0 })
    }

    @Test("Each GPU is a device with an address of its own and its model's number; accepted models are alternatives")
    func messages() throws {
        let messages = LoadMessages(workload: try read(), prefix: "", seed: 1)
        let devices = messages.report(0).inventory.pciDevices
        #expect(devices.map(\.address) == ["0000:01:00.0", "0000:02:00.0"])
        // In order of names: A10, T4, V100.
        #expect(devices.map(\.productID) == ["0003", "0003"] && devices.allSatisfy { $0.vendorID == "10de" })
        #expect(messages.report(1).inventory.pciDevices.isEmpty)
        let any = messages.claim(0, on: 0).instance.pciRequests
        #expect(any.map(\.count) == [2] && any[0].specs.map(\.matches) == [["vendor_id": "10de"]])
        #expect(messages.claim(1, on: 0).instance.pciRequests.isEmpty)
        let one = messages.claim(2, on: 2).instance.pciRequests
        #expect(one.first?.specs.map { $0.matches["product_id"] } == ["0001", "0002"])
    }

    @Test("A task goes where its model is, one without GPUs where none are, and devices are free again after its end")
    func run() throws {
        var run = LoadRun(workload: try read(), settings: .init())
        for _ in 0..<3 {
            let next = run.next()
            let report = try #require(next)
            let gpus = [2, 0, 1] as [Int64]
            run.finished(
                report.number,
                .reported(
                    capacity: .init(vcpus: 32, memoryMebibytes: 1_000, devices: gpus[report.work.node]), used: .init()))
        }
        var claims: [LoadRun.Request] = []
        while let claim = run.next() { claims.append(claim) }
        try #require(claims.count == 3)
        #expect(
            claims.map(\.work) == [.claim(task: 1, node: 1), .claim(task: 0, node: 0), .claim(task: 2, node: 2)])
        let used = ClusterView.Amount(vcpus: 12, memoryMebibytes: 1)
        run.finished(claims[1].number, .granted(used: used, devices: ["0000:02:00.0", "0000:01:00.0"]))
        #expect(run.devices.held(on: 0) == ["0000:01:00.0": 0, "0000:02:00.0": 0])
        #expect(run.ledger.expected(of: 0).devices == 2)
        let last = run.next()
        let end = try #require(last)
        #expect(end.work == .delete(task: 0, node: 0))
        run.finished(end.number, .updated(released: true, used: .init()))
        #expect(run.devices.held(on: 0).isEmpty && run.devices.granted == 2 && run.devices.heldCount == 0)
    }

    @Test("A device that is granted while another task has it is noted, one that was given back is not")
    func overlap() {
        var ledger = DeviceLedger()
        ledger.granted(["a", "b"], to: 1, on: 0)
        ledger.granted(["a"], to: 2, on: 1)
        ledger.released(by: 1, on: 0)
        ledger.granted(["a"], to: 3, on: 0)
        #expect(ledger.overlaps.isEmpty)
        ledger.granted(["a"], to: 4, on: 0)
        #expect(ledger.overlaps == [.init(node: 0, address: "a", tasks: [3, 4])])
    }

    @Test("A device in two hands, in wrong ones, or missing in the pools is found")
    func check() {
        func problems(_ change: (inout Berth_Tracker_V1_GetNodeResponse) -> Void) -> [String] {
            var answer = Self.answer
            change(&answer)
            return DeviceCheck.problems(of: answer, reported: 2, expected: ["0000:01:00.0": "i-1"])
        }
        #expect(problems { _ in }.isEmpty)
        #expect(problems { $0.grants.append($0.grants[0]) }.first?.contains("is in 2 hands") == true)
        #expect(problems { $0.grants = [] }.first?.contains("no grant says") == true)
        #expect(problems { $0.node.usage.pciPools = [] } == ["1 devices are free, and 0 in the pools"])
        #expect(problems { $0.node.inventory.pciDevices.removeLast() }.contains { $0.contains("1 are told") })
        let others = DeviceCheck.problems(of: Self.answer, reported: 2, expected: ["0000:02:00.0": "i-1"])
        #expect(others.count == 2 && others[1].contains("must be held by i-1, is by nobody"))
    }

    private static var answer: Berth_Tracker_V1_GetNodeResponse {
        .with {
            let held = Berth_Tracker_V1_PciDevice.with {
                ($0.address, $0.status, $0.instanceUuid) = ("0000:01:00.0", .allocated, "i-1")
            }
            $0.node.inventory.pciDevices = [held, .with { ($0.address, $0.status) = ("0000:02:00.0", .available) }]
            $0.node.usage.pciPools = [.with { $0.count = 1 }]
            $0.grants = [
                .with {
                    $0.instanceUuid = "i-1"
                    $0.pciDevices = [held]
                }
            ]
        }
    }
}
