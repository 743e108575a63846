"""What a program is asked about the object with the focus. Imports the connection and `objects`.

What can be asked at once is. The deadline holds for all rounds together.
"""

from jeepney import DBusAddress, Message, Properties, message_bus, new_method_call

from .connection import Connection
from .objects import Accessible, Focused, States, Takes

INTERFACE = "org.a11y.atspi."
BEFORE = 80
"""So many characters before the caret are asked for: enough to see how the sentence stands."""
AFTER = 2
EMBEDDED = "\ufffc"
"""Stands for an object within a text: what is written in there is not told."""


def look(connection: Connection, accessible: Accessible, until: float) -> Focused | None:
    """What the program says of `accessible`; None: it has the focus no longer, or nothing was said until then."""
    state, role, interfaces, process = connection.ask(
        [
            call(accessible, "Accessible", "GetState"),
            call(accessible, "Accessible", "GetRole"),
            call(accessible, "Accessible", "GetInterfaces"),
            message_bus.GetConnectionUnixProcessID(accessible.name),
        ],
        until,
    )
    if not (state and role and interfaces):
        return None
    states = states_of(state)
    if States.FOCUSED not in states:
        return None
    focused = Focused(
        accessible,
        _number(role),
        states,
        frozenset(str(each).removeprefix(INTERFACE) for each in _list(interfaces)),
        _number(process) if process else 0,
    )
    if focused.takes is not Takes.TEXT or "Text" not in focused.interfaces:
        return focused
    before, after = _around(connection, accessible, until)
    return Focused(accessible, focused.role, states, focused.interfaces, focused.process, before, after)


def selection(connection: Connection, accessible: Accessible, until: float) -> tuple[int, int] | None:
    """Where what is selected begins and ends, both at the caret if nothing is, in the program's own counting."""
    caret, selected = connection.ask(
        [get(accessible, "Text", "CaretOffset"), call(accessible, "Text", "GetSelection", "i", 0)], until
    )
    match selected:
        case (int(start), int(end)) if start != end and start >= 0 and end >= 0:
            return min(start, end), max(start, end)
    match caret:
        case ((_, int(offset)),) if offset >= 0:
            return offset, offset
    return None


def count(connection: Connection, accessible: Accessible, until: float) -> int | None:
    """How many characters there are, in the program's own counting. Qt complains of whoever asks for more."""
    (answer,) = connection.ask([get(accessible, "Text", "CharacterCount")], until)
    match answer:
        case ((_, int(number)),):
            return number
    return None


def _around(connection: Connection, accessible: Accessible, until: float) -> tuple[str | None, str | None]:
    place, length = selection(connection, accessible, until), count(connection, accessible, until)
    if place is None or length is None:
        return None, None
    start, end = place
    before, after = connection.ask(
        [
            call(accessible, "Text", "GetText", "ii", max(0, start - BEFORE), start),
            call(accessible, "Text", "GetText", "ii", end, min(end + AFTER, length)),
        ],
        until,
    )
    return (_text(before) or None) if start else "", _text(
        after
    )  # GTK 4.8: what is hidden in an entry reads as nothing


def call(accessible: Accessible, interface: str, method: str, signature: str | None = None, *values: object) -> Message:
    """A question to an object."""
    address = DBusAddress(accessible.path, bus_name=accessible.name, interface=INTERFACE + interface)
    return new_method_call(address, method, signature, values)


def get(accessible: Accessible, interface: str, name: str) -> Message:
    """The question for a property of an object."""
    address = DBusAddress(accessible.path, bus_name=accessible.name, interface=INTERFACE + interface)
    return Properties(address).get(name)


def _text(answer: tuple[object, ...] | None) -> str | None:
    match answer:
        case (str(text),) if EMBEDDED not in text:
            return text
    return None


def states_of(answer: tuple[object, ...]) -> States:
    """What GetState says."""
    match answer:
        case ([int(low), int(high)],):
            return States(low | high << 32)
    return States.NONE


def _number(answer: tuple[object, ...]) -> int:
    match answer:
        case (int(number),):
            return number
    return 0


def _list(answer: tuple[object, ...]) -> list[object]:
    match answer:
        case (list(items),):
            return items
    return []
