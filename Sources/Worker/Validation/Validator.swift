import Tracker

/// Collects every rule that a request breaks, with the field's path; nothing stops at the first.
///
/// Beyond `Rules.listedViolations` they are only counted: a hostile body could break a rule in every byte.
struct Validator {
    private var listed: [FieldViolation] = []
    private var unlistedCount = 0
    private var path = FieldPath()

    /// What was found, in the order of the checks; the last entry counts what is not listed.
    var violations: [FieldViolation] {
        guard unlistedCount > 0 else { return listed }
        return listed + [FieldViolation(field: "", description: "\(unlistedCount) more fields break their rules")]
    }

    /// Notes a violation at the current place.
    mutating func refuse(_ description: String) {
        // The path is text only when it is listed: making it costs more than the check.
        if listed.count < Rules.listedViolations { refuse(path: path.text, description) } else { unlistedCount += 1 }
    }

    /// Notes a violation at a path that is known as a whole.
    mutating func refuse(path: String, _ description: String) {
        guard listed.count < Rules.listedViolations else {
            unlistedCount += 1
            return
        }
        listed.append(FieldViolation(field: path, description: description))
    }

    /// Notes a violation of a field of the current message.
    mutating func refuse(_ field: String, _ description: String) {
        within(.field(field)) { $0.refuse(description) }
    }

    /// Checks a field of the current message.
    mutating func check<Value>(_ value: Value, _ field: String, _ rule: Rule<Value>) {
        guard let violation = rule.violation(of: value) else { return }
        refuse(field, violation)
    }

    /// Checks a field if it is there.
    mutating func check<Value>(_ value: Value, _ field: String, _ rule: Rule<Value>, ifPresent isPresent: Bool) {
        if isPresent { check(value, field, rule) }
    }

    /// Checks something one step down.
    mutating func within(_ step: FieldPath.Step, _ check: (inout Validator) -> Void) {
        path.append(step)
        check(&self)
        path.removeLast()
    }

    /// Checks a message in a field of the current message.
    mutating func within(_ field: String, _ check: (inout Validator) -> Void) {
        within(.field(field), check)
    }

    /// Checks the elements of a repeated field; of a field with too many elements only their number.
    mutating func each<Element>(
        _ elements: [Element], _ field: String, _ count: Rule<Int>, _ check: (inout Validator, Element) -> Void
    ) {
        within(field) { validator in
            if let violation = count.violation(of: elements.count) { return validator.refuse(violation) }
            for (index, element) in elements.enumerated() {
                validator.within(.index(index)) { check(&$0, element) }
            }
        }
    }

    /// Checks a map by its rules for number, keys and values, in the order of the keys.
    mutating func map<Value>(_ map: [String: Value], _ field: String, _ rule: MapRule<Value>) {
        within(field) { validator in
            if let violation = rule.count.violation(of: map.count) { return validator.refuse(violation) }
            for (key, value) in map.sorted(by: { $0.key < $1.key }) {
                validator.within(.key(key)) { validator in
                    if let violation = rule.key.violation(of: key) { validator.refuse("key \(violation)") }
                    if let violation = rule.value.violation(of: value) { validator.refuse(violation) }
                }
            }
        }
    }

    /// Checks a repeated field that stands for a set; of one out of order only the first place is noted.
    mutating func set<Element: Comparable>(
        _ elements: [Element], _ field: String, _ count: Rule<Int>, _ rule: Rule<Element>
    ) {
        each(elements, field, count) { validator, element in
            if let violation = rule.violation(of: element) { validator.refuse(violation) }
        }
        guard count.violation(of: elements.count) == nil else { return }
        guard let index = elements.indices.dropFirst().first(where: { elements[$0] <= elements[$0 - 1] }) else {
            return
        }
        within(field) { validator in
            validator.within(.index(index)) { $0.refuse("must be above the element before it: a set is ascending") }
        }
    }
}

/// What the entries of a map must be.
struct MapRule<Value: Sendable>: Sendable {
    /// How many.
    let count: Rule<Int>
    /// Every key.
    let key: Rule<String>
    /// Every value.
    let value: Rule<Value>
}
