"""Wayland's wire format, and the few protocols that an insertion needs, as data. Imports nothing; pure.

A message is the id of its object, then its size in bytes and its opcode in one word, then its arguments, each padded
to four bytes; file descriptors travel beside the bytes (https://wayland.freedesktop.org/docs/html/ch04.html). Opcodes
count the requests and events of an interface in the order of its XML, of which the tables here are the beginnings.

Signatures: `i` int, `u` uint, `s` string, `o` object, `n` new id, `a` array, `h` file descriptor.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

Argument = int | str | bytes | None

_HEADER = struct.Struct("=IHH")
_WORD = struct.Struct("=I")
_INT = struct.Struct("=i")


@dataclass(frozen=True, slots=True)
class Interface:
    """Names and signatures of the requests and events of one kind of object, in the order of their opcodes."""

    name: str
    requests: tuple[tuple[str, str], ...] = ()
    events: tuple[tuple[str, str], ...] = ()

    def request(self, name: str) -> tuple[int, str]:
        """Opcode and signature of a request."""
        for opcode, (each, signature) in enumerate(self.requests):
            if each == name:
                return opcode, signature
        raise ValueError(f"{self.name} has no request {name!r}")


@dataclass(frozen=True, slots=True)
class RawEvent:
    """An event whose object is not looked up yet."""

    sender: int
    opcode: int
    payload: bytes


def pack(sender: int, opcode: int, signature: str, arguments: Sequence[Argument]) -> bytes:
    """The bytes of a request. Descriptors (`h`) have none: they are sent beside it. No object is None."""
    body = b"".join(_pack_one(kind, value) for kind, value in zip(signature, arguments, strict=True) if kind != "h")
    return _HEADER.pack(sender, opcode, _HEADER.size + len(body)) + body


def _pack_one(kind: str, value: Argument) -> bytes:
    match value:
        case str():
            return _pack_bytes(value.encode() + b"\0")
        case bytes():
            return _pack_bytes(value)
        case int() if kind == "i":
            return _INT.pack(value)
        case _:
            return _WORD.pack(value or 0)


def _pack_bytes(data: bytes) -> bytes:
    return _WORD.pack(len(data)) + data + bytes(-len(data) % 4)


def split(buffer: bytes) -> tuple[list[RawEvent], bytes]:
    """The whole events at the beginning of `buffer`, and the rest. Raises ValueError for what cannot be an event."""
    events: list[RawEvent] = []
    while len(buffer) >= _HEADER.size:
        sender, opcode, size = _HEADER.unpack_from(buffer)
        if size < _HEADER.size:
            raise ValueError(f"a Wayland event of {size} bytes")
        if len(buffer) < size:
            break
        events.append(RawEvent(sender, opcode, buffer[_HEADER.size : size]))
        buffer = buffer[size:]
    return events, buffer


def unpack(signature: str, payload: bytes) -> list[Argument]:
    """The arguments of an event. In the place of a descriptor stands None: it comes beside the bytes."""
    values: list[Argument] = []
    at = 0
    for kind in signature:
        if kind == "h":
            values.append(None)
            continue
        (word,) = (_INT if kind == "i" else _WORD).unpack_from(payload, at)
        at += _WORD.size
        if kind in "sa":
            data = payload[at : at + word]
            at += word + -word % 4
            values.append(data[:-1].decode("utf-8", "replace") if kind == "s" else data)
        else:
            values.append(word)
    return values


DISPLAY = Interface("wl_display", (("sync", "n"), ("get_registry", "n")), (("error", "ous"), ("delete_id", "u")))
REGISTRY = Interface("wl_registry", (("bind", "usun"),), (("global", "usu"), ("global_remove", "u")))
CALLBACK = Interface("wl_callback", (), (("done", "u"),))
SEAT = Interface("wl_seat", (), (("capabilities", "u"), ("name", "s")))

DATA_OFFER = Interface("ext_data_control_offer_v1", (("receive", "sh"), ("destroy", "")), (("offer", "s"),))
DATA_SOURCE = Interface(
    "ext_data_control_source_v1", (("offer", "s"), ("destroy", "")), (("send", "sh"), ("cancelled", ""))
)
DATA_DEVICE = Interface(
    "ext_data_control_device_v1",
    (("set_selection", "o"), ("destroy", ""), ("set_primary_selection", "o")),
    (("data_offer", "n"), ("selection", "o"), ("finished", ""), ("primary_selection", "o")),
)
DATA_MANAGERS = tuple(
    Interface(name, (("create_data_source", "n"), ("get_data_device", "no")))
    for name in ("ext_data_control_manager_v1", "zwlr_data_control_manager_v1")
)
"""The standard's and its older draft, which differ in nothing but the names (the draft has the primary selection from
its version 2 on). https://wayland.app/protocols/ext-data-control-v1"""

KEYBOARD_MANAGER = Interface("zwp_virtual_keyboard_manager_v1", (("create_virtual_keyboard", "on"),))
KEYBOARD = Interface("zwp_virtual_keyboard_v1", (("keymap", "uhu"), ("key", "uuu"), ("modifiers", "uuuu")))
"""https://wayland.app/protocols/virtual-keyboard-unstable-v1"""

TOPLEVEL_MANAGER = Interface("zwlr_foreign_toplevel_manager_v1", (("stop", ""),), (("toplevel", "n"), ("finished", "")))
TOPLEVEL = Interface(
    "zwlr_foreign_toplevel_handle_v1",
    (
        ("set_maximized", ""),
        ("unset_maximized", ""),
        ("set_minimized", ""),
        ("unset_minimized", ""),
        ("activate", "o"),
        ("close", ""),
        ("set_rectangle", "oiiii"),
        ("destroy", ""),
    ),
    (
        ("title", "s"),
        ("app_id", "s"),
        ("output_enter", "o"),
        ("output_leave", "o"),
        ("state", "a"),
        ("done", ""),
        ("closed", ""),
        ("parent", "o"),
    ),
)
"""https://wayland.app/protocols/wlr-foreign-toplevel-management-unstable-v1"""
