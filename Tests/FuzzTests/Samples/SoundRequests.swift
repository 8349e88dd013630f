import SwiftProtobuf
import Wire

/// A request of every method that keeps every rule, as JSON.
enum SoundRequests {
    static let host = "rack1.compute-7"
    private static let uuid = "0d4f2c3e-5b6a-4c7d-8e9f-0123456789ab"
    private static let other = "1d4f2c3e-5b6a-4c7d-8e9f-0123456789ab"
    private static let place = #""host":"\#(host)","node":"kvm""#

    static let flavor = """
        {"id":"m1.small","name":"small","vcpus":2,"memoryMb":2048,"rootGb":20,"swapMb":16,\
        "extraSpecs":{"quota:cpu_shares":"2048"}}
        """
    static let instance = """
        {"uuid":"\(uuid)","projectId":"project","userId":"user","flavor":\(flavor),\
        "imageProperties":{"hw_disk_bus":"virtio"},"volumeBacked":false,"vmState":"building","taskState":"spawning",\
        "osType":"linux","pciRequests":[{"requestId":"r1","aliasName":"nic","count":1,\
        "specs":[{"matches":{"vendor_id":"8086"},"absent":["physical_network"]}],"numaPolicy":"PREFERRED",\
        "providerUuids":["\(other)"]}],"numaTopology":{"cells":[{"cpuset":[0,1],"memoryMb":2048,"pagesizeKb":-1,\
        "cpuPolicy":"SHARED"}]},"updateTime":"2023-11-14T22:13:20.000000005Z"}
        """
    static let inventory = """
        {"vcpus":8,"memoryMb":2048,"localGb":100,"reserved":{"memoryMb":512},"ratios":{"cpu":4.5},"numaTopology":\
        {"cells":[{"cpuset":[0,4],"pcpuset":[1,5],"memoryMb":1024,"siblings":[{"cpus":[0,4]},{"cpus":[1,5]}],\
        "pages":[{"sizeKb":4,"total":131072},{"sizeKb":2048,"total":256}],"socket":0,\
        "network":{"physnets":["p0","p1"],"tunneled":true}}]},"pciDevices":[{"address":"0000:81:00.0",\
        "vendorId":"8086","productId":"1528","type":"PHYSICAL_FUNCTION","numaNode":0},{"address":"0000:81:10.0",\
        "vendorId":"8086","productId":"1528","type":"VIRTUAL_FUNCTION","parentAddress":"0000:81:00.0",\
        "tags":{"physical_network":"p0"}}],"resourcePools":[{"providerUuid":"\(other)",\
        "resourceClass":"CUSTOM_PMEM","units":[{"identifier":"ns0","metadata":{"size":"1"}}]}],\
        "hypervisorType":"kvm","hypervisorVersion":"8.2","cpuInfo":"{}","stats":{"a":"b"},\
        "traits":["COMPUTE_NODE","HW_CPU_X86_AVX"],"hostIp":"192.0.2.1","diskAvailableLeast":"-7"}
        """
    private static let limits = """
        {"memoryMb":4096,"diskGb":100,"vcpus":16,"numaCpuRatio":2.5,"numaRamRatio":1,"network":{"physnets":["p0"]}}
        """
    private static let allocations = #"[{"providerUuid":"\#(other)","resources":{"CUSTOM_PMEM":1,"VCPU":2}}]"#

    private static let migration = """
        {"uuid":"\(other)","instanceUuid":"\(uuid)","type":"RESIZE","status":"pre-migrating","sourceHost":"a",\
        "sourceNode":"a","destHost":"\(host)","destNode":"kvm","oldFlavor":\(flavor),"newFlavor":\(flavor),\
        "createTime":"2023-11-14T22:13:20Z","updateTime":"2023-11-14T22:13:21Z","destIp":"192.0.2.7"}
        """

