import SwiftProtobuf
import Testing
import Wire

@Suite struct MethodTests {
    @Test("The methods of the program are those of the schema, in its order, with its types")
    func schemaAgrees() throws {
        let schema = try Repository.text("schemas/berth/tracker/v1/tracker.proto")
        let calls = schema.matches(of: /rpc (\w+)\((\w+)\) returns \((\w+)\)/).map { match in
            [String(match.1), String(match.2), String(match.3)]
        }
        let methods = Method.allCases.map { method in
            [method.rawValue, method.requestType.protoMessageName, method.replyType.protoMessageName]
                .map { $0.replacing("berth.tracker.v1.", with: "") }
        }
        #expect(calls == methods)
        #expect(schema.contains("package berth.tracker.v1;") && schema.contains("service ResourceTracker {"))
    }

    @Test("Exactly the methods that get, list or check are read only")
    func readOnly() {
        for method in Method.allCases {
            let reads = method.rawValue.hasPrefix("Get") || method.rawValue.hasPrefix("List") || method == .checkFit
            #expect(method.isReadOnly == reads, "\(method)")
        }
    }

    @Test("A path gives its method back", arguments: Method.allCases)
    func paths(_ method: Method) throws {
        #expect(try Method(path: method.path) == method)
        #expect(method.path == "/berth.tracker.v1.ResourceTracker/\(method.rawValue)")
    }

    @Test(
        "Another service, version, letter case or a missing slash is an unknown method",
        arguments: [
            "", "ClaimInstance", "/berth.tracker.v2.ResourceTracker/ClaimInstance",
            "berth.tracker.v1.ResourceTracker/ClaimInstance", "/berth.tracker.v1.ResourceTracker/claimInstance",
            "/berth.tracker.v1.ResourceTracker/ClaimInstance/", "/berth.tracker.v1.ResourceTracker/",
        ])
    func unknownPaths(_ path: String) {
        let error = #expect(throws: WireError.self) { try Method(path: path) }
        #expect(error?.code == .unknownMethod)
    }

    @Test("Every request names its host, but those that list a shard")
    func hosts() {
        for method in Method.allCases {
            #expect(method.namesHost == (method.requestType is any HostRequest.Type), "\(method)")
            #expect(method.namesHost == ![.listNodes, .listHeldRequests].contains(method), "\(method)")
        }
    }
}
