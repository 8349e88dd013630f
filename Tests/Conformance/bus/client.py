"""A client of the tracker that keeps many requests under way; see docs/wire-protocol.md for what it sends."""

import time
import uuid

import pika

from berth.tracker.v1 import tracker_pb2
from bus.answer import read_reply

SERVICE = "/berth.tracker.v1.ResourceTracker/"
DIRECT_REPLY_TO = "amq.rabbitmq.reply-to"
# For the answers to all requests that are under way.
SECONDS = 120


class NoAnswer(Exception):
    """Answers that do not come; `number` is the first of their requests."""

    def __init__(self, number, text):
        super().__init__(text)
        self.number = number


class Client:
    """One connection; requests are answered in the order of the shard's queue."""

    def __init__(self, broker, trouble=lambda: None):
        """Connects; `trouble` tells why no answers will come any more, or None."""
        self.trouble = trouble
        parameters = pika.URLParameters(broker)
        # While answers are judged nobody reads the connection.
        parameters.heartbeat = 0
        self.connection = pika.BlockingConnection(parameters)
        self.channel = self.connection.channel()
        self.channel.basic_consume(DIRECT_REPLY_TO, self._take, auto_ack=True)
        self.channel.add_on_return_callback(self._returned)
        self.run = uuid.uuid4().hex
        self.sent = 0
        self.methods = {}
        self.answers = {}
        self.returned = []

    def send(self, method, request, rehearse=False):
        """Publishes a request and returns its number; the answer is collected later."""
        self.sent += 1
        number = str(self.sent)
        now = time.time()
        headers = {"timestamp_in_ms": int(now * 1000)}
        if rehearse:
            headers["berth-rehearse"] = "1"
        properties = pika.BasicProperties(
            type=SERVICE + method, content_type="application/protobuf", message_id=f"{self.run}-{number}",
            reply_to=DIRECT_REPLY_TO, correlation_id=number, delivery_mode=2, timestamp=int(now),
            app_id="conformance", headers=headers)
        self.methods[number] = getattr(tracker_pb2, method + "Response")
        self.channel.basic_publish(
            "berth.requests", request.host, request.SerializeToString(), properties, mandatory=True)
        return number

    def collect(self, numbers):
        """Waits for the answers to these requests and returns them in this order."""
        end = time.monotonic() + SECONDS
        wanted = self._missing(numbers)
        while wanted:
            self.connection.process_data_events(time_limit=1.0)
            before, wanted = wanted, self._missing(wanted)
            if wanted and len(wanted) == len(before):
                self._expect_more(wanted, end)
        return [self.answers.pop(number) for number in numbers]

    def _missing(self, numbers):
        return [number for number in numbers if number not in self.answers]

    def _expect_more(self, wanted, end):
        """Raises when there is no point in waiting for these answers any longer."""
        text = f"{len(wanted)} answers are missing"
        if self.returned:
            raise NoAnswer(wanted[0], f"{text}; the broker returned {self.returned[0]}")
        if trouble := self.trouble():
            raise NoAnswer(wanted[0], f"{text}; {trouble}")
        if time.monotonic() > end:
            raise NoAnswer(wanted[0], f"{text}; they had {SECONDS} s")

    def close(self):
        """Ends the connection."""
        self.connection.close()

    def _take(self, channel, method, properties, body):
        number = properties.correlation_id
        self.answers[number] = read_reply(properties.headers, body, self.methods.pop(number))

    def _returned(self, channel, method, properties, body):
        self.returned.append(f"{properties.type} for {method.routing_key}: {method.reply_text}")
