import BusClient
import SwiftProtobuf
import Wire

extension ToolError {
    /// What a request or reply that makes no sense means for who runs the tool.
    init(_ error: BusError) {
        switch error.code {
        case .notEncodable: self.init(.invalidArgument, error.message)
        case .unreadableBody:
            self.init(.unexpected, error.message, advice: "Is the worker of a newer version than this tool?")
        default: self.init(.unexpected, error.message)
        }
    }
}

extension BusRequest {
    /// Encodes a request.
    static func encoded(
        _ method: Wire.Method, _ message: some SwiftProtobuf.Message, host: String?, key: String, rehearse: Bool = false
    ) throws(ToolError) -> BusRequest {
        do throws(BusError) {
            return try BusRequest(method, message, host: host, key: key, rehearse: rehearse)
        } catch {
            throw ToolError(error)
        }
    }
}

extension BusReply {
    /// The body as a message.
    func message<M: SwiftProtobuf.Message>(of type: M.Type) throws(ToolError) -> M {
        do throws(BusError) {
            return try decoded(type)
        } catch {
            throw ToolError(error)
        }
    }
}
