import AMQP
import Logging
import Worker

/// Everything that berthd can be told, as far as it was told.
struct DaemonSettings {
    var brokerURL: BrokerURL?
    var tls = TLSConfiguration()
    var dataDirectory: String?
    var worker = WorkerSettings()
    var logFormat = LogFormat.text
}
