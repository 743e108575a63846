"""What goes through the pipes between Holdfast and the worker: framed bytes. Pure; imports nothing of ours.

A frame is one byte of kind, the length of its payload as four bytes little-endian, and the payload.
"""

import struct
from dataclasses import dataclass
from enum import Enum

HEADER = struct.Struct("<cI")
_POSITION = struct.Struct("<Q")

LONGEST_PAYLOAD = 16_000_000
"""Bytes; far above any chunk. A greater length means that the two sides are out of step."""


class BrokenFrame(ValueError):  # noqa: N818 - reads as what it is
    """These bytes are no frame of this protocol. The message says what was found, never the text in it."""


class Kind(Enum):
    """Each is followed by its payload and its direction."""

    START = b"S"
    """Sample (8 bytes) at which the audio that follows begins in its stream. To the worker."""
    AUDIO = b"A"
    """PCM. To the worker."""
    FINALIZE = b"F"
    """Empty. To the worker."""
    CLOSE = b"C"
    """Empty. To the worker."""
    READY = b"r"
    """Empty: the model is loaded. From the worker, once."""
    TAIL = b"p"
    """UTF-8: what is not final. From the worker."""
    SEGMENT = b"s"
    """Sample (8 bytes) up to which everything is final now, and UTF-8: the words since the last. From the worker."""
    FINALIZED = b"f"
    """Empty: answers one FINALIZE. From the worker."""
    ENDED = b"e"
    """Empty: answers CLOSE. From the worker."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One message. Only SEGMENT and START use `position`, only SEGMENT and TAIL `text`, only AUDIO `pcm`."""

    kind: Kind
    position: int = 0
    text: str = ""
    pcm: bytes = b""

    def encode(self) -> bytes:
        """The frame as it goes through the pipe."""
        match self.kind:
            case Kind.START:
                payload = _POSITION.pack(self.position)
            case Kind.AUDIO:
                payload = self.pcm
            case Kind.TAIL:
                payload = self.text.encode()
            case Kind.SEGMENT:
                payload = _POSITION.pack(self.position) + self.text.encode()
            case _:
                payload = b""
        return HEADER.pack(self.kind.value, len(payload)) + payload


def read_header(header: bytes) -> tuple[Kind, int]:
    """Kind and payload length from the `HEADER.size` bytes in front of a payload. Raises BrokenFrame."""
    letter, length = HEADER.unpack(header)
    try:
        kind = Kind(letter)
    except ValueError:
        raise BrokenFrame(f"There is no kind of frame called {letter!r}.") from None
    if length > LONGEST_PAYLOAD:
        raise BrokenFrame(f"A {kind.name} frame cannot have {length} bytes.")
    return kind, length


def read_payload(kind: Kind, payload: bytes) -> Frame:
    """The frame of that kind and payload. Raises BrokenFrame."""
    try:
        match kind:
            case Kind.START:
                return Frame(kind, position=_POSITION.unpack(payload)[0])
            case Kind.AUDIO:
                return Frame(kind, pcm=payload)
            case Kind.TAIL:
                return Frame(kind, text=payload.decode())
            case Kind.SEGMENT:
                return Frame(kind, _POSITION.unpack_from(payload)[0], payload[_POSITION.size :].decode())
            case _ if not payload:
                return Frame(kind)
    except (struct.error, UnicodeDecodeError):
        pass
    raise BrokenFrame(f"A {kind.name} frame of {len(payload)} bytes makes no sense.")
