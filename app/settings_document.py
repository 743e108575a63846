"""From a TOML document to settings and back. Pure; imports the settings.

A mistake costs only the field it is in: every other one keeps its value. An endpoint never has its default for a
mistake: speech and key would go to the provider's own server, because of a typing error.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from enum import Enum
from typing import Any, get_type_hints

import msgspec
from msgspec import Meta

from .settings import Address, Manner, Name, OptionValue, ProviderChoice, Settings

Document = dict[str, Any]

_PROVIDERS = "providers"
_PROGRAMS = "programs"


def from_document(document: Mapping[str, object]) -> tuple[Settings, dict[str, str]]:
    """The settings in `document`, and for each field whose value will not do, a clause that says so.

    A field of a provider's table is called as in the file: "providers.soniox.endpoint".
    """
    types = get_type_hints(Settings, include_extras=True)
    found = _Found()
    for name, kind in types.items():
        if name in document and name not in (_PROVIDERS, _PROGRAMS):
            found.take(name, document[name], kind)
    choices = _choices(document.get(_PROVIDERS, {}), str(found.good.get("provider", Settings().provider)), found)
    return Settings(**found.good, programs=_programs(document, found), providers=choices), found.mistakes


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
        self.mistakes[name] = f"{name} is {short(repr(value))}, but must be {allowed}"

    def table(self, name: str, value: object) -> Mapping[str, object]:
        """`value` if it is a table, else an empty one."""
        if isinstance(value, Mapping):
            return value
        self.refuse(name, value, f"a table, [{name}]")
        return {}


def _programs(document: Mapping[str, object], found: _Found) -> dict[Name, Manner]:
    read = _Found(mistakes=found.mistakes)
    for program, manner in read.table(_PROGRAMS, document.get(_PROGRAMS, {})).items():
        read.take(f"{_PROGRAMS}.{program}", manner, Manner)
    return {name.removeprefix(f"{_PROGRAMS}."): manner for name, manner in read.good.items()}


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
        case dict():
            return {name: _plain(each) for name, each in value.items()}
    return value


def merged(document: Mapping[str, object], settings: Settings) -> Document:
    """`document` with every known field as in `settings`. TOML has no null: a field that is None has no line."""
    ours = {name: _plain(value) for name, value in asdict(settings).items()}
    others = {name: value for name, value in document.items() if name not in ours}
    ours[_PROGRAMS] = ours[_PROGRAMS] or None
    ours[_PROVIDERS] = _merged_choices(document.get(_PROVIDERS), settings) or None
    return {name: value for name, value in ours.items() if value is not None} | others


def _merged_choices(old: object, settings: Settings) -> Document:
    tables = old if isinstance(old, Mapping) else {}
    choices = {}
    for provider in (*tables, *(each for each in settings.providers if each not in tables)):
        table = tables.get(provider)
        ours = asdict(settings.choice(provider))
        others = (
            {name: value for name, value in table.items() if name not in ours} if isinstance(table, Mapping) else {}
        )
        choices[provider] = {name: value for name, value in ours.items() if value not in (None, {})} | others
    return {provider: table for provider, table in choices.items() if table}


def short(told: object) -> str:
    """At most one line of it: it is shown in a window."""
    line = " ".join(str(told).split())
    return line if len(line) <= 80 else f"{line[:79]}…"
