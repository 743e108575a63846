"""Puts a text into a field by way of its program, without keys and without the clipboard. Imports the questions.

The program's answer is no evidence: Qt says yes also where nothing was put in. So the field is read back. What cannot
be done for certain is refused before anything is done: other toolkits, several lines in a field of one, and fields with
a selection, which would take two steps, of which the second may fail.
"""

from .connection import Connection
from .objects import Accessible, Focused, States, Takes, Written
from .questions import call, get, selection
from .questions import count as count_of

_ROOT = "/org/a11y/atspi/accessible/root"


def write(connection: Connection, focused: Focused, text: str, until: float) -> Written:
    """Put `text` at the caret of that field."""
    if focused.takes is not Takes.TEXT or not {"Text", "EditableText"} <= focused.interfaces:
        return Written.REFUSED
    if "\0" in text or (not text.isascii() and any("\ud800" <= each <= "\udfff" for each in text)):
        return Written.REFUSED  # no D-Bus string
    if "\n" in text and States.MULTI_LINE not in focused.states:
        return Written.REFUSED
    field = focused.accessible
    place = selection(connection, field, until)
    length = _length(connection, field, text, until)
    count = count_of(connection, field, until)
    if place is None or place[0] != place[1] or length is None or count is None:
        return Written.REFUSED
    start = place[0]
    (answer,) = connection.ask([call(field, "EditableText", "InsertText", "isi", start, text, length[0])], until)
    if answer is None:
        return Written.UNKNOWN
    after = count_of(connection, field, until)
    grown = after is not None and after >= start + length[1]
    there = _read(connection, field, start, length[1], until) if grown else ""
    if there == text and after == count + length[1]:
        _put_caret_behind(connection, field, start + length[1], until)
        return Written.DONE
    return Written.REFUSED if after == count and there is not None else Written.UNKNOWN


def _length(connection: Connection, field: Accessible, text: str, until: float) -> tuple[int, int] | None:
    """What InsertText wants to be told, and how many characters that is in the program's own counting; None: this
    toolkit was never tried."""
    (toolkit,) = connection.ask([get(Accessible(field.name, _ROOT), "Application", "ToolkitName")], until)
    match toolkit:
        case ((_, str(name)),) if name.lower() == "gtk":
            return -1, len(text)
        case ((_, "Qt"),):
            units = len(text.encode("utf-16-le", "surrogatepass")) // 2
            return units, units
    return None


def _read(connection: Connection, field: Accessible, start: int, length: int, until: float) -> str | None:
    (answer,) = connection.ask([call(field, "Text", "GetText", "ii", start, start + length)], until)
    match answer:
        case (str(text),):
            return text
    return None


def _put_caret_behind(connection: Connection, field: Accessible, offset: int, until: float) -> None:
    """Where a user would have it who typed the text; most programs have done that."""
    (answer,) = connection.ask([get(field, "Text", "CaretOffset")], until)
    match answer:
        case ((_, int(caret)),) if caret != offset:
            connection.ask([call(field, "Text", "SetCaretOffset", "i", offset)], until)
