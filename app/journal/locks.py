"""Who writes a recording: a lock of the kernel's on its file, gone the moment its holder is. Imports nothing of ours.

flock(2), not lockf as for the instance: that one is lost when any other descriptor of the file is closed in the same
process, and recordings are read while they are written.
"""

import os
import sys

FLAGS = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
"""For every opening of a recording: no child process has it, and no link leads out of the folder."""

if sys.platform == "win32":
    import msvcrt

    FAR = 2**40
    """A byte that no recording reaches: locked ones cannot be read there."""

    def lock(file: int) -> None:
        """Take the lock. Raises OSError if somebody has it."""
        os.lseek(file, FAR, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

    def is_locked(file: int) -> bool:
        """Whether somebody has the lock."""
        try:
            lock(file)
        except OSError:
            return True
        msvcrt.locking(file, msvcrt.LK_UNLCK, 1)
        return False

else:
    import fcntl

    def lock(file: int) -> None:
        """Take the lock. Raises OSError if somebody has it."""
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def is_locked(file: int) -> bool:
        """Whether somebody has the lock."""
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        fcntl.flock(file, fcntl.LOCK_UN)
        return False
