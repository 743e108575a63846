"""The history's file: records in SQLite. Imports the record, its rows, and the connection.

One object belongs to one thread. Several processes may have the file open: the app and the command line.

What is written is on the disk when a method returns: in WAL mode with `synchronous=FULL` every commit is synced
(https://www.sqlite.org/pragma.html#pragma_synchronous). What is deleted is overwritten in the file (`secure_delete`),
and gone from the write-ahead log with the next `tidy`.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from itertools import product
from pathlib import Path

from . import schema
from .connection import FileTrouble, Functions, open_frozen, open_to_read, open_to_write, told
from .record import Record
from .retention import Age
from .rows import COLUMNS, Value, record, row

_NAMES = ", ".join(COLUMNS)
_INSERT = f"INSERT INTO entries ({_NAMES}, stamp) VALUES ({', '.join('?' * (len(COLUMNS) + 1))})"  # noqa: S608
_CHANGED = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS if name not in ("id", "place"))
_UPSERT = f"{_INSERT} ON CONFLICT (id) DO UPDATE SET {_CHANGED}"
_FOUND = "WHERE (? IS NULL OR place < ?) AND (? = '' OR holds(?, text, earlier))"


class Database:
    """An open file. Every method raises FileTrouble."""

    def __init__(self, path: Path, *, frozen: bool = False) -> None:
        """Open the file, or make it, and see whether it is sound.

        `frozen`: take it as it is, on a disk that cannot be written to; whatever writes raises FileTrouble.
        """
        self.frozen = frozen
        with told():
            self._connection = (open_frozen if frozen else open_to_write)(path, FUNCTIONS)
            self._identity = _identity(path)

    def is_at(self, path: Path) -> bool:
        """Whether this is still the file of that name: what is written to one that was removed is lost."""
        try:
            return _identity(path) == self._identity
        except OSError:
            return False

    def close(self) -> None:
        """Idempotent."""
        with told():
            self._connection.close()

    # ------------------------------------------------------------------------------------------------ writing

    def put(self, records: Sequence[Record], now: int) -> None:
        """Add them, stamped with their age at wall time `now` (ms since 1970): none. One whose id is there takes its
        place and keeps its stamp. All or none. A place that is taken is moved up to the next free one."""
        with self._writing() as run:
            counted = _look_at_the_clock(run, now).counted
            for each in records:
                values = dict(zip(COLUMNS, row(each), strict=True))
                while run("SELECT 1 FROM entries WHERE place = ? AND id <> ?", (values["place"], each.id)).fetchone():
                    values["place"] = int(values["place"] or 0) + 1
                run(_UPSERT, (*values.values(), counted))

    def change(self, identity: str, edit: Callable[[Record], Record]) -> Record | None:
        """Put `edit` of the record in its place; the new one. None: it is not there (any more)."""
        with self._writing() as run:
            found = self._records(run(f"SELECT {_NAMES} FROM entries WHERE id = ?", (identity,)))  # noqa: S608
            if not found:
                return None
            changed = edit(found[0])
            run(_UPSERT, (*row(changed), 0))
            return changed

    def delete(self, identities: Sequence[str]) -> list[Record]:
        """Remove them; those that were there."""
        with self._writing() as run:
            gone = [
                each
                for identity in identities
                for each in self._records(run(f"SELECT {_NAMES} FROM entries WHERE id = ?", (identity,)))  # noqa: S608
            ]
            for each in gone:
                run("DELETE FROM entries WHERE id = ?", (each.id,))
            return gone

    def clear(self) -> list[Record]:
        """Remove everything; what it was."""
        with self._writing() as run:
            gone = self._records(run(f"SELECT {_NAMES} FROM entries"))  # noqa: S608
            run("DELETE FROM entries")
            return gone

    def expire(self, keep: int, now: int) -> tuple[list[Record], bool]:
        """Remove what is older than `keep` (ms) at wall time `now` (ms since 1970); what it was, and whether that time
        is believed."""
        with self._writing() as run:
            age = _look_at_the_clock(run, now)
            oldest = age.counted - keep
            gone = self._records(run(f"SELECT {_NAMES} FROM entries WHERE stamp < ?", (oldest,)))  # noqa: S608
            if gone:
                run("DELETE FROM entries WHERE stamp < ?", (oldest,))
            return gone, age.leapt is None

    def tidy(self) -> bool:
        """Leave nothing of what was deleted in the file or its log, and make it smaller; False: a reader was in the
        way, and it must be done again."""
        with told():
            # Not execute, which takes one step of it only, as there are no columns.
            self._connection.executescript("PRAGMA incremental_vacuum")
            (busy, *_) = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy

    # ------------------------------------------------------------------------------------------------ reading

    def page(self, limit: int, below: int | None = None, search: str = "") -> list[Record]:
        """At most `limit` records, newest first, of those with a place below `below` and that hold `search`."""
        with told():
            query = f"SELECT {_NAMES} FROM entries {_FOUND} ORDER BY place DESC LIMIT ?"  # noqa: S608
            return self._records(self._connection.execute(query, (*_wanted(below, search), limit)))

    def count(self, below: int | None = None, search: str = "") -> int:
        """How many there are of which `page` gives some."""
        with told():
            query = f"SELECT count(*) FROM entries {_FOUND}"  # noqa: S608
            (number,) = self._connection.execute(query, _wanted(below, search)).fetchone()
            return int(number)

    def find(self, beginning: str, limit: int = 2) -> list[Record]:
        """Records whose id begins like this."""
        with told():
            query = f"SELECT {_NAMES} FROM entries WHERE substr(id, 1, ?) = ? ORDER BY place DESC LIMIT ?"  # noqa: S608
            return self._records(self._connection.execute(query, (len(beginning), beginning, limit)))

    def with_recording(self, recording: str) -> Record | None:
        """The one whose sound is that recording."""
        with told():
            query = f"SELECT {_NAMES} FROM entries WHERE recording = ?"  # noqa: S608
            return next(iter(self._records(self._connection.execute(query, (recording,)))), None)

    def answered(self) -> list[Record]:
        """Records that have a recording, although all of it is in their text."""
        with told():
            query = f"SELECT {_NAMES} FROM entries WHERE recording IS NOT NULL AND answered"  # noqa: S608
            return self._records(self._connection.execute(query))

    def is_taken(self, place: int) -> bool:
        """Whether one stands there."""
        with told():
            return self._connection.execute("SELECT 1 FROM entries WHERE place = ?", (place,)).fetchone() is not None

    def highest_place(self) -> int:
        """The place of the newest; 0 without any."""
        with told():
            (place,) = self._connection.execute("SELECT max(place) FROM entries").fetchone()
            return int(place or 0)

    @contextmanager
    def _writing(self) -> Iterator[Callable[..., sqlite3.Cursor]]:
        with told(), schema.transaction(self._connection):
            yield self._connection.execute

    def _records(self, rows: Iterable[tuple[Value, ...]]) -> list[Record]:
        return [record(values) for values in rows]


def _look_at_the_clock(run: Callable[..., sqlite3.Cursor], now: int) -> Age:
    known = run("SELECT counted, believed, highest, leapt FROM age").fetchone()
    age = Age(*known).at(now) if known else Age.begun(now)
    run("DELETE FROM age")
    run("INSERT INTO age VALUES (?, ?, ?, ?)", (age.counted, age.believed, age.highest, age.leapt))
    return age


def salvage(path: Path) -> list[Record]:
    """What can be read of a damaged file, oldest first: from both ends towards the damage. Raises nothing."""
    found: dict[str, Record] = {}
    for opened, direction in product((open_to_read, open_frozen), ("", " DESC")):
        query = f"SELECT {_NAMES} FROM entries ORDER BY place{direction}"  # noqa: S608
        try:
            with told(), closing(opened(path, FUNCTIONS)) as connection:
                for values in connection.execute(query):
                    with suppress(ValueError):
                        each = record(values)
                        found.setdefault(each.id, each)
        except FileTrouble:
            continue
    return sorted(found.values(), key=lambda each: each.place)


def _identity(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino


def _wanted(below: int | None, search: str) -> tuple[Value, ...]:
    needle = search.casefold().strip()
    return (below, below, needle, needle)


def _holds(needle: str, text: str, earlier: str) -> bool:
    """Whether a row has the needle, which is casefolded, in one of its texts."""
    if needle in text.casefold():
        return True
    return earlier != "[]" and any(needle in each[0].casefold() for each in json.loads(earlier))


FUNCTIONS: Functions = {"holds": _holds}
