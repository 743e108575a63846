"""What a session asks its server to do, in order. Imports only the record of a stream."""

from dataclasses import dataclass

from rig.simulators.stream import Finalize


@dataclass(frozen=True, slots=True)
class Say:
    """Send a text frame, or a binary one."""

    payload: str | bytes


@dataclass(frozen=True, slots=True)
class Wait:
    """Let so many seconds pass before whatever is behind; what is received meanwhile is heard."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Answered:
    """Note that what is said next completes the answer to a finalize."""

    finalize: Finalize


@dataclass(frozen=True, slots=True)
class Close:
    """Close the WebSocket; None is a close frame without a code."""

    code: int | None = 1000
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Reset:
    """Reset the TCP connection."""


@dataclass(frozen=True, slots=True)
class FallSilent:
    """Read and write nothing any more."""


Reply = Say | Wait | Answered | Close | Reset | FallSilent


@dataclass(frozen=True, slots=True)
class Refusal:
    """An HTTP answer in the place of a WebSocket."""

    status: int
    headers: dict[str, str]
    body: bytes
