"""Records to put into a history, and the reading of its files as bytes."""

import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.history.record import Record
from app.ui.status import Mark

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


class Clock:
    """A wall clock that stands still until it is set."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **more: float) -> None:
        self.now += timedelta(**more)


def spoken(text: str = "some words", at: datetime = NOON, **more: object) -> Record:
    """A dictation that was inserted."""
    given = {"mark": Mark.INSERTED, "outcome": "committed", "spoken": 2.5, "chosen": "local", "providers": ("local",)}
    return Record(uuid.uuid4().hex, at, text, **(given | more))


def bytes_of(folder: Path) -> bytes:
    """Everything that is in the files of a folder."""
    return b"\0".join(each.read_bytes() for each in sorted(folder.rglob("*")) if each.is_file())
