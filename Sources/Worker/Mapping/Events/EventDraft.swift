package import Tracker
package import Wire

/// An event before its commit, which gives it number, position and identity.
package struct EventDraft: Sendable {
    /// Its kind, from which the routing key is made.
    package let kind: EventKind
    /// The host that it is about, and the end of its routing key.
    package let host: String
    /// Name of the node that it is about.
    package let node: String
    /// Of the instance concerned; empty: none is.
    package let projectID: String
    /// What subscribers receive.
    package let body: Berth_Tracker_V1_Event.OneOf_Body

    /// Makes a draft; the kind is that of the body.
    package init(node: NodeIdentifier, projectID: String = "", body: Berth_Tracker_V1_Event.OneOf_Body) {
        kind = EventKind(body)
        host = node.host
        self.node = node.name
        self.projectID = projectID
        self.body = body
    }
}
