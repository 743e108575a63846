"""The TOML file that the settings are kept in. Imports the settings and their document.

The file is written as a whole or not at all, and what is in it is never thrown away: keys that this version does not
know stay where they are (a newer version wrote them), and a file that cannot be understood is set aside under another
name before a new one takes its place. Comments do not survive saving.
"""

import os
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import tomli_w

from .settings import Settings
from .settings_document import Document, from_document, merged, short


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read. `problem` is for the user: what was wrong, what is used instead, where the old file is."""

    settings: Settings
    problem: str | None = None


class SettingsError(Exception):
    """The settings could not be saved. The message is for the user: where, why, and what to do.

    `field` is the attribute of `Settings` that is to blame, None if it is the file.
    """

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


def load(path: Path) -> Loaded:
    """The settings in the file at `path`; the defaults if there is none. Never raises for what the file is like.

    A file with mistakes is set aside, and a corrected one is written in its place.
    """
    try:
        document = _read(path)
    except FileNotFoundError:
        return Loaded(Settings())
    except OSError as error:
        return Loaded(
            Settings(),
            f"The settings in {path} cannot be read ({_reason(error)}). The defaults are used. "
            "Make the file readable and start Holdfast again.",
        )
    except (ValueError, RecursionError) as error:
        problem = f"The settings in {path} are not valid TOML ({short(error)}). The defaults are used."
        return Loaded(Settings(), f"{problem} {_replace_broken(path, None)}")
    settings, mistakes = from_document(document)
    if not mistakes:
        return Loaded(settings)
    problem = f"In {path}, {'; '.join(mistakes.values())}. The default is used instead."
    return Loaded(settings, f"{problem} {_replace_broken(path, merged(document, settings))}")


def save(path: Path, settings: Settings) -> None:
    """Write `settings` to `path`, whole or not at all, readable by this user only. Raises SettingsError."""
    _, mistakes = from_document(merged({}, settings))
    for name, clause in mistakes.items():
        raise SettingsError(f"Nothing was saved: {clause}.", name)
    try:
        try:
            document = _read(path)
        except FileNotFoundError:
            document = {}
        except (ValueError, RecursionError):
            _set_aside(path)
            document = {}
        _write(path, merged(document, settings))
    except OSError as error:
        raise SettingsError(
            f"The settings could not be saved in {path} ({_reason(error)}). They hold until Holdfast ends. "
            "Make the folder writable, or free some space on the disk, and save them again."
        ) from error


# ------------------------------------------------------------------------------------------------ files


def _read(path: Path) -> Document:
    """Raises OSError, ValueError (no UTF-8, no TOML), or RecursionError (tomllib, for absurd nesting)."""
    if path.exists() and not path.is_file():  # reading a pipe would wait for ever
        raise OSError(None, "it is not a file")
    return tomllib.loads(path.read_bytes().decode("utf-8-sig"))  # -sig: Windows' Notepad may write a byte order mark


def _write(path: Path, document: Document) -> None:
    content = tomli_w.dumps(document).encode()
    path = path.resolve()  # who keeps the file elsewhere and links to it here wants the link to stay
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _temporary_beside(path) as (descriptor, temporary):
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)


@contextmanager
def _temporary_beside(path: Path) -> Iterator[tuple[int, Path]]:
    """A new file of mode 0600 in the folder of `path`, removed if it is still there afterwards."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        yield descriptor, Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _set_aside(path: Path) -> Path:
    """Give the file at `path` a name that no file has yet; that name. Raises OSError."""
    path = path.resolve()
    stamp = datetime.now().astimezone().strftime("%Y-%m-%d-%H%M%S")
    aside = path.with_name(f"{path.stem}.broken-{stamp}{path.suffix}")
    number = 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.stem}.broken-{stamp}-{number}{path.suffix}")
    return path.rename(aside)


def _replace_broken(path: Path, corrected: Document | None) -> str:
    """Set the file aside and write the corrected one; a sentence on how that went."""
    try:
        aside = _set_aside(path)
        if corrected is not None:
            _write(path, corrected)
    except OSError as error:
        return f"Correct it by hand: Holdfast may not change it ({_reason(error)})."
    return f"The old file is kept as {aside.name}."


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
