/// State of a guest, as in the cloud's API (claims and moves, 1.8).
public enum VMState: String, CaseIterable, Hashable, Sendable {
    case active
    case building
    case paused
    case suspended
    case stopped
    case rescued
    case resized
    case softDelete = "soft-delete"
    case deleted
    case error
    case shelved
    case shelvedOffloaded = "shelved_offloaded"
}
