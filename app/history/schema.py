"""The tables of the history's file, and the way from any older version of them to this one. Imports the standard
library only.

The version is the file's `user_version`: how many of `MIGRATIONS` it has gone through. A script that was released is
never changed; another one is added.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

MIGRATIONS = (
    (
        """
        CREATE TABLE entries (
            place INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            stamp INTEGER NOT NULL,
            time TEXT NOT NULL,
            text TEXT NOT NULL,
            mark TEXT NOT NULL,
            outcome TEXT NOT NULL,
            spoken REAL NOT NULL,
            note TEXT NOT NULL,
            chosen TEXT NOT NULL,
            providers TEXT NOT NULL,
            language TEXT,
            answered INTEGER,
            failure TEXT,
            recording TEXT,
            earlier TEXT NOT NULL
        )
        """,
        """
        CREATE TABLE age (
            counted INTEGER NOT NULL,
            believed INTEGER NOT NULL,
            highest INTEGER NOT NULL,
            leapt INTEGER
        )
        """,
    ),
)
"""Statements by version. `entries.stamp` is the count of `age` (`retention.Age`) when the entry was written."""


class NewerSchema(Exception):  # noqa: N818 - reads as what it is
    """The file was written by a newer Holdfast. Nothing was changed in it."""


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of it or nothing. The connection is in autocommit mode (`isolation_level=None`). Raises sqlite3.Error."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk may have ended it already
            connection.execute("ROLLBACK")
        raise


def migrate(connection: sqlite3.Connection, migrations: Sequence[Sequence[str]] = MIGRATIONS) -> None:
    """Bring the file to the newest version, in one step or not at all. Raises NewerSchema, sqlite3.Error,
    ValueError."""
    if _version(connection) == len(migrations):
        return
    with transaction(connection):
        version = _version(connection)  # another process may have been faster
        if not 0 <= version < 1000:
            raise ValueError("no Holdfast wrote that version")
        if version > len(migrations):
            raise NewerSchema
        for statements in migrations[version:]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(migrations)}")


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)
