/// Which of an instance's requests have their devices, whoever chose these.
struct RequestCover {
    private let requests: [PCIRequest]
    private let devices: [PCIDevice]
    /// For each device without an identity that counts the requests that it can answer.
    private var choices: [Int: [Int]] = [:]
    /// For each request the devices that answer it.
    private var answers: [[Int]]

    /// The requests that lack devices, each with how many it lacks.
    ///
    /// A device answers the request whose identity it has; others, as those that an audit has taken in, any that they
    /// are good enough for, such that as few as possible are lacking.
    static func missing(_ requests: [PCIRequest], among devices: [PCIDevice]) -> [PCIRequest] {
        var cover = RequestCover(requests, devices)
        cover.fill()
        return zip(requests, cover.answers).compactMap { request, answers in
            var missing = request
            missing.count -= Int32(clamping: answers.count)
            return missing.count > 0 ? missing : nil
        }
    }

    private init(_ requests: [PCIRequest], _ devices: [PCIDevice]) {
        self.requests = requests
        self.devices = devices
        answers = Array(repeating: [], count: requests.count)
    }

    private mutating func fill() {
        var rest: [Int] = []
        for (device, identity) in devices.map(\.requestID).enumerated() {
            let named = requests.firstIndex { !identity.isEmpty && $0.requestID == identity }
            if let named, hasRoom(named) { answers[named].append(device) } else { rest.append(device) }
        }
        let fixed = answers.map(\.count)
        // Most of the time all devices have identities that count.
        for device in rest { choices[device] = requestsAnswered(by: devices[device]) }
        for device in rest {
            var seen: Set<Int> = []
            _ = place(device, fixed, &seen)
        }
    }

    private func requestsAnswered(by device: PCIDevice) -> [Int] {
        // A record from before devices were judged does not say what it is of.
        guard device.type != nil else { return Array(requests.indices) }
        let keys = PoolKeys(device).keys
        return requests.indices.filter { index in requests[index].specs.contains { $0.matches(keys) } }
    }

    private func hasRoom(_ request: Int) -> Bool { answers[request].count < Int(requests[request].count) }

    /// Finds a request for a device; one that has its own may take another for it.
    private mutating func place(_ device: Int, _ fixed: [Int], _ seen: inout Set<Int>) -> Bool {
        for request in choices[device] ?? [] where seen.insert(request).inserted {
            if hasRoom(request) {
                answers[request].append(device)
                return true
            }
            for index in answers[request].indices.dropFirst(fixed[request]) {
                guard place(answers[request][index], fixed, &seen) else { continue }
                answers[request][index] = device
                return true
            }
        }
        return false
    }
}
