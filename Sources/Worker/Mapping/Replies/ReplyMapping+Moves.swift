import SwiftProtobuf
import Tracker
import Wire

extension ReplyMapping {
    /// The reply to a request about a move.
    static func moveReply(for answer: Answer) -> any SwiftProtobuf.Message {
        switch answer {
        case .moveClaimed(let migration, let grant, let usage):
            return Berth_Tracker_V1_ClaimMoveResponse.with {
                $0.migration = Berth_Tracker_V1_Migration(migration)
                $0.grant = Berth_Tracker_V1_Grant(grant)
                $0.usage = Berth_Tracker_V1_Usage(usage, .withoutDevices)
            }
        case .moveStepped(let method, let migration, let usage):
            return stepReply(
                method, migration.map(Berth_Tracker_V1_Migration.init),
                usage.map { Berth_Tracker_V1_Usage($0, .withoutDevices) })
        case .migrationUpdated(let migration):
            return Berth_Tracker_V1_UpdateMigrationResponse.with {
                $0.migration = Berth_Tracker_V1_Migration(migration)
            }
        case .migration(let migration):
            return Berth_Tracker_V1_GetMigrationResponse.with { $0.migration = Berth_Tracker_V1_Migration(migration) }
        default:
            // The caller has taken these cases itself; the answer is of our own making.
            preconditionFailure("an answer about a node or an instance has been handled before")
        }
    }

    /// The four replies that say how a move and its node stand; absent is what the host does not know.
    private static func stepReply(
        _ method: MoveMethod, _ migration: Berth_Tracker_V1_Migration?, _ usage: Berth_Tracker_V1_Usage?
    ) -> any SwiftProtobuf.Message {
        switch method {
        case .abort:
            Berth_Tracker_V1_AbortMoveResponse.with {
                if let migration { $0.migration = migration }
                if let usage { $0.usage = usage }
            }
        case .finish:
            Berth_Tracker_V1_FinishMoveResponse.with {
                if let migration { $0.migration = migration }
                if let usage { $0.usage = usage }
            }
        case .confirm:
            Berth_Tracker_V1_ConfirmMoveResponse.with {
                if let migration { $0.migration = migration }
                if let usage { $0.usage = usage }
            }
        case .revert:
            Berth_Tracker_V1_RevertMoveResponse.with {
                if let migration { $0.migration = migration }
                if let usage { $0.usage = usage }
            }
        }
    }
}
