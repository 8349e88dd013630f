/// Where something is, for people.
enum PlaceText {
    /// A node by its name where that is its host's too, else with the host; empty: nowhere.
    static func node(_ host: String, _ node: String) -> String {
        host.isEmpty ? "" : host == node ? host : "\(host)/\(node)"
    }
}
