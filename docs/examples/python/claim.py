"""Claims an instance on a host with plain pika: claim.py BROKER HOST INSTANCE

The message types come from protoc; the rest of the protocol is the few properties and headers below. See
docs/wire-protocol.md for all of them.
"""

import sys
import time
import uuid

import pika
from google.protobuf.any_pb2 import Any
from google.rpc import error_details_pb2, status_pb2

from berth.tracker.v1 import resources_pb2, tracker_pb2

SERVICE = "/berth.tracker.v1.ResourceTracker/"
DIRECT_REPLY_TO = "amq.rabbitmq.reply-to"


class Refused(Exception):
    """The tracker said no; `details` are the unpacked messages of google.rpc.Status."""

    def __init__(self, code, message, details):
        super().__init__(f"status {code}: {message}")
        self.code = code
        self.details = details


class NoAnswer(Exception):
    """No answer in time: the request may have been applied. Ask with GetOutcome, or send again with the same key."""


class Tracker:
    """One connection to the tracker; one call at a time."""

    def __init__(self, broker):
        self.connection = pika.BlockingConnection(pika.URLParameters(broker))
        self.channel = self.connection.channel()
        # A request that no queue takes, or a full queue refuses, must not look as if it were under way.
        self.channel.confirm_delivery()
        self.answers = {}
        self.channel.basic_consume(DIRECT_REPLY_TO, self._take, auto_ack=True)

    def _take(self, channel, method, properties, body):
        self.answers[properties.correlation_id] = (properties, body)

    def call(self, method, request, response_type, key, seconds=10.0):
        """Sends a request and waits for its answer.

        The key makes the request's effect happen once, however often it is sent.
        """
        number = str(uuid.uuid4())
        now = time.time()
        properties = pika.BasicProperties(
            type=SERVICE + method,
            content_type="application/protobuf",
            message_id=key,
            reply_to=DIRECT_REPLY_TO,
            correlation_id=number,
            delivery_mode=2,
            timestamp=int(now),
            app_id="claim.py",
            headers={"grpc-timeout": f"{int(seconds * 1000)}m", "timestamp_in_ms": int(now * 1000)},
        )
        # Raises pika.exceptions.UnroutableError and NackError: nothing was applied, and the key may be used again.
        self.channel.basic_publish(
            "berth.requests", request.host, request.SerializeToString(), properties, mandatory=True)
        end = time.monotonic() + seconds
        while number not in self.answers:
            left = end - time.monotonic()
            if left <= 0:
                raise NoAnswer(f"no answer within {seconds} s to {method} {key}")
            self.connection.process_data_events(time_limit=left)
        properties, body = self.answers.pop(number)
        return self._read(properties, body, response_type)

    @staticmethod
    def _read(properties, body, response_type):
        code = int(properties.headers["grpc-status"])
        if code == 0:
            return response_type.FromString(body)
        status = status_pb2.Status.FromString(properties.headers["grpc-status-details-bin"])
        raise Refused(code, status.message, [unpacked(detail) for detail in status.details])

    def close(self):
        self.connection.close()


def unpacked(detail: Any):
    """A detail as the message that it holds; one of an unknown type stays packed."""
    for known in (
        error_details_pb2.ErrorInfo,
        error_details_pb2.BadRequest,
        error_details_pb2.RetryInfo,
        error_details_pb2.ResourceInfo,
        error_details_pb2.PreconditionFailure,
        tracker_pb2.Shortfall,
        resources_pb2.Grant,
    ):
        message = known()
        if detail.Unpack(message):
            return message
    return detail


def claim_request(host, instance):
    request = tracker_pb2.ClaimInstanceRequest(host=host, node=host)
    request.instance.uuid = instance
    request.instance.project_id = "example"
    request.instance.vm_state = "building"
    flavor = request.instance.flavor
    flavor.id = flavor.name = "m1.small"
    flavor.vcpus, flavor.memory_mb, flavor.root_gb = 2, 2048, 10
    return request


def main():
    if len(sys.argv) != 4:
        sys.exit("usage: claim.py amqp://user:password@host:5672/%2F HOST INSTANCE-UUID")
    broker, host, instance = sys.argv[1:]
    tracker = Tracker(broker)
    key = str(uuid.uuid4())
    try:
        answer = tracker.call("ClaimInstance", claim_request(host, instance), tracker_pb2.ClaimInstanceResponse, key)
        grant = answer.grant
        print(f"granted: {grant.vcpus} vCPUs, {grant.memory_mb} MiB on {grant.node}")
    except Refused as refusal:
        print(refusal)
        for detail in refusal.details:
            print(f"{detail.DESCRIPTOR.name}: {detail}".strip())
        sys.exit(1)
    except NoAnswer as silence:
        print(silence)
        question = tracker_pb2.GetOutcomeRequest(host=host, request_id=key)
        outcome = tracker.call("GetOutcome", question, tracker_pb2.GetOutcomeResponse, str(uuid.uuid4()))
        print("the tracker says:", tracker_pb2.GetOutcomeResponse.State.Name(outcome.state))
        sys.exit(1)
    finally:
        tracker.close()


if __name__ == "__main__":
    main()