    /// A body for every method that this version has.
    static let all: [(method: Wire.Method, json: String)] = [
        (.reportInventory, "{\(place),\"nodeUuid\":\"\(uuid)\",\"inventory\":\(inventory),\"serviceId\":\"s\"}"),
        (.setNodeEnabled, "{\(place),\"enabled\":true,\"reason\":\"maintenance\"}"),
        (.removeNode, "{\(place),\"force\":true}"),
        (.getNode, "{\(place)}"),
        (.listNodes, #"{"pageSize":10,"pageToken":"MWgvbg=="}"#),
        (
            .claimInstance,
            "{\(place),\"instance\":\(instance),\"limits\":\(limits),\"allocations\":\(allocations),"
                + "\"lease\":\"60.5s\"}"
        ),
        (.abortInstanceClaim, "{\(place),\"instanceUuid\":\"\(uuid)\",\"claimRequestId\":\"key-1\"}"),
        (.updateInstance, "{\(place),\"instance\":\(instance)}"),
        (.getInstance, "{\"host\":\"\(host)\",\"instanceUuid\":\"\(uuid)\"}"),
        (
            .checkFit,
            "{\"host\":\"\(host)\",\"nodes\":[\"kvm\",\"iron\"],\"instance\":\(instance),\"limits\":\(limits),"
                + "\"allocations\":\(allocations)}"
        ),
        (.reportBuildResult, "{\(place),\"instanceUuid\":\"\(uuid)\",\"succeeded\":true}"),
        (
            .claimMove,
            "{\(place),\"instance\":\(instance),\"newFlavor\":\(flavor),\"migration\":\(migration),"
                + "\"newImageProperties\":{\"values\":{\"hw_disk_bus\":\"scsi\"}},\"limits\":\(limits),"
                + "\"allocations\":\(allocations),\"lease\":\"60s\","
                + "\"pciRequests\":[{\"requestId\":\"r\",\"count\":1,\"specs\":[{}]}]}"
        ),
        (.abortMove, "{\(place),\"migrationUuid\":\"\(other)\",\"status\":\"failed\"}"),
        (.finishMove, "{\(place),\"migrationUuid\":\"\(other)\",\"instance\":\(instance)}"),
        (.confirmMove, "{\(place),\"migrationUuid\":\"\(other)\",\"migration\":\(migration)}"),
        (.revertMove, "{\(place),\"migrationUuid\":\"\(other)\"}"),
        (
            .updateMigration,
            "{\"host\":\"\(host)\",\"migrationUuid\":\"\(other)\",\"status\":\"running (post-copy)\","
                + "\"migration\":\(migration),\"instance\":\(instance)}"
        ),
        (.getMigration, "{\"host\":\"\(host)\",\"migrationUuid\":\"\(other)\"}"),
        (
            .auditNode,
            "{\(place),\"inventory\":\(inventory),\"instances\":[\(instance)],\"migrations\":[\(migration)],"
                + "\"nodeUuid\":\"\(uuid)\",\"generation\":\"3\",\"recorded\":[{\"instanceUuid\":\"\(uuid)\","
                + "\"host\":\"\(host)\",\"node\":\"kvm\",\"side\":\"MOVE_NEW\",\"migrationUuid\":\"\(other)\"}],"
                + "\"guests\":[{\"instanceUuid\":\"\(uuid)\",\"name\":\"g\",\"memoryMb\":\"5\"}],\"allocations\":"
                + "{\"consumers\":[{\"uuid\":\"\(uuid)\",\"known\":true,\"host\":\"\(host)\",\"node\":\"kvm\"}]}}"
        ),
        (
            .reportMetrics,
            "{\(place),\"hostIp\":\"192.0.2.1\",\"metrics\":[{\"name\":\"cpu.percent\",\"value\":97,"
                + "\"time\":\"2023-11-14T22:13:20Z\",\"source\":\"libvirt\"},{\"name\":\"numa.membw.max\","
                + "\"time\":\"2023-11-14T22:13:20Z\",\"numaValues\":[{\"cell\":0,\"value\":1.5}]}]}"
        ),
        (
            .claimPciDevices,
            "{\(place),\"instanceUuid\":\"\(uuid)\",\"numaCells\":[0,1],\"migrationUuid\":\"\(other)\","
                + "\"requests\":[{\"requestId\":\"r\",\"count\":2,\"specs\":[{\"matches\":{\"dev_type\":"
                + "\"type-VF\"}},{\"absent\":[\"physical_network\"]}],\"requesterId\":\"\(other)\"}]}"
        ),
        (.allocatePciDevices, "{\(place),\"instanceUuid\":\"\(uuid)\"}"),
        (
            .freePciDevices,
            "{\(place),\"instanceUuid\":\"\(uuid)\",\"addresses\":[\"0000:81:10.0\"],\"scope\":\"CLAIMED\"}"
        ),
        (.getOutcome, "{\"host\":\"\(host)\",\"requestId\":\"key-1\"}"),
    ]

    /// The same bodies in the binary form.
    static let binary: [(method: Wire.Method, body: [UInt8])] = all.map { sample in
        let message = try? MessageCodec(.json).decodeRequest(sample.method, from: Array(sample.json.utf8))
        guard let message, let body = try? MessageCodec(.protobuf).encode(message) else {
            preconditionFailure("the sample of \(sample.method) must be readable")
        }
        return (sample.method, body)
    }

    /// Words that stand in requests.
    static let words = [
        "host", "node", "instance", "uuid", "flavor", "vcpus", "memoryMb", "memory_mb", "lease", "1.5s", "limits",
        "numaTopology", "cells", "cpuset", "pcpuset", "siblings", "cpus", "pages", "pciDevices", "address",
        "0000:81:00.0", "extraSpecs", "imageProperties", "vmState", "active", "deleted", "taskState", uuid, other,
        uuid.uppercased(), host, "kvm", "\"NaN\"", "\"Infinity\"", "1e400", "9223372036854775808", "\"\\ud800\"",
        "\"\\u0000\"", "2023-11-14T22:13:20Z", "VIRTUAL_FUNCTION", "99", "updateTime", "[[[[", "{\"host\":",
        "resources", "VCPU", "é", "e\u{301}",
    ]
}
