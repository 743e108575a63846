"""What all codecs of WebSocket services have in common: the books on what was sent, asked, acknowledged and shown.
Imports the vocabulary, `wire` and `refusals`.

A codec of one provider inherits from `SocketCodec`, names its frames and says in `_understand` what a message means.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from .codec import Frame, Handshake
from .errors import Failure, FailureKind
from .events import Ended, Event, Failed, Final, Finalized, Partial
from .refusals import Kinds, failure_of, handshake_failure, hang_up_failure, read_complaint
from .wire import Message, checked_key, read_object

CLEAN_CLOSE = (1000, 1005)
"""Close codes of a service that went in good order: normal, and a close frame without a code."""

NO_CLOSE_FRAME = (None, 1006)
"""What stands for a code where no close frame came: the connection was dropped, or it broke."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What whoever drives a codec's socket may rely on. Data about the provider, for the options chosen."""

    close_behind_finalize: bool
    """The end message may follow finalize at once: the service works in order."""
    reusable: bool
    """The socket may serve several dictations: finalize is answered well enough to end each of them."""
    keepalive_every: float | None
    """Seconds between `idle()` frames on a socket without audio; None: there is no such message."""
    idle_limit: float | None
    """Seconds without audio (or `idle()`) after which the service hangs up; None: unknown."""
    catch_up: float
    """How much faster than real time queued audio may be sent."""


class SocketCodec:
    """The verbs and the bookkeeping. See `codec.Codec` for the rules; its methods are documented there."""

    service: ClassVar[str]
    """The service's name in sentences."""
    traits: Traits
    _kinds: ClassVar[Kinds] = {}
    _close_kinds: ClassVar[Mapping[int, FailureKind]] = {}
    _finalize_frames: ClassVar[tuple[Frame, ...]]
    _closing_frames: ClassVar[tuple[Frame, ...]]
    _idle_frames: ClassVar[tuple[Frame, ...]] = ()

    def __init__(self, url: str) -> None:
        self.oddities = 0
        self.ack_certain = True
        """Whether the last `Finalized` can be taken at its word. If not, the sources leave open that text of the same
        dictation follows: with the end message sent behind finalize, wait for the terminal within a short grace."""
        self._url = url
        self._key = ""
        self._sent = 0
        self._asked: deque[int] = deque()
        """For each finalize without an answer, how many samples went before it."""
        self._confirmed = 0
        self._covered: int | None = None
        self._tail = ""
        self._heard = False
        self._closing = False
        self._over = False

    # ------------------------------------------------------------------------------------------ verbs

    def endpoint(self, key: str) -> Handshake:
        """Where to connect. Raises `wire.OptionError` for a key that cannot stand in a header, without quoting it."""
        self._key = checked_key(key)
        return Handshake(self._url, self._headers(self._key))

    def opening(self) -> tuple[Frame, ...]:
        return ()

    def audio(self, pcm: bytes) -> tuple[Frame, ...]:
        if not pcm:
            return ()
        self._sent += len(pcm) // 2
        return (pcm,)

    def finalize(self) -> tuple[Frame, ...]:
        self._asked.append(self._sent)
        return self._finalize_frames

    def closing(self) -> tuple[Frame, ...]:
        self._closing = True
        return self._closing_frames

    def idle(self) -> tuple[Frame, ...]:
        return self._idle_frames

    def receive(self, frame: Frame) -> tuple[Event, ...]:
        message = read_object(frame)
        if self._over or message is None:
            self.oddities += 1
            return ()
        if isinstance(frame, bytes):  # no service says it would, but what can be read is not thrown away
            self.oddities += 1
        self._heard = True
        events = self._understand(message)
        if events is None:
            self.oddities += 1
            return ()
        self._over = any(isinstance(event, Ended | Failed) for event in events)
        return tuple(events)

    def refused(self, status: int, headers: Mapping[str, str], body: bytes) -> Failure:
        return handshake_failure(self.service, status, headers, body, self._kinds, self._key)

    def closed(self, code: int | None, reason: str) -> tuple[Event, ...]:
        if self._over:
            return ()
        self._over = True
        return tuple(self._hung_up(code, reason))

    # ------------------------------------------------------------------------------------------ for each provider

    def _headers(self, key: str) -> tuple[tuple[str, str], ...]:
        return (("Authorization", f"Bearer {key}"),)

    def _understand(self, message: Message) -> list[Event] | None:
        """The events in a message; None for one that the protocol does not know."""
        raise NotImplementedError

    def _hung_up(self, code: int | None, reason: str) -> list[Event]:
        if self._closing and self._all_confirmed and (self.ack_certain or code in CLEAN_CLOSE):
            return [Ended()]  # the terminal is missing, but nothing that it could have brought
        failure = hang_up_failure(self.service, code, reason, self._close_kinds, self._kinds, self._key)
        return [Failed(failure)]

    # ------------------------------------------------------------------------------------------ bookkeeping

    @property
    def _all_confirmed(self) -> bool:
        """Everything sent was acknowledged, or is covered by finals."""
        return max(self._confirmed, self._covered or 0) >= self._sent

    def _final(self, text: str, covered: int | None = None) -> list[Event]:
        """A segment is closed. One without words says something only as coverage, and only to somebody who waits."""
        news = covered is not None and covered > (self._covered or 0)
        if news:
            self._covered = covered
        if not text and not (news and (self._asked or self._closing)):
            return self._partial("")
        self._tail = ""
        return [Final(text, self._covered)]

    def _partial(self, text: str) -> list[Event]:
        """The tail is now `text`; no event if it was before."""
        if text == self._tail:
            return []
        self._tail = text
        return [Partial(text)]

    def _acknowledge(self, certain: bool = True) -> list[Event]:
        """The service answered a finalize; an answer to nothing is none."""
        if not self._asked:
            self.oddities += 1
            return []
        self._confirmed = self._asked.popleft()
        self.ack_certain = certain
        return [Finalized()]

    def _fail(self, message: Message) -> list[Event]:
        """The service complains, in whatever shape."""
        return [Failed(failure_of(self.service, read_complaint(message), self._kinds, self._key))]

    def _objects(self, values: list[Any]) -> list[Message]:
        """Those of `values` that are objects; the others are counted."""
        objects = [value for value in values if isinstance(value, dict)]
        self.oddities += len(values) - len(objects)
        return objects
