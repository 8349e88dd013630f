"""Sends cases, hundreds of requests at a time, and judges the answers while the next ones are under way."""

from bus.client import NoAnswer

# Requests under way at once, about.
WINDOW = 600


def run_cases(client, cases, window=WINDOW):
    """Runs the cases through the client; each is judged when all its answers are there."""
    waiting = []
    for chunk in chunks(cases, window // 2):
        waiting.append([(case, [send(client, step) for step in case.steps]) for case in chunk])
        if len(waiting) > 1:
            judge(client, waiting.pop(0))
    for chunk in waiting:
        judge(client, chunk)


def chunks(cases, most):
    """Groups of cases of about so many requests, of one case at least."""
    chunk, size = [], 0
    for case in cases:
        chunk.append(case)
        size += len(case.steps)
        if size >= most:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def send(client, step):
    """Sends one request; its number."""
    return client.send(step.method, step.message, rehearse=step.rehearse)


def judge(client, chunk):
    """Collects the answers of a group and judges them."""
    try:
        answers = iter(client.collect([number for _, numbers in chunk for number in numbers]))
    except NoAnswer as silence:
        case = next(case for case, numbers in chunk if silence.number in numbers)
        silence.add_note(
            f"The first case without an answer is {case.name}. Requests are taken in batches: a later one may be to "
            "blame. With --window 1 one case is asked at a time.")
        raise
    for case, numbers in chunk:
        case.judge([next(answers) for _ in numbers])


def prepare(client, requests):
    """Sends what must be there before the first case."""
    for answer in client.collect([client.send(method, message) for method, message in requests]):
        if answer.code != 0:
            raise RuntimeError(f"the preparation was refused: {answer}")
