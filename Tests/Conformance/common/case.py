"""What all kinds of cases have in common."""

import random
from dataclasses import dataclass


@dataclass
class Step:
    """One request and how its answer is judged; None: it must be applied."""

    name: str
    method: str
    message: object
    judge: object = None
    rehearse: bool = False


class Case:
    """What all kinds have in common: a number, a host name of its own, and randomness of its own."""

    kind = ""

    def __init__(self, seed, number, tally):
        self.number = number
        self.name = f"{self.kind}:{number}"
        self.tally = tally
        self.rng = random.Random(f"{seed}:{self.name}")
        self.host_name = f"{self.kind}-{number}"
        self.steps = []

    def uuid(self):
        """A random UUID from the case's own randomness."""
        digits = f"{self.rng.getrandbits(128):032x}"
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-8{digits[17:20]}-{digits[20:]}"

    def add(self, name, method, message, judge=None, rehearse=False):
        """Appends a step."""
        self.steps.append(Step(name, method, message, judge, rehearse))

    def judge(self, answers):
        """Judges all answers in the order of the requests; the first difference ends the case."""
        for step, answer in zip(self.steps, answers):
            if step.judge is not None:
                step.judge(answer)
            elif answer.code != 0:
                self.tally.differs(self.name, step.name, "applied", answer, [step.message])
                break
            if not self.is_sound():
                break
        self.tally.case(self.kind)

    def is_sound(self):
        """Whether nothing has differed yet."""
        return True
