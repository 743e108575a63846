"""Who is the one running Holdfast of this user. Imports the standard library only.

The lock is the kernel's, so it is gone the moment its holder is, however that ended. A file with a process id in it
is not enough: after a SIGKILL the id may belong to another Python, and Qt's QLockFile then refuses to start for as
long as that one lives (tried with Qt 6.11).
"""

import os
import stat
import sys
from pathlib import Path
from typing import IO


class FolderError(Exception):
    """The folder for socket and lock cannot be used. The message says which, why, and what to do."""


def private_folder(folder: Path) -> None:
    """Make `folder` one that only this user can enter, creating it if need be. Raises FolderError."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if sys.platform == "win32":
            return
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
            raise FolderError(
                f"{folder} belongs to somebody else, so other programs could pose as Holdfast there. "
                "Remove it, or set XDG_RUNTIME_DIR to a folder of your own."
            )
        if stat.S_IMODE(found.st_mode) != 0o700:
            folder.chmod(0o700)
    except OSError as error:
        raise FolderError(
            f"{folder} cannot be used ({error.strerror}). Set XDG_RUNTIME_DIR to a folder that you can write to."
        ) from error


class InstanceLock:
    """Held by one process at a time. The file stays behind: a lock file that is removed is a race."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[bytes] | None = None

    def acquire(self) -> bool:
        """Take the lock if nobody has it; say whether it is ours now. Never waits. Raises OSError."""
        if self._file is not None:
            return True
        file = open(self._path, "ab", opener=lambda path, flags: os.open(path, flags, 0o600))  # noqa: SIM115
        try:
            _lock(file)
        except OSError:
            file.close()
            return False
        self._file = file
        return True

    def release(self) -> None:
        """Give the lock back. Idempotent."""
        if self._file is not None:
            self._file.close()
            self._file = None


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        # Not flock: that lock would outlive us in a worker that was forked and survived.
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
