"""The TOML file that the settings are kept in. Imports the settings and nothing else of ours.

The file is written as a whole or not at all, and what is in it is never thrown away: keys that this version does not
know stay where they are (a newer version wrote them), and a file that cannot be understood is set aside under another
name before a new one takes its place. Comments do not survive saving.

A mistake costs only the field it is in: every other one keeps its value. An endpoint never has its default for a
mistake: speech and key would go to the provider's own server, because of a typing error.
"""

import os
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any, get_type_hints

import msgspec
import tomli_w
from msgspec import Meta

from .settings import Address, OptionValue, ProviderChoice, Settings

Document = dict[str, Any]

_PROVIDERS = "providers"


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
    """The settings in `document`, and for each field whose value will not do, a clause that says so.

    A field of a provider's table is called as in the file: "providers.soniox.endpoint".
    """
    types = get_type_hints(Settings, include_extras=True)
    found = _Found()
    for name, kind in types.items():
        if name in document and name != _PROVIDERS:
            found.take(name, document[name], kind)
    choices = _choices(document.get(_PROVIDERS, {}), str(found.good.get("provider", Settings().provider)), found)
    return Settings(**found.good, providers=choices), found.mistakes


@dataclass
class _Found:
    """Values that will do, by name, and a clause for each that will not."""

    good: Document = field(default_factory=dict)
    mistakes: dict[str, str] = field(default_factory=dict)

    def take(self, name: str, value: object, kind: Any) -> None:
        try:
            self.good[name] = msgspec.convert(value, kind)
        except msgspec.ValidationError:
            self.refuse(name, value, _allowed(kind))

    def refuse(self, name: str, value: object, allowed: str) -> None:
        self.mistakes[name] = f"{name} is {_short(repr(value))}, but must be {allowed}"

    def table(self, name: str, value: object) -> Mapping[str, object]:
        """`value` if it is a table, else an empty one."""
        if isinstance(value, Mapping):
            return value
        self.refuse(name, value, f"a table, [{name}]")
        return {}


def _choices(value: object, chosen: str, found: _Found) -> dict[str, ProviderChoice]:
    if not isinstance(value, Mapping):
        found.table(_PROVIDERS, value)
        return {chosen: _unreadable(value)}
    choices = {}
    for provider, each in value.items():
        name = f"{_PROVIDERS}.{provider}"
        table = found.table(name, each)
        choice = _choice(name, table, found) if isinstance(each, Mapping) else _unreadable(each)
        if choice != ProviderChoice():
            choices[provider] = choice
    return choices


def _choice(name: str, table: Mapping[str, object], found: _Found) -> ProviderChoice:
    read = _Found(mistakes=found.mistakes)
    for option, given in read.table(f"{name}.options", table.get("options", {})).items():
        read.take(f"{name}.options.{option}", given, OptionValue)
    options = {option.removeprefix(f"{name}.options."): given for option, given in read.good.items()}
    match table.get("endpoint"):
        case None:
            return ProviderChoice(None, options)
        case str(endpoint):
            read.take(f"{name}.endpoint", endpoint, Address)
            return ProviderChoice(read.good.get(f"{name}.endpoint"), options)
        case other:
            return ProviderChoice(_unreadable(other).endpoint, options)


def _unreadable(value: object) -> ProviderChoice:
    """What stands where an endpoint could have been, and is none: no repr() is the address of a server."""
    return ProviderChoice(repr(value))


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
    match value:
        case Enum():
            return value.value
        case tuple():
            return list(value)
    return value


def _merged(document: Mapping[str, object], settings: Settings) -> Document:
    """`document` with every known field as in `settings`. TOML has no null: a field that is None has no line."""
    ours = {name: _plain(value) for name, value in asdict(settings).items()}
    others = {name: value for name, value in document.items() if name not in ours}
    ours[_PROVIDERS] = _merged_choices(document.get(_PROVIDERS), settings) or None
    return {name: value for name, value in ours.items() if value is not None} | others


def _merged_choices(old: object, settings: Settings) -> Document:
    tables = old if isinstance(old, Mapping) else {}
    merged = {}
    for provider in (*tables, *(each for each in settings.providers if each not in tables)):
        table = tables.get(provider)
        ours = asdict(settings.choice(provider))
        others = (
            {name: value for name, value in table.items() if name not in ours} if isinstance(table, Mapping) else {}
        )
        merged[provider] = {name: value for name, value in ours.items() if value not in (None, {})} | others
    return {provider: table for provider, table in merged.items() if table}


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
