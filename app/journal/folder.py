"""The folder of the recordings: private, and none of its files somebody else's. Imports the locks.

Every function raises OSError, with a clause for the user as its `strerror`.
"""

import errno
import os
import stat
import sys
from pathlib import Path

from .locks import FLAGS, lock

SUFFIX = ".hfj"
NEW = ".new"
"""A recording that is not locked yet has this behind its name: nobody may take it for one that was left behind."""
_BLOCK = 65_536


def make_private(folder: Path) -> None:
    """Make the folder, and those above it, such that only this user can enter it. One that is loose is tightened; one
    that is somebody else's, or a link to somewhere else, is refused."""
    for missing in reversed([each for each in (folder, *folder.parents) if not each.exists()]):
        missing.mkdir(mode=0o700, exist_ok=True)
    if sys.platform == "win32":
        return
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise OSError(errno.ENOTDIR, "it is not a folder")
    if found.st_uid != os.geteuid():
        raise OSError(errno.EPERM, "it belongs to somebody else")
    if stat.S_IMODE(found.st_mode) != 0o700:
        folder.chmod(0o700)


def create(path: Path, beginning: bytes) -> int:
    """A new file of mode 0600 that begins like this and is locked; its descriptor, which appends.

    It has its name from the moment on in which it is ours.
    """
    make_private(path.parent)
    new = path if sys.platform == "win32" else path.with_name(path.name + NEW)
    file = os.open(new, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND | FLAGS, 0o600)
    try:
        lock(file)
        if os.write(file, beginning) != len(beginning):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if new != path:
            new.rename(path)
    except BaseException:
        os.close(file)
        new.unlink(missing_ok=True)
        raise
    return file


def contents(file: int) -> bytes:
    """Everything in an open file, with zeros for what the disk cannot read any more."""
    size = os.fstat(file).st_size
    parts = []
    for start in range(0, size, _BLOCK):
        os.lseek(file, start, os.SEEK_SET)  # what is written goes to the end all the same
        length = min(_BLOCK, size - start)
        try:
            parts.append(os.read(file, length).ljust(length, b"\0"))
        except OSError:
            parts.append(bytes(length))
    return b"".join(parts)


def open_to_read(path: Path) -> int:
    """The descriptor of a recording. Whatever else has its name, such as a pipe, is refused without waiting for it."""
    file = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | FLAGS)
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise OSError(errno.EINVAL, "it is not a file")
    return file


def append(path: Path, record: bytes) -> None:
    """Put a record behind those of a recording that nobody is writing, and make the disk keep it."""
    file = os.open(path, os.O_WRONLY | os.O_APPEND | FLAGS)
    try:
        os.write(file, record)
        sync(file)
    finally:
        os.close(file)


def sync(file: int) -> None:
    """Make the disk keep what was written. Its times are not worth waiting for."""
    getattr(os, "fdatasync", os.fsync)(file)


def sync_names(folder: Path) -> None:
    """Make the disk keep which files there are."""
    if sys.platform != "win32":
        file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | FLAGS)
        try:
            os.fsync(file)
        finally:
            os.close(file)
