"""What the user chose, and the TOML file it is kept in. Imports the gesture's modes and nothing else of ours.

The file is written as a whole or not at all, and what is in it is never thrown away: keys that this version does not
know stay where they are (a newer version wrote them), and a file that cannot be understood is set aside under another
name before a new one takes its place. Comments do not survive saving.

A mistake costs only the field it is in: every other one keeps its value.
"""

import os
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import Enum, StrEnum
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import msgspec
import tomli_w
from msgspec import Meta

from .gesture_messages import Mode as Mode

Document = dict[str, Any]


class Delivery(StrEnum):
    """What becomes of a dictation's text."""

    INSERT = "insert"
    """It goes into the program that has the focus."""
    COPY = "copy"
    """It goes to the clipboard, and nowhere else."""


class Theme(StrEnum):
    """Which colours the windows have."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


# Lone surrogates come from names that are not UTF-8; no file can hold them.
Name = Annotated[str, Meta(min_length=1, pattern=r"^[^\ud800-\udfff]*$", description="a name in quotes")]


@dataclass(frozen=True, slots=True)
class Settings:
    """Every choice there is. The names are those of the file."""

    provider: Name = "local"
    """Who recognises: an id of `providers/catalogue.py`. Only whoever looks it up there knows whether it exists."""
    microphone: Name | None = None
    """The device's name as `holdfast devices` prints it; None (no line in the file): the system's default."""
    hotkey: Name = "Right Ctrl"
    """The key's name, as the hotkey backend resolves it on this keyboard."""
    mode: Mode = Mode.HOLD
    """What a short press of the hotkey means."""
    delivery: Delivery = Delivery.INSERT
    theme: Theme = Theme.SYSTEM
    longest_hold_s: Annotated[
        int, Meta(ge=60, le=86_400, description="a whole number of seconds from 60 to 86400, without quotes")
    ] = 7200
    """After so many seconds of speech its text is committed, and listening goes on."""


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
        problem = f"The settings in {path} are not valid TOML ({_short(error)}). The defaults are used."
        return Loaded(Settings(), f"{problem} {_replace_broken(path, None)}")
    settings, mistakes = _from_document(document)
    if not mistakes:
        return Loaded(settings)
    problem = f"In {path}, {'; '.join(mistakes.values())}. The default is used instead."
    return Loaded(settings, f"{problem} {_replace_broken(path, _merged(document, settings))}")


def save(path: Path, settings: Settings) -> None:
    """Write `settings` to `path`, whole or not at all, readable by this user only. Raises SettingsError."""
    _, mistakes = _from_document(_merged({}, settings))
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
        _write(path, _merged(document, settings))
    except OSError as error:
        raise SettingsError(
            f"The settings could not be saved in {path} ({_reason(error)}). They hold until Holdfast ends. "
            "Make the folder writable, or free some space on the disk, and save them again."
        ) from error


# ------------------------------------------------------------------------------------------------ values


def _from_document(document: Mapping[str, object]) -> tuple[Settings, dict[str, str]]:
    """The settings in `document`, and for each field whose value will not do, a clause that says so."""
    types = get_type_hints(Settings, include_extras=True)
    good: Document = {}
    mistakes: dict[str, str] = {}
    for name in types.keys() & document.keys():
        try:
            good[name] = msgspec.convert(document[name], types[name])
        except msgspec.ValidationError:
            mistakes[name] = f"{name} is {_short(repr(document[name]))}, but must be {_allowed(types[name])}"
    return Settings(**good), {name: mistakes[name] for name in types if name in mistakes}


def _allowed(kind: Any) -> str:
    """The values of a field's type, in words."""
    if isinstance(kind, type) and issubclass(kind, Enum):
        *most, last = (f'"{member.value}"' for member in kind)
        return f"{', '.join(most)} or {last}"
    described = (each for each in _parts(kind) if isinstance(each, Meta) and each.description)
    return " or ".join(str(each.description) for each in described)


def _parts(kind: Any) -> Iterator[Any]:
    """The annotations within an Annotated type, or within the members of a union of them."""
    yield from getattr(kind, "__metadata__", ())
    for member in getattr(kind, "__args__", ()):
        yield from _parts(member)


def _plain(value: object) -> object:
    return value.value if isinstance(value, Enum) else value


def _merged(document: Mapping[str, object], settings: Settings) -> Document:
    """`document` with every known field as in `settings`. TOML has no null: a field that is None has no line."""
    ours = {name: _plain(value) for name, value in asdict(settings).items()}
    others = {name: value for name, value in document.items() if name not in ours}
    return {name: value for name, value in ours.items() if value is not None} | others


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


def _short(told: object) -> str:
    """At most one line of it: it is shown in a window."""
    line = " ".join(str(told).split())
    return line if len(line) <= 80 else f"{line[:79]}…"
