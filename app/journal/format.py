"""The bytes of a recording in the journal. Pure; imports msgspec and PCM's numbers.

A file is a row of records, each of which says by itself what it is and where it belongs, so a cut at any byte costs the
last record and a flipped bit costs one. Numbers are little-endian.

    bytes   what
    -----   -------------------------------------------------------------------------------------------------
    4       SYNC: where to go on behind damage
    4       CRC-32 of everything that follows
    4       the log: a random number, the same in all records of a file
    4       sequence number, from 0
    4       position: samples of speech before this record
    2       length of the payload
    1       kind
    1       version
    n       payload: JSON (ABOUT, STAGE), or 16 kHz mono s16le (AUDIO)

What is known about such files: LevelDB frames records with checksum, length and type, and its reader drops what is
damaged and goes on (https://github.com/google/leveldb/blob/main/doc/log_format.md), but only at the next block of
32 KiB, which is a second of speech: hence SYNC. RocksDB added a log number, because a disk may still hold records of an
older file where it should hold nothing (https://github.com/facebook/rocksdb/wiki/Write-Ahead-Log-File-Format). Kafka's
checksum covers what stands behind it, version included (https://kafka.apache.org/documentation/#recordbatch).

Speech knows its position, so a lost record leaves silence of the right length, and one that was written twice, because
nobody knew whether the disk had it, does no harm.
"""

import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum

import msgspec

from audio.pcm import SAMPLE_BYTES, SAMPLE_RATE

VERSION = 1

SYNC = b"\xf5HFJ"

_HEAD = struct.Struct("<4sIIIIHBB")
_SUMMED_AT = 8
_U32 = 2**32 - 1
_UNKNOWN = 0
"""No kind: what a newer version wrote."""

LONGEST_PAYLOAD = 2**16 - 2
"""Bytes; an even number. Blocks have some hundred."""

MOST_SILENCE = 600 * SAMPLE_RATE
"""Samples. So much silence in the place of lost speech keeps the rest in its place; more would help nobody, and a
record that makes no sense must not fill the memory."""


class Kind(IntEnum):
    """What is in a record."""

    ABOUT = 1
    AUDIO = 2
    STAGE = 3


class Stage(StrEnum):
    """How far a dictation is."""

    RELEASED = "released"
    """Everything that was spoken is recorded."""
    DELIVERED = "delivered"
    """Its text was handed to another program, or to the clipboard; nobody knows yet what came of that."""
    SETTLED = "settled"
    """It is in the history, and the user knows of it. The recording is kept because its words are in no text."""
    SPARE = "spare"
    """Its text is safe. The recording is kept because the user keeps recordings for a while."""


@dataclass(frozen=True, slots=True)
class About:
    """What a recording says of itself."""

    dictation: int
    begun: str
    """Local time of the press with its offset from UTC, ISO 8601."""
    provider: str
    language: str | None = None
    process: int = 0
    app: str = ""
    """The version of the program."""
    rate: int = SAMPLE_RATE
    """Samples a second."""


@dataclass(frozen=True, slots=True)
class Recording:
    """What is known of a recording besides its sound."""

    about: About | None
    """None: its beginning is lost."""
    samples: int
    """Of speech, with the silence where some is lost."""
    stages: frozenset[Stage]
    damaged: int
    """Bytes that belong to no whole record of it."""

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.samples / SAMPLE_RATE

    @property
    def settled(self) -> bool:
        """The user knows of it."""
        return not self.stages.isdisjoint({Stage.SETTLED, Stage.SPARE})

    @property
    def spare(self) -> bool:
        """Nobody needs it any more."""
        return Stage.SPARE in self.stages


@dataclass(frozen=True, slots=True)
class Contents:
    """All that could be read of a file."""

    recording: Recording
    pcm: bytes
    """16 kHz mono s16le from the first sample."""
    writer: "Writer"
    """Makes the records that follow."""


