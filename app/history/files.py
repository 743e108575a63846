"""The history's file and what lies beside it: made for this user only, set aside, removed. Imports no more than Python.

SQLite keeps two more files beside the database while it is in use, with the database's own permissions
(https://www.sqlite.org/wal.html): they go wherever it goes.
"""

import os
import re
from datetime import UTC, datetime
from pathlib import Path

COMPANIONS = ("", "-wal", "-shm", "-journal")
_STAMP = "%Y-%m-%d-%H%M%S"


def prepare(path: Path) -> None:
    """Make the folder one that only this user can enter, and the file one that only this user can read.

    Raises OSError.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.name == "posix" and path.parent.stat().st_mode & 0o077:
        path.parent.chmod(0o700)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    if os.name == "posix" and path.stat().st_mode & 0o077:
        path.chmod(0o600)


def set_aside(path: Path, now: datetime) -> Path:
    """Give a damaged database a name that no file has yet; that name. Raises OSError."""
    stamp = now.strftime(_STAMP)
    aside = path.with_name(f"{path.stem}.damaged-{stamp}{path.suffix}")
    number = 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.stem}.damaged-{stamp}-{number}{path.suffix}")
    for companion in COMPANIONS:
        if (old := _companion(path, companion)).exists():
            old.rename(_companion(aside, companion))
    return aside


def set_aside_before(path: Path, when: datetime | None) -> list[Path]:
    """Databases that were set aside before `when`, by the name they were given then; None: all."""
    pattern = re.compile(
        re.escape(f"{path.stem}.damaged-") + r"(\d{4}-\d\d-\d\d-\d{6})(-\d+)?" + re.escape(path.suffix)
    )
    try:
        names = sorted(path.parent.iterdir())
    except OSError:
        return []
    found = ((each, pattern.fullmatch(each.name)) for each in names)
    return [each for each, match in found if match and (when is None or _moment(match[1]) < when)]


def _moment(stamp: str) -> datetime:
    try:
        return datetime.strptime(stamp, _STAMP).astimezone()
    except ValueError:  # digits, but no date: not a name of ours
        return datetime.max.replace(tzinfo=UTC)


def remove(path: Path) -> None:
    """Delete a database, if there is one. Raises OSError."""
    for companion in reversed(COMPANIONS):
        _companion(path, companion).unlink(missing_ok=True)


def _companion(path: Path, companion: str) -> Path:
    return path.with_name(path.name + companion)
