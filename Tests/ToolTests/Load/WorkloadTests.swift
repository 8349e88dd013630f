import Testing
import Wire

@testable import berth

@Suite("Recorded workloads")
struct WorkloadTests {
    private let nodes = "sn,cpu_milli,memory_mib,gpu,model\nn0,32000,262144,2,V100\nn1,1500,1024,0,\n"
    private let tasks = """
        name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,scheduled_time
        t0,12000,16384,1,1000,,LS,Running,5,9,0
        t1,100,256,0,0,,BE,Failed,0,0,
        t2,1001,1,0,0,,BE,Running,5,,5
        """

    @Test("A task asks for whole VCPUs, at least one; a node has whole VCPUs; GPUs are left out")
    func amounts() throws {
        let workload = try read()
        #expect(
            workload.nodes == [
                .init(name: "n0", vcpus: 32, memoryMebibytes: 262_144),
                .init(name: "n1", vcpus: 1, memoryMebibytes: 1024),
            ])
        #expect(workload.tasks.map(\.vcpus) == [12, 1, 2])
        #expect(workload.tasks.map(\.deletionSeconds) == [9, 0, nil])
    }

    @Test("Things happen in order of time; at one time a task begins before it ends")
    func timeline() throws {
        let events = try read().timeline()
        #expect(
            events == [
                .init(seconds: 0, kind: .creation, task: 1), .init(seconds: 0, kind: .deletion, task: 1),
                .init(seconds: 5, kind: .creation, task: 0), .init(seconds: 5, kind: .creation, task: 2),
                .init(seconds: 9, kind: .deletion, task: 0),
            ])
    }

    @Test("A limit takes the first tasks of the file")
    func limit() throws {
        #expect(try read(limit: 1).tasks.map(\.name) == ["t0"])
        #expect(try read(limit: 0).tasks.isEmpty)
    }

    @Test("Two nodes of one name are refused")
    func duplicates() {
        #expect(throws: ToolError.self) {
            try Workload.read(
                nodes: CSVFile(text: nodes + "n0,1,1,,\n", name: "n", requiring: Workload.nodeColumns),
                tasks: CSVFile(text: tasks, name: "t", requiring: Workload.taskColumns), taskLimit: nil)
        }
    }

    @Test("The same seed and prefix give the same instances, another prefix gives others")
    func identifiers() throws {
        let workload = try read()
        let first = LoadMessages(workload: workload, prefix: "a-", seed: 7).claim(0, on: 0)
        let again = LoadMessages(workload: workload, prefix: "a-", seed: 7).claim(0, on: 0)
        let other = LoadMessages(workload: workload, prefix: "b-", seed: 7).claim(0, on: 0)
        #expect(first == again)
        #expect(first.host == "a-n0" && first.node == "a-n0")
        #expect(first.instance.uuid != other.instance.uuid)
        let shape = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/
        #expect(first.instance.uuid.wholeMatch(of: shape) != nil)
    }

    private func read(limit: Int? = nil) throws -> Workload {
        try Workload.read(
            nodes: CSVFile(text: nodes, name: "nodes.csv", requiring: Workload.nodeColumns),
            tasks: CSVFile(text: tasks, name: "tasks.csv", requiring: Workload.taskColumns), taskLimit: limit)
    }
}
