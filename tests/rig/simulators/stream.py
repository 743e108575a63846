"""What a simulator heard on one socket: the record that tests look at. Imports only the tones."""

from dataclasses import dataclass, field

from rig.simulators.tones import RATE, HeardWord

START_ALLOWANCE_S = 1.0
"""Seconds of audio that may come at once, before the pace counts: a scheduler's hiccup is no haste."""


@dataclass(slots=True)
class Finalize:
    """One request to make everything final."""

    sample: int
    """How many samples were heard before it."""
    received: float
    """When, on the monotonic clock."""
    answered: float | None = None
    """When the last message of its answer was about to be written: a client may have it before the writer goes on.
    None if it never was."""


@dataclass(slots=True)
class Stream:
    """One socket, from its handshake on."""

    number: int
    """From 0 on, in the order of handshakes."""
    path: str
    query: list[tuple[str, str]]
    headers: list[tuple[str, str]] = field(repr=False)
    opened: float
    refused: int | None = None
    """The HTTP status, if the handshake was refused."""
    words: list[HeardWord] = field(default_factory=list)
    samples: int = 0
    texts: list[str] = field(default_factory=list)
    """Every text frame, as it came."""
    chunks: list[int] = field(default_factory=list)
    """The bytes of every binary frame."""
    finalizes: list[Finalize] = field(default_factory=list)
    ended: float | None = None
    """When the end message came, on the monotonic clock."""
    closed: tuple[int | None, str] | None = None
    """Close code and reason, once the socket is gone; the code is None or 1006 if it went without."""
    began: float | None = None
    """When the first audio came, on the monotonic clock."""
    hasty: bool = False
    """Whether audio came faster than the service takes it. Said once a stream."""

    @property
    def text(self) -> str:
        """What was heard, with spaces between the words."""
        return " ".join(word.text for word in self.words)

    def paced(self, now: float, factor: float) -> bool:
        """False once, when the audio until `now` has come faster than `factor` times real time."""
        if self.began is None:
            self.began = now
        allowed = START_ALLOWANCE_S + factor * (now - self.began)
        if self.hasty or self.samples / RATE <= allowed:
            return True
        self.hasty = True
        return False