class Writer:
    """Makes the records of one recording, in order."""

    def __init__(self, log: int, sequence: int = 0, position: int = 0) -> None:
        """`log`: 32 random bits. `sequence`, `position`: of the next record."""
        self.log = log
        self._sequence = sequence
        self._position = position

    def about(self, said: About) -> bytes:
        """The record that says what this is; the first one."""
        return self._record(Kind.ABOUT, msgspec.json.encode(said))

    def audio(self, pcm: bytes) -> list[bytes]:
        """The records of the speech that follows: none for none. Raises ValueError for half a sample."""
        if len(pcm) % SAMPLE_BYTES:
            raise ValueError(f"{len(pcm)} bytes are not a whole number of 16-bit samples.")
        made = []
        for start in range(0, len(pcm), LONGEST_PAYLOAD):
            piece = pcm[start : start + LONGEST_PAYLOAD]
            made.append(self._record(Kind.AUDIO, piece))
            self._position += len(piece) // SAMPLE_BYTES
        return made

    def stage(self, reached: Stage) -> bytes:
        """How far the dictation is now."""
        return self._record(Kind.STAGE, msgspec.json.encode(reached))

    def _record(self, kind: Kind, payload: bytes) -> bytes:
        sequence, self._sequence = self._sequence, self._sequence + 1
        # Only behind records that make no sense are there numbers that large.
        head = _HEAD.pack(SYNC, 0, self.log, sequence & _U32, self._position & _U32, len(payload), kind, VERSION)
        summed = head[_SUMMED_AT:] + payload
        return SYNC + zlib.crc32(summed).to_bytes(4, "little") + summed


def read(data: bytes) -> Contents:
    """Everything that is whole in `data`. Never raises, whatever it holds."""
    whole = list(_records(data))
    log = _log_of(whole)
    ours: dict[int, _Record] = {}
    size = 0
    for each in whole:
        if each.log == log:
            size += _HEAD.size + each.length
            ours.setdefault(each.sequence, each)
    said: About | None = None
    stages: set[Stage] = set()
    for each in ours.values():
        if each.kind == Kind.ABOUT:
            said = said or _about(each.payload(data))
        elif each.kind == Kind.STAGE and (reached := _stage(each.payload(data))):
            stages.add(reached)
    pcm = _sound(data, list(ours.values()))
    known = Recording(said, len(pcm) // SAMPLE_BYTES, frozenset(stages), len(data) - size)
    return Contents(known, pcm, Writer(log, max(ours, default=-1) + 1, known.samples))


@dataclass(frozen=True, slots=True)
class _Record:
    """A whole one, and where its payload is."""

    log: int
    sequence: int
    position: int
    kind: int
    start: int
    length: int

    def payload(self, data: bytes) -> bytes:
        return data[self.start : self.start + self.length]


def _records(data: bytes) -> Iterator[_Record]:
    at = data.find(SYNC)
    while 0 <= at <= len(data) - _HEAD.size:
        _, crc, log, sequence, position, length, kind, version = _HEAD.unpack_from(data, at)
        end = at + _HEAD.size + length
        if end <= len(data) and zlib.crc32(data[at + _SUMMED_AT : end]) == crc:
            known = kind if version == VERSION else _UNKNOWN
            yield _Record(log, sequence, position, known, at + _HEAD.size, length)
            at = data.find(SYNC, end)
        else:
            at = data.find(SYNC, at + 1)


def _log_of(records: list[_Record]) -> int:
    """Whose file it is: a disk that lost its power may show some of another one."""
    counted = Counter(each.log for each in records)
    return counted.most_common(1)[0][0] if counted else 0


_NONSENSE = (msgspec.MsgspecError, ValueError, RecursionError)
"""What reading JSON raises."""


def _about(payload: bytes) -> About | None:
    try:
        return msgspec.json.decode(payload, type=About)
    except _NONSENSE:
        return None


def _stage(payload: bytes) -> Stage | None:
    try:
        return msgspec.json.decode(payload, type=Stage)
    except _NONSENSE:
        return None


def _sound(data: bytes, records: list[_Record]) -> bytes:
    """The speech in its place. How much of it is lost behind the last, the position of a later record tells."""
    pieces: list[bytes | memoryview] = []
    view = memoryview(data)
    heard, silence = 0, MOST_SILENCE
    for each in sorted(records, key=lambda record: (record.position, record.sequence)):
        if each.kind == _UNKNOWN or each.position < heard:
            continue
        lost = min(each.position - heard, silence)
        pieces.append(bytes(lost * SAMPLE_BYTES))
        heard, silence = each.position, silence - lost
        if each.kind == Kind.AUDIO:
            length = each.length // SAMPLE_BYTES
            pieces.append(view[each.start : each.start + length * SAMPLE_BYTES])
            heard += length
    return b"".join(pieces)
