import Tracker
import Wire

extension Berth_Tracker_V1_Shortfall {
    /// Writes why something does not fit.
    init(_ model: Shortfall) {
        self.init()
        resource = model.resource
        reason = model.reason
        message = model.message
        requested = model.requested
        available = model.available
        if let cell = model.guestCell { guestCell = cell }
        if let cell = model.hostCell { hostCell = cell }
        pciRequestID = model.pciRequestID
    }
}
