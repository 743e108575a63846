"""What can go wrong at a service, as options of a simulator. Imports nothing of ours."""

from dataclasses import dataclass
from enum import Enum


class Ack(Enum):
    """What becomes of the answer to finalize."""

    GOOD = "good"
    NONE = "none"
    """The text becomes final, but nothing says that this is the answer."""
    LATE = "late"
    """It comes `BadDay.ack_delay_s` behind the text."""
    BEFORE_TEXT = "before-text"
    """It comes, and the last text only then."""


class Trouble(Enum):
    """What befalls a stream for good."""

    RESET = "reset"
    """The TCP connection is reset, without a close frame."""
    SILENCE = "silence"
    """Half-open: nothing is read or said any more (no pong either), and the connection stays."""
    CLOSE = "close"
    """A close frame with `BadDay.close_code`, in the middle of it all."""
    ERROR = "error"
    """The service's own error message, of kind `BadDay.error` and shape `BadDay.error_shape`."""


@dataclass(frozen=True, slots=True)
class BadDay:
    """All of these may be combined; without any the day is a good one."""

    slow_handshake_s: float = 0.0
    refuse: int | None = None
    """Answer the handshake with this HTTP status (401, 402, 403, 429, 503), as the vendor words it."""
    trouble: Trouble | None = None
    at_sample: int | None = None
    """Trouble comes as soon as this many samples were heard (0: as soon as the stream is open), or with the first
    finalize if None."""
    error: str = "server"
    """auth, quota, limit, invalid, timeout or server."""
    error_shape: int = 0
    """For vendors that have several: which one, from 0 on."""
    close_code: int = 1011
    close_reason: str = ""
    ack: Ack = Ack.GOOD
    ack_delay_s: float = 0.5
    glued: bool = False
    """Markers stand in the same token or message as text, wherever the protocol has markers."""
    junk: bool = False
    """Unknown and malformed messages stand before every real one."""
    empty_finals: bool = False
    """Finals without words come in between."""
    first_streams: int | None = None
    """Only so many streams have the bad day, those behind them a good one."""


GOOD_DAY = BadDay()

REFUSALS = (400, 401, 402, 403, 429, 503)
"""The HTTP statuses that a simulator has words for."""

ERRORS = ("auth", "quota", "limit", "invalid", "timeout", "server")
"""The kinds of `BadDay.error`."""
