"""The desktop's leave to press keys, as it is kept from one start to the next. Imports nothing of ours.

A restore token is no secret of the user's and opens nothing for another app: the portal takes it from our app id only,
and once. But whoever can use it presses keys without being asked. So it is in a file for this user alone (mode 0600),
beside what was said, and not in the key store: that may be locked when the desktop starts, may ask the user to unlock
it, and is read by the same programs of the same user anyhow.

A refusal is kept in its place, so that nobody is asked at every start.
"""

import os
from dataclasses import dataclass
from pathlib import Path

_REFUSED = "refused"
_LONGEST = 200
"""Portals make UUIDs, of 36 characters. A bus throws out whoever sends it a string with a NUL."""


@dataclass(frozen=True, slots=True)
class Leave:
    """What the user decided, as far as we know."""

    token: str = ""
    """Restores the session without a question; empty: there is none."""
    refused: bool = False
    """The user does not want keys to be pressed."""


class LeaveFile:
    """Holds the newest `Leave`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Leave:
        """What is kept. A file that cannot be read is none: the desktop asks then."""
        try:
            word = self._path.read_text("ascii").strip()
        except (OSError, UnicodeDecodeError):
            return Leave()
        if word == _REFUSED:
            return Leave(refused=True)
        return Leave(token=word if word.isprintable() and len(word) <= _LONGEST else "")

    def write(self, leave: Leave) -> None:
        """Keep `leave` instead, whole or not at all. Raises OSError."""
        word = _REFUSED if leave.refused else leave.token
        if not word:
            self._path.unlink(missing_ok=True)
            return
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        new = self._path.with_suffix(".new")
        new.unlink(missing_ok=True)
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(word + "\n")
        new.replace(self._path)
