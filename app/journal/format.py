"""The bytes of a recording in the journal. Pure; imports msgspec and PCM's numbers.

A file is a row of records, each of which says by itself what it is (as in LevelDB's log,
https://github.com/google/leveldb/blob/main/doc/log_format.md), so a cut at any byte costs the last record and a flipped
bit costs one. All numbers are little-endian.

    4 bytes   SYNC, to find the next record behind damage
    1         type
    4         sequence number
    4         length of the payload
    4         CRC-32 of type, sequence number, length and payload
    n         payload

    type    payload
    ------  --------------------------------------------------------------------------------------------------------
    ABOUT   JSON: who, when, what; the first record, and again wherever a file had to be begun anew
    AUDIO   8 bytes: the position of its first sample; then PCM (16 kHz mono s16le)
    STAGE   JSON: how far the dictation was

Sound knows its place, so a lost record leaves silence of the right length, and one that was written twice does no harm.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum

import msgspec

from audio.pcm import SAMPLE_BYTES, SAMPLE_RATE

VERSION = 1

SYNC = b"\xf5HFJ"

_HEAD = struct.Struct("<4sBIII")
_SUMMED = struct.Struct("<BII")
_POSITION = struct.Struct("<Q")

LONGEST_PAYLOAD = 2**24
"""Bytes. A length above this is damage, whatever its record says: blocks have some hundred bytes."""

LONGEST_RECORDING = 24 * 3600 * SAMPLE_RATE
"""Samples. The longest hold that can be set."""


class Kind(IntEnum):
    """The type of a record."""

    ABOUT = 1
    AUDIO = 2
    STAGE = 3


class Stage(StrEnum):
    """How far a dictation was."""

    RELEASED = "released"
    """Everything that was spoken is recorded."""
    SETTLED = "settled"
    """It is in the history, and the user knows of it. The recording is kept because somebody may want it."""


@dataclass(frozen=True, slots=True)
class About:
    """What a recording says of itself."""

    dictation: int
    begun: str
    """Local time of the press with its offset from UTC, ISO 8601."""
    provider: str
    language: str | None = None
    process: int = 0
    version: int = VERSION
    rate: int = SAMPLE_RATE
    """Samples a second."""


@dataclass(frozen=True, slots=True)
class Recording:
    """What could be read."""

    about: About | None
    """None: its beginning is lost."""
    pcm: bytes
    """16 kHz mono s16le from the first sample; silence where a record is lost."""
    stages: frozenset[Stage]
    damaged: int
    """Bytes that belong to no whole record."""

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.pcm) / (SAMPLE_RATE * SAMPLE_BYTES)


def about(sequence: int, said: About) -> bytes:
    """The record that says what this is."""
    return _record(Kind.ABOUT, sequence, msgspec.json.encode(said))


def audio(sequence: int, position: int, pcm: bytes) -> bytes:
    """Sound. `position`: which sample of the dictation its first one is."""
    return _record(Kind.AUDIO, sequence, _POSITION.pack(position) + pcm)


def stage(sequence: int, reached: Stage) -> bytes:
    """How far the dictation is now."""
    return _record(Kind.STAGE, sequence, msgspec.json.encode(reached))


def read(data: bytes) -> Recording:
    """Everything that is whole in `data`. Never raises, whatever it holds."""
    said: About | None = None
    pcm = bytearray()
    stages: set[Stage] = set()
    whole = 0
    for kind, payload, size in _records(data):
        try:
            match kind:
                case Kind.ABOUT:
                    said = said or msgspec.json.decode(payload, type=About)
                case Kind.AUDIO:
                    _put(pcm, payload)
                case Kind.STAGE:
                    stages.add(msgspec.json.decode(payload, type=Stage))
        except (msgspec.MsgspecError, ValueError):
            continue  # a version to come
        whole += size
    return Recording(said, bytes(pcm), frozenset(stages), len(data) - whole)


def _record(kind: Kind, sequence: int, payload: bytes) -> bytes:
    return _HEAD.pack(SYNC, kind, sequence, len(payload), _crc(kind, sequence, payload)) + payload


def _crc(kind: int, sequence: int, payload: bytes) -> int:
    return zlib.crc32(payload, zlib.crc32(_SUMMED.pack(kind, sequence, len(payload))))


def _records(data: bytes) -> Iterator[tuple[int, bytes, int]]:
    """Type, payload and size of every whole record."""
    at = data.find(SYNC)
    while 0 <= at <= len(data) - _HEAD.size:
        _, kind, sequence, length, crc = _HEAD.unpack_from(data, at)
        end = at + _HEAD.size + length
        payload = data[at + _HEAD.size : end] if length <= LONGEST_PAYLOAD else b""
        if len(payload) == length and _crc(kind, sequence, payload) == crc:
            yield kind, payload, end - at
            at = data.find(SYNC, end)
        else:
            at = data.find(SYNC, at + 1)


def _put(pcm: bytearray, payload: bytes) -> None:
    (position,) = _POSITION.unpack_from(payload.ljust(_POSITION.size, b"\xff"))
    sound = payload[_POSITION.size :]
    if len(sound) % SAMPLE_BYTES or position * SAMPLE_BYTES + len(sound) > LONGEST_RECORDING * SAMPLE_BYTES:
        raise ValueError("no sound of ours")
    start = position * SAMPLE_BYTES
    pcm.extend(bytes(max(0, start - len(pcm))))
    pcm[start : start + len(sound)] = sound
