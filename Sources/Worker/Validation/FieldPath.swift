/// Where a value is in a request: `instance.flavor.extra_specs["hw:cpu_policy"]`.
struct FieldPath: Hashable, Sendable {
    /// One step down.
    enum Step: Hashable, Sendable {
        /// To a field, by its name in the schema.
        case field(String)
        /// To an element of a repeated field.
        case index(Int)
        /// To a value of a map.
        case key(String)
    }

    private var steps: [Step] = []

    /// Goes one step down.
    mutating func append(_ step: Step) { steps.append(step) }

    /// Goes one step up again.
    mutating func removeLast() {
        precondition(!steps.isEmpty, "only a step that was gone down can be gone up")
        steps.removeLast()
    }

    /// The path as callers read it; empty: the request itself.
    var text: String {
        var text = ""
        for step in steps {
            switch step {
            case .field(let name): text += text.isEmpty ? name : ".\(name)"
            case .index(let index): text += "[\(index)]"
            case .key(let key): text += "[\(Shown.text(key))]"
            }
        }
        return text
    }
}
