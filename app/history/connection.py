"""Opening the history's file, and SQLite's errors as what they mean to us. Imports the schema and the files."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import Enum
from pathlib import Path

from . import schema
from .files import prepare

BUSY_S = 5.0
"""How long another process may hold the file before that counts as trouble."""

_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_MISMATCH}
"""Result codes of a file whose content is not what we wrote. SQLITE_ERROR: a table or a column is missing."""
_REASONS = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_READONLY: "it may only be read",
    sqlite3.SQLITE_BUSY: "another program holds it",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened",
    sqlite3.SQLITE_IOERR: "the disk reported an error",
}


class Trouble(Enum):
    """What is wrong with a file."""

    DAMAGED = "damaged"
    NEWER = "written by a newer Holdfast"
    UNUSABLE = "unusable"
    """Full, locked, not writable, or not there: it may be fine again later."""


class FileTrouble(Exception):  # noqa: N818 - reads as what it is
    """The file could not do it. The message is a clause, such as "the disk is full", and quotes nothing of the file."""

    def __init__(self, trouble: Trouble, reason: str) -> None:
        super().__init__(reason)
        self.trouble = trouble


@contextmanager
def told() -> Iterator[None]:
    """SQLite's errors and the system's, and ValueError for what makes no sense, as FileTrouble."""
    try:
        yield
    except schema.NewerSchema as error:
        raise FileTrouble(Trouble.NEWER, "it was written by a newer Holdfast") from error
    except ValueError as error:
        raise FileTrouble(Trouble.DAMAGED, "what is in it makes no sense") from error
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_MISUSE) & 0xFF  # the rest is the extended code
        trouble = Trouble.DAMAGED if code in _DAMAGE else Trouble.UNUSABLE
        raise FileTrouble(trouble, _REASONS.get(code) or str(error)) from error
    except OSError as error:
        raise FileTrouble(Trouble.UNUSABLE, error.strerror or str(error)) from error


Functions = Mapping[str, Callable[..., bool]]
"""What SQL may call, by name."""


def open_to_write(path: Path, functions: Functions) -> sqlite3.Connection:
    """Open the file, or make it; check it, and bring it to this version.

    Raises what `told` translates.
    """
    prepare(path)
    connection = _connect(path, "mode=rw", functions)
    try:
        _set_up(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def open_to_read(path: Path, functions: Functions) -> sqlite3.Connection:
    """Open the file unchecked and unchanged. Raises what `told` translates."""
    return _connect(path, "mode=ro", functions)


def open_frozen(path: Path, functions: Functions) -> sqlite3.Connection:
    """The same where nothing can be written beside the file. What only the write-ahead log has is not seen."""
    return _connect(path, "mode=ro&immutable=1", functions)


def _connect(path: Path, mode: str, functions: Functions) -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?{mode}"
    connection = sqlite3.connect(address, BUSY_S, isolation_level=None, check_same_thread=False, uri=True)
    connection.text_factory = lambda stored: stored.decode("utf-8", "replace")
    for name, function in functions.items():
        connection.create_function(name, -1, function, deterministic=True)
    return connection


def _set_up(connection: sqlite3.Connection) -> None:
    run = connection.execute
    # Nothing of a text goes into a temporary file, and what is deleted is overwritten.
    for pragma in ("temp_store = MEMORY", "secure_delete = ON", "trusted_schema = OFF", "cell_size_check = ON"):
        run(f"PRAGMA {pragma}")
    if run("PRAGMA user_version").fetchone() == (0,):
        run("PRAGMA auto_vacuum = INCREMENTAL")
    elif run("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise ValueError("the file does not pass SQLite's check")
    schema.migrate(connection)
    try:
        run("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError:  # some network file systems have no shared memory; the older way works there
        run("PRAGMA journal_mode = TRUNCATE")
    run("PRAGMA synchronous = FULL")
    run("PRAGMA fullfsync = ON")  # macOS: fsync alone leaves it in the disk's own memory
