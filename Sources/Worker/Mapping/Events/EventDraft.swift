import SwiftProtobuf
package import Tracker
package import Wire

/// An event before its commit, which gives it number, position and identity.
package struct EventDraft: Sendable {
    /// Its kind, from which the routing key is made.
    package let kind: EventKind
    /// The node that it is about.
    package let node: NodeIdentifier
    /// Of the instance concerned; empty: none is.
    package let projectID: String
    /// What subscribers receive.
    package let body: Berth_Tracker_V1_Event.OneOf_Body

    /// Makes a draft; the kind is that of the body.
    package init(node: NodeIdentifier, projectID: String = "", body: Berth_Tracker_V1_Event.OneOf_Body) {
        kind = EventKind(body)
        self.node = node
        self.projectID = projectID
        self.body = body
    }

    /// The host of the routing key.
    package var host: String { node.host }

    /// The event as far as it is known: with body, host, node and project.
    package var event: Berth_Tracker_V1_Event {
        .with {
            $0.host = node.host
            $0.node = node.name
            $0.projectID = projectID
            $0.body = body
        }
    }
}
