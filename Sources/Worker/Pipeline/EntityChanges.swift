internal import Journal
internal import Tracker

extension StoredEntity {
    /// What becomes of an entity's row: its new content, or nothing if the entity is gone.
    static func change(of identifier: EntityIdentifier, in state: State) -> EntityChange {
        guard let entity = state.entity(identifier) else {
            let (kind, key) = key(for: identifier)
            return .delete(EntityKey(kind: kind, key: key))
        }
        let (kind, key, bytes) = encode(entity)
        return .put(EntityKey(kind: kind, key: key), bytes)
    }
}
