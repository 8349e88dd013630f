import SwiftProtobuf
import Wire

extension Validator {
    /// Checks which host a request is for; its routing key must say the same.
    mutating func host(_ host: String, routingKey: String) {
        check(host, "host", Rules.host)
        if host != routingKey {
            refuse("host", "must equal the routing key \(Shown.text(routingKey)), is \(Shown.text(host))")
        }
    }

    /// Checks which node a request is for.
    mutating func address(host: String, node: String, routingKey: String) {
        self.host(host, routingKey: routingKey)
        check(node, "node", Rules.name)
    }

    /// Checks a message that must be there.
    mutating func required(_ isPresent: Bool, _ field: String, _ check: (inout Validator) -> Void) {
        guard isPresent else { return refuse(field, "must be given") }
        within(field, check)
    }

    /// Checks names of nodes: each once, in any order.
    mutating func nodeNames(_ names: [String]) {
        var seen = FirstPlaces<String>()
        var index = 0
        each(names, "nodes", Rules.nodes) { validator, name in
            if let violation = Rules.name.violation(of: name) { validator.refuse(violation) }
            if let first = seen.place(name, index) { validator.refuse("repeats entry \(first)") }
            index += 1
        }
    }

    /// Checks a point in time.
    mutating func timestamp(_ time: Google_Protobuf_Timestamp, _ field: String) {
        within(field) { validator in
            validator.check(time.seconds, "seconds", Rules.epochSeconds)
            validator.check(time.nanos, "nanos", Rules.nanos)
        }
    }

    /// Refuses what this version's schema does not know: applied without it, a request could mean something else.
    mutating func unknownItems(in message: some SwiftProtobuf.Message) {
        for item in message.unknownItems(limit: Rules.unknownItems) {
            let description =
                switch item.kind {
                case .fields(let numbers):
                    "has fields that this version does not know: \(numbers.map(String.init).joined(separator: ", "))"
                case .enumValue(let number): "must be a value of its enum, is \(number)"
                }
            refuse(path: item.path, description)
        }
    }
}
