"""One recording on its way to the disk. Imports the folder and the format; belongs to one thread.

A spool takes everything at once and gives it to the file as soon as that takes it. What it was given stays in memory,
too: what the disk refuses, because that is all there is of it; what it took but was not made to keep yet, because after
a sync that failed nobody knows what of that there is (https://wiki.postgresql.org/wiki/Fsync_Errors); and the rest in
case the file vanishes, until that gets too much.
"""

import errno
import os
from collections import deque
from dataclasses import dataclass
from pathlib import Path

from . import folder as files
from .format import About, Contents, Stage, Writer, read


@dataclass(frozen=True, slots=True)
class Point:
    """How far a file was written when the disk was asked to keep it."""

    file: int
    """Its descriptor."""
    generation: int
    record: int


class Spool:
    """Written by one process, which holds the kernel's lock on its file for as long as it lives."""

    def __init__(self, path: Path, about: About) -> None:
        """Makes no file before there is sound."""
        self.path = path
        self.bytes = 0
        """In memory."""
        self.new = False
        """The file was made, and nobody has made the disk keep its name yet."""
        self._writer = Writer(int.from_bytes(os.urandom(4)))
        self._about = self._writer.about(about)
        self._file: int | None = None
        self._generation = 0
        self._records: deque[bytes] = deque()
        # Counted from the first record on, whether it is still in memory or not.
        self._shed = 0
        self._written = 0
        self._synced = 0

    @property
    def begun(self) -> bool:
        """Something was said."""
        return self._end > 0

    @property
    def on_disk(self) -> bool:
        """Everything that was given to it is in the file."""
        return self._written == self._end

    @property
    def safe(self) -> bool:
        """A power cut takes nothing of it."""
        return self._synced == self._end

    @property
    def _end(self) -> int:
        return self._shed + len(self._records)

    def audio(self, pcm: bytes) -> None:
        """Append sound: 16 kHz mono s16le."""
        for record in self._writer.audio(pcm):
            self._take(record)

    def stage(self, reached: Stage) -> None:
        """Note how far the dictation is, if there is any sound of it."""
        if self.begun:
            self._take(self._writer.stage(reached))

    def write(self) -> None:
        """Give the file what waits for it. Raises OSError when some still waits."""
        if self._file is None and not self.on_disk:
            self._file = files.create(self.path, self._about)
            self._generation += 1
            self.new = True
        while self._file is not None and not self.on_disk:
            _append(self._file, self._records[self._written - self._shed])
            self._written += 1

    def vanished(self) -> int | None:
        """The descriptor of the file, to be closed, if somebody removed it: a new one will be begun. Raises OSError."""
        if self._file is None or os.fstat(self._file).st_nlink:
            return None
        self._written = self._synced = self._shed
        return self._let_go()

    def point(self) -> Point | None:
        """What the disk should keep now; None: it keeps everything that was written."""
        if self._file is None or self._synced == self._written:
            return None
        return Point(self._file, self._generation, self._written)

    def kept(self, point: Point) -> None:
        """The disk keeps everything up to there."""
        if self._file is not None and point.generation == self._generation:
            self._synced = max(self._synced, point.record)

    def lost(self, point: Point) -> None:
        """Nobody knows what the disk keeps of what was written since it answered last: that is written again."""
        if self._file is not None and point.generation == self._generation:
            self._written = self._synced

    def shed(self, wanted: int, *, unsafe: bool) -> int:
        """Forget so many bytes, the oldest first, and only what the disk keeps unless `unsafe`; how many it were."""
        gone = 0
        while self._records and gone < wanted and (unsafe or self._shed < self._synced):
            gone += len(self._records.popleft())
            self._shed += 1
        self._written, self._synced = max(self._written, self._shed), max(self._synced, self._shed)
        self.bytes -= gone
        return gone

    def contents(self) -> Contents:
        """What a reader would find if the disk took everything. Records that are there twice do no harm."""
        written = b"" if self._file is None else files.contents(self._file)
        return read(b"".join((written, self._about, *self._records)))

    def close(self) -> int | None:
        """Forget everything; the descriptor of the file, to be closed."""
        self._records.clear()
        self.bytes = self._shed = self._written = self._synced = 0
        return self._let_go()

    def _let_go(self) -> int | None:
        file, self._file = self._file, None
        return file

    def _take(self, record: bytes) -> None:
        self._records.append(record)
        self.bytes += len(record)


def _append(file: int, record: bytes) -> None:
    """Raises OSError. What was written of a record that is not whole is damage, which readers pass over."""
    if os.write(file, record) != len(record) and os.write(file, record) != len(record):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
