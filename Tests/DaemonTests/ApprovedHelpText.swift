/// The approved output of `berthd --help`: a change here is a change of what people and scripts see.
let approvedHelpText = """
    berthd: serves one shard of the Berth resource tracker behind RabbitMQ.

    Usage: berthd --broker URL --data-dir FOLDER [--config FILE] [setting ...]

      --config FILE     read settings from a YAML file (also BERTH_CONFIG)
      --check-config    say whether the settings can be used, and end
      --print-config    print the settings in force, secrets masked, and end
      --adopt           take the shard over from the store that owns it, giving up what that store holds
      --accept-missing-log  open a store that was not closed although its write-ahead log is missing
      --ready-file FILE made when the worker serves, removed when it does not
      --version         print the version, and end
      --help            print this, and end

    Settings; each is also a key of the file and an environment variable (shard: BERTH_SHARD).
    A flag counts more than the environment, the environment more than the file. --broker is --broker-url.

      --broker-url VALUE                  amqp://user:password@host:port/vhost or amqps://; several hosts with commas
      --broker-tls-ca VALUE               certificate authority of the broker; the system's if absent
      --broker-tls-certificate VALUE      client certificate, with broker.tls.key
      --broker-tls-key VALUE              key of the client certificate
      --broker-tls-verify-hostname VALUE  whether the certificate must name the host that is dialled (true)
      --data-dir VALUE                    folder of the store; one worker at a time
      --shard VALUE                       the shard that this worker serves (main)
      --hosts VALUE                       hosts whose requests this shard takes, with commas; all if absent
      --prefetch VALUE                    requests in hand at once, 1 to 10000 (512)
      --declare VALUE                     whether exchanges and queues are declared; false: they must exist (true)
      --give-back-after VALUE             stalled requests are given back after this, before the broker does it (10m)
      --limits-body-bytes VALUE           largest request body (1048576)
      --admission VALUE                   what an absent limit means: enforce or trust-limits (enforce)
      --ratios-cpu VALUE                  overcommit where a report has none; 0: the stored one stays (0)
      --ratios-ram VALUE                  the same for memory (0)
      --ratios-disk VALUE                 the same for disk (0)
      --initial-ratios-cpu VALUE          overcommit of a new node when nothing else says (4.0)
      --initial-ratios-ram VALUE          the same for memory (1.0)
      --initial-ratios-disk VALUE         the same for disk (1.0)
      --reserved-vcpus VALUE              kept back for the host, for a new node whose report does not say (0)
      --reserved-memory-mb VALUE          the same for memory, in MiB (512)
      --reserved-disk-mb VALUE            the same for disk, in MiB (0)
      --build-failure-threshold VALUE     0: failed builds are not counted (10)
      --audit-grace VALUE                 how long an audit leaves a claim that the database does not have yet (10m)
      --audit-hold-orphans VALUE          true: guests that nobody claimed hold their memory (false)
      --numa-pack-host-cells VALUE        true: guests with cells go to the fuller cells of a host first (false)
      --pci-device-specs VALUE            JSON, an object or a list: which devices guests may have; none if absent
      --pci-aliases VALUE                 JSON, an object or a list: names under which flavors ask for devices
      --held-attempts VALUE               how often a held request is tried before it becomes a dead letter (100)
      --held-longest VALUE                how long a request is held at most; shorter than retention.keys (1h)
      --held-per-subject VALUE            how many requests are held for one node or instance (64)
      --held-per-shard VALUE              how many requests are held in all (10000)
      --retention-keys VALUE              how long keys and ended moves are known; older requests are refused (3d)
      --retention-journal VALUE           how long decisions are kept, at least back to the oldest base (30d)
      --retention-dead VALUE              how long the key of a dead letter is known (90d)
      --retention-bases VALUE             copies of the state from which the journal can be replayed (2)
      --usage-interval VALUE              at most one usage.updated per node in this time (100ms)
      --events-format VALUE               bodies of events: protobuf or json (protobuf)
      --log-level VALUE                   trace, debug, info, notice, warning, error or critical (info)
      --log-format VALUE                  json for machines, text for people (text)
      --names-requests-exchange VALUE     exchange that takes requests (berth.requests)
      --names-events-exchange VALUE       exchange that carries events (berth.events)
      --names-dead-exchange VALUE         exchange and queue of dead letters (berth.dead)
      --names-requests-queue VALUE        start of the request queues' names; the shard follows (berth.requests)
      --names-owner-queue VALUE           start of the owner queues' names; the shard follows (berth.owner)

    Exit codes: 0 stopped, 1 unexpected, 2 settings, 3 data folder in use, 4 shard owned by another store,
    5 store damaged or not usable, 6 broker refuses this worker.
    """
