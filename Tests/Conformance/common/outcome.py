"""Answers that every comparison knows."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Refused:
    """An answer that names the rule that was broken."""

    reason: str

    @property
    def label(self):
        """The answer in the summary."""
        return self.reason


@dataclass(frozen=True)
class NoFit:
    """The answer that the request does not fit."""

    label = "no fit"
