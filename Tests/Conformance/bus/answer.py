"""One reply of Berth, read: the status, what stands in its details, and the message of the method."""

from dataclasses import dataclass, field

from google.rpc import error_details_pb2, status_pb2

from berth.tracker.v1 import tracker_pb2


@dataclass
class Answer:
    """A reply; `message` is the method's response, or what a rehearsal would have answered."""

    code: int
    reason: str = ""
    text: str = ""
    shortfalls: list = field(default_factory=list)
    message: object = None


def read_reply(headers, body, response_type):
    """The answer in a reply to a protobuf request."""
    if headers.get("berth-rehearsal"):
        return read_rehearsal(tracker_pb2.Rehearsal.FromString(body), headers, response_type)
    code = int(headers["grpc-status"])
    if code == 0:
        return Answer(0, message=response_type.FromString(body))
    return read_status(headers)


def read_status(headers):
    """The answer in the status of a refused request."""
    status = status_pb2.Status.FromString(headers["grpc-status-details-bin"])
    answer = Answer(status.code, text=status.message)
    for detail in status.details:
        info, shortfall = error_details_pb2.ErrorInfo(), tracker_pb2.Shortfall()
        if detail.Unpack(info):
            answer.reason = info.reason
        elif detail.Unpack(shortfall):
            answer.shortfalls.append(shortfall)
    return answer


def read_rehearsal(rehearsal, headers, response_type):
    """The answer that a rehearsed request would have had."""
    if rehearsal.status == 0:
        message = response_type()
        rehearsal.reply.Unpack(message)
        return Answer(0, message=message)
    if headers.get("grpc-status-details-bin"):
        answer = read_status(headers)
        if answer.code:
            return answer
    return Answer(rehearsal.status, text=rehearsal.message, shortfalls=list(rehearsal.shortfalls))
