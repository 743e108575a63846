"""What the codecs share for reading and writing: options, URLs, headers, JSON values. Imports nothing of ours but the
frame type.

Everything that comes from a service is read through the functions here, which never raise: a value of the wrong type
counts as absent.
"""

import ipaddress
import json
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import SplitResult, quote, urlencode, urlsplit, urlunsplit

from .codec import Frame

SAMPLE_RATE = 16_000
"""Samples a second of the audio that every service is told to expect: 16 kHz mono s16le."""

SECONDS = SAMPLE_RATE
"""Samples in one unit, for services that tell the time in seconds."""

MILLISECONDS = SAMPLE_RATE // 1000
"""Samples in one unit, for services that tell the time in milliseconds."""

Message = dict[str, Any]
"""One JSON object from a service."""


class OptionError(ValueError):
    """An option has a value that the service would refuse. Says which, and what it may be."""

    def __init__(self, field: str, value: object, allowed: str) -> None:
        super().__init__(f"{field} is {value!r}; it must be {allowed}.")
        self.field = field
        self.value = value
        self.allowed = allowed


# ------------------------------------------------------------------------------------------------ options


def check_range(field: str, value: object, low: float, high: float) -> None:
    """Refuse what is not a number from `low` to `high`; a whole number where both limits are whole."""
    whole = isinstance(low, int) and isinstance(high, int)
    is_number = isinstance(value, int if whole else int | float) and not isinstance(value, bool)
    if not is_number or not low <= value <= high:  # type: ignore[operator]
        raise OptionError(field, value, f"a {'whole ' if whole else ''}number from {low} to {high}")


def check_choice(field: str, value: object, choices: Iterable[str]) -> None:
    """Refuse what is not one of `choices`."""
    known = tuple(choices)
    if value not in known:
        raise OptionError(field, value, f"one of {', '.join(known)}")


def check_flag(field: str, value: object) -> None:
    """Refuse what is not a boolean: `"false"` would be true otherwise."""
    if not isinstance(value, bool):
        raise OptionError(field, value, "true or false")


def check_terms(field: str, value: object) -> None:
    """Refuse what is not a tuple of strings: a lone string would be taken for a list of its letters."""
    if not isinstance(value, tuple) or not all(isinstance(term, str) for term in value):
        raise OptionError(field, value, "a tuple of texts")


# ------------------------------------------------------------------------------------------------ handshake


def endpoint_url(base: str | None, default_url: str, query: Sequence[tuple[str, str]] = ()) -> str:
    """The WebSocket URL to open: `default_url`, or the user's own `base` with its path where `base` has none.

    `base` is scheme, host, optional port and path. Plain `ws://` is allowed to this computer only, since a key goes
    along. Spaces in the query become `%20`, which all services document or accept.

    Raises `OptionError` that names `base`; of an address with a password in it, only that it has one.
    """
    scheme, netloc, path, _, _ = urlsplit(default_url)
    if base is not None:
        own = _split(base)
        scheme, netloc = own.scheme, own.netloc
        if own.path.strip("/"):
            path = own.path
    return urlunsplit((scheme, netloc, path, urlencode(query, quote_via=quote), ""))


def _split(base: str) -> SplitResult:
    if "@" in base:
        raise OptionError("endpoint", "an address with a user or password", "without them: keys go into a header")
    if not base.isascii() or not base.isprintable() or " " in base:
        raise OptionError("endpoint", base, "printable ASCII without spaces")
    try:
        parts = urlsplit(base)
        port = parts.port
    except ValueError as error:
        raise OptionError("endpoint", base, "like wss://host:port/path, with a port up to 65535") from error
    if parts.scheme not in ("ws", "wss") or not parts.hostname or port == 0:
        raise OptionError("endpoint", base, "like wss://host:port/path")
    if parts.query or parts.fragment:
        raise OptionError("endpoint", base, "without ? and #: the query is made from the options")
    if parts.scheme == "ws" and not is_loopback(parts.hostname):
        raise OptionError("endpoint", base, "wss://, since ws:// would send the key in the clear to another computer")
    return parts


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def checked_key(key: str) -> str:
    """`key` without the blanks that came along when it was copied.

    Raises `OptionError` for what cannot stand in a header, and never quotes it.
    """
    stripped = key.strip()
    if not stripped:
        raise OptionError("key", "empty", "the API key of your account")
    if not stripped.isascii() or not stripped.isprintable():
        raise OptionError("key", "not shown", "plain letters, digits and signs: copy it again")
    return stripped


def json_frame(message: object) -> str:
    """A JSON text frame."""
    return json.dumps(message, separators=(",", ":"))


# ------------------------------------------------------------------------------------------------ messages


def read_object(frame: Frame) -> Message | None:
    """The JSON object in `frame`; None for everything else, however deep or broken."""
    try:
        value = json.loads(frame)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def text_at(message: Message, *keys: str) -> str:
    """The first text under `keys` that is one and is not empty. Halves of surrogate pairs are replaced: nobody
    behind us could write them."""
    for key in keys:
        value = message.get(key)
        if isinstance(value, str) and value:
            return value.encode("utf-8", "replace").decode("utf-8")
    return ""


def object_at(message: Message, key: str) -> Message:
    """The object under `key`, else an empty one."""
    value = message.get(key)
    return value if isinstance(value, dict) else {}


def list_at(message: Message, key: str) -> list[Any]:
    """The list under `key`, else an empty one."""
    value = message.get(key)
    return value if isinstance(value, list) else []


def first_object(values: list[Any]) -> Message:
    """The first of `values` if it is an object, else an empty one."""
    return values[0] if values and isinstance(values[0], dict) else {}


def samples(value: object, unit: int) -> int | None:
    """A point in time, in samples; None for what is no plausible one. `unit`: samples in one of the service's units."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e9:
        return None
    return round(value * unit)
