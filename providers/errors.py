"""Failure as a value. Imports nothing of ours.

A failure carries a kind; what to do about a kind (retry, fail over, ask the user) and the sentence that is shown are
derived from it in one place, `app/failures.py`.
"""

from dataclasses import dataclass
from enum import StrEnum


class FailureKind(StrEnum):
    """Why a dictation could not be recognised."""

    AUTH = "auth"
    """The API key is missing, wrong, or not allowed to do this."""
    QUOTA = "quota"
    """The account has no credit left."""
    LIMIT = "limit"
    """Too many streams or requests at once; waiting helps."""
    NETWORK = "network"
    """The service could not be reached, or the connection broke."""
    TIMEOUT = "timeout"
    """The other side said nothing within the deadline."""
    PROTOCOL = "protocol"
    """The other side said something that the protocol does not know, or refused what we said."""
    SERVER = "server"
    """The service, or the recogniser on this computer, failed by its own account."""
    UNSUPPORTED = "unsupported"
    """The provider does not have what was asked of it: a language, a model, a region."""
    DEVICE = "device"
    """The microphone, or the file that stands in for it, cannot be read."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong. Nothing of it ever holds a key or recognised text."""

    kind: FailureKind
    detail: str
    """For people: the service's name, and what it said or what happened."""
    reference: str = ""
    """For logs, and whoever supports the service: status, code word, number of the request."""
    provider: str = ""
    """Whose failure it is, an id of the catalogue; empty: whoever made this value need not know."""

    @property
    def full(self) -> str:
        """The detail with the reference."""
        return f"{self.detail} ({self.reference})" if self.reference else self.detail


class NoKey(Exception):  # noqa: N818 - reads as what it is
    """There is no API key, or it cannot be had now. The message is a sentence for the user, and never holds the key."""
