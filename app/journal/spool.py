"""One recording on its way to the disk. Imports the format and the folder's guard; belongs to one thread.

A spool takes everything at once and gives it to the file as soon as that takes it: what a full disk refuses waits here
and goes out when there is room again.
"""

import errno
import os
from collections import deque
from pathlib import Path

from app.instance_lock import FolderError, private_folder

from . import format as records
from .locks import FLAGS, is_locked, lock

MODE = 0o600

_sync = getattr(os, "fdatasync", os.fsync)  # sizes are synced by both; times are not worth waiting for


class Spool:
    """Written by one process, which holds the kernel's lock on it for as long as it lives."""

    def __init__(self, path: Path, about: records.About | None) -> None:
        """`about`: what the recording is; None: the file is there and says it."""
        self.path = path
        self._about = about
        self._file: int | None = None
        self._sequence = 0
        self._position = 0
        self._waiting: deque[bytes] = deque()
        self._unsynced = False

    @classmethod
    def again(cls, path: Path) -> "Spool":
        """A recording that another process has left behind."""
        return cls(path, None)

    @property
    def on_disk(self) -> bool:
        """Everything that was given to it is in the file."""
        return self._file is not None and not self._waiting

    def audio(self, pcm: bytes) -> None:
        """Append sound. Raises OSError when the file does not take it; nothing is lost by that."""
        record = records.audio(self._next(), self._position, pcm)
        self._position += len(pcm) // 2
        self._give(record)

    def stage(self, reached: records.Stage) -> None:
        """Note how far the dictation is. Raises OSError, as `audio` does."""
        self._give(records.stage(self._next(), reached))

    def write(self) -> None:
        """Write what is waiting. Raises OSError when some of it still waits."""
        file = self._opened()
        while self._waiting:
            record = self._waiting[0]
            written = os.write(file, record)
            if written != len(record):  # the disk is full: what was written of it is damage, which readers pass over
                written += os.write(file, record[written:])
            self._waiting.popleft()
            self._unsynced = True

    def sync(self) -> None:
        """Put on the disk itself what was written: a power cut leaves it alone then. Raises OSError.

        A file that somebody removed meanwhile is put back.
        """
        if self._file is None:
            return
        if os.fstat(self._file).st_nlink == 0:
            self._put_back(self._file)
        if self._unsynced:
            _sync(self._file)
            self._unsynced = False

    def contents(self) -> bytes:
        """The bytes of the recording, also of what still waits. Raises OSError."""
        written = b"" if self._file is None else _contents(self._file)
        return written + b"".join(self._waiting)

    def remove(self) -> None:
        """Delete it. Raises OSError."""
        self.close()
        self.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of it."""
        file, self._file = self._file, None
        if file is not None:
            os.close(file)

    def _give(self, record: bytes) -> None:
        self._waiting.append(record)
        self.write()

    def _opened(self) -> int:
        if self._file is None:
            try:
                private_folder(self.path.parent)
            except FolderError as error:
                raise OSError(errno.EACCES, "the folder cannot be made, or belongs to somebody else") from error
            new = os.O_CREAT | os.O_EXCL if self._about else 0
            self._file = os.open(self.path, os.O_RDWR | os.O_APPEND | new | FLAGS, MODE)
            lock(self._file)
            if self._about:
                self._waiting.appendleft(records.about(self._next(), self._about))
        return self._file

    def _put_back(self, gone: int) -> None:
        before = _contents(gone)
        self._file = None
        try:
            self._opened()
        except OSError:
            self._file = gone
            raise
        os.close(gone)
        self._waiting.appendleft(before)
        self.write()

    def _next(self) -> int:
        self._sequence += 1
        return self._sequence


def is_alive(path: Path) -> bool:
    """Whether the process that writes this recording still runs. Raises OSError."""
    file = os.open(path, os.O_RDWR | FLAGS)
    try:
        return is_locked(file)
    finally:
        os.close(file)


def _contents(file: int) -> bytes:
    """Everything in the file. Where it is read has no influence on where it is written: that is always its end."""
    os.lseek(file, 0, os.SEEK_SET)
    parts = []
    while part := os.read(file, 2**20):
        parts.append(part)
    return b"".join(parts)
