extension NodeIdentifier {
    /// How messages write a node: host, slash, name.
    var text: String { "\(host)/\(name)" }
}
