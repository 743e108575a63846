"""What a provider's wire protocol looks like from above: six verbs in, four events out. Imports only the vocabulary.

A codec is pure translation between our intents and one provider's frames. It opens no socket, reads no clock, starts
no thread; it is tested by values. One codec object serves one socket from handshake to close, and may keep what the
protocol needs remembered (the tail, whether a finalize is unanswered, how much audio is covered).

Rules that hold for every codec:

- `receive` never raises. What it does not know or cannot parse is counted in `oddities` and answered with no event.
- `Final.text` and `Partial.text` carry the space they need in front (`providers/events.py`): joining is decided here.
- `Finalized` is emitted once for each `finalize()`, when the provider has said so in its own way, and behind the last
  text that belongs to it. `Ended` is emitted when the provider's terminal message came.
- Error frames become `Failed` with a kind. Their text may quote the provider's sentence, never the key or a transcript.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from .errors import Failure
from .events import Event

Frame = str | bytes
"""A WebSocket text frame or a binary one: services take the one kind for the other at face value."""


@dataclass(frozen=True, slots=True)
class Handshake:
    """What the socket is opened with. The headers hold the key, so they are kept out of every representation."""

    url: str
    headers: tuple[tuple[str, str], ...] = field(repr=False)


class Codec(Protocol):
    """One provider's protocol on one socket."""

    oddities: int
    """Messages that were unknown or malformed, and survived."""

    def endpoint(self, key: str) -> Handshake:
        """Where to connect, and with which headers. `key` goes into a header and nowhere else."""

    def opening(self) -> tuple[Frame, ...]:
        """Frames to send as soon as the socket is open."""

    def audio(self, pcm: bytes) -> tuple[Frame, ...]:
        """Frames for one chunk of 16 kHz mono s16le, never empty ones: to some services an empty frame is the end."""

    def finalize(self) -> tuple[Frame, ...]:
        """Frames that ask for everything before them to become final."""

    def closing(self) -> tuple[Frame, ...]:
        """Frames that end the stream politely; the provider's terminal message follows."""

    def idle(self) -> tuple[Frame, ...]:
        """Frames that keep a socket without audio open; none where the protocol has no such message."""

    def receive(self, frame: Frame) -> tuple[Event, ...]:
        """What one frame of the provider means."""

    def refused(self, status: int, headers: Mapping[str, str], body: bytes) -> Failure:
        """What an HTTP answer other than 101 to the handshake means."""

    def closed(self, code: int | None, reason: str) -> tuple[Event, ...]:
        """What the end of the socket means: `Ended` where the protocol ends that way, else `Failed`.

        `code` is the WebSocket close code, None for a connection that broke without one. Says nothing when a terminal
        event was emitted before.
        """
