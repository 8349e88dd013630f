/// A large value behind one reference, so that persistent maps copy a pointer where they would copy the value.
final class Shared<Value: Sendable>: Sendable {
    /// The value; never changes, a change is a new box.
    let value: Value

    /// Wraps a value.
    init(_ value: Value) {
        self.value = value
    }
}
