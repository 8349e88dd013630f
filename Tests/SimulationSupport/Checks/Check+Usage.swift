internal import AMQP
internal import SwiftProtobuf
internal import Tracker
internal import Wire
internal import Worker

extension Check {
    /// The last usage that was published of each node is the one that it has.
    static let usage = Check("usage") { run in
        guard let state = run.workers.first?.pipeline.state else { return [] }
        var last: [String: Berth_Tracker_V1_Usage] = [:]
        for event in run.broker.subscribers[1].taken {
            guard let event = try? Berth_Tracker_V1_Event(serializedBytes: event.body) else {
                return ["an event cannot be read"]
            }
            if case .usageUpdated(let update)? = event.body { last[event.host] = update.usage }
        }
        return Callers.hosts.flatMap { state.nodes(onHost: $0) }.compactMap { node in
            guard let usage = state.usage(of: node), let published = last[node.host] else {
                return "no usage of \(node.host) was published"
            }
            let isSame =
                published.vcpusUsed == usage.vcpusUsed && published.memoryMbUsed == usage.memoryMebibytesUsed
                && Int64(published.runningVms) == usage.runningVMs && published.diskMbUsed == usage.diskMebibytesUsed
            return isSame ? nil : "\(node.host) has \(usage.vcpusUsed) VCPU in use, published \(published.vcpusUsed)"
        }
    }
}
