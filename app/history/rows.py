"""Records as rows of the table and back. Pure; imports the record."""

import json
from dataclasses import fields
from datetime import datetime

from app.ui.status import Mark

from .record import Earlier, Record

Value = str | int | float | None

COLUMNS = tuple(each.name for each in fields(Record))
"""They have the names of the record's fields."""


def row(record: Record) -> tuple[Value, ...]:
    """The values, in the order of `COLUMNS`."""
    values: dict[str, Value] = {
        "id": record.id,
        "time": record.time.isoformat(),
        "text": storable(record.text),
        "mark": record.mark.name,
        "outcome": record.outcome,
        "spoken": record.spoken,
        "note": storable(record.note),
        "chosen": record.chosen,
        "providers": json.dumps(record.providers),
        "language": record.language,
        "answered": record.answered,
        "failure": record.failure,
        "recording": record.recording,
        "earlier": json.dumps([[storable(each.text), each.mark.name, each.providers] for each in record.earlier]),
        "place": record.place,
    }
    return tuple(values[name] for name in COLUMNS)


def record(values: tuple[Value, ...]) -> Record:
    """The record in a row. Raises ValueError for what `row` cannot have written."""
    given = dict(zip(COLUMNS, values, strict=True))
    try:
        time = datetime.fromisoformat(_text(given["time"]))
        if time.tzinfo is None:
            raise ValueError("a time without an offset")
        return Record(
            id=_text(given["id"]),
            time=time,
            text=_text(given["text"]),
            mark=_mark(_text(given["mark"])),
            outcome=_text(given["outcome"]),
            spoken=_number(given["spoken"]),
            note=_text(given["note"]),
            chosen=_text(given["chosen"]),
            providers=_names(json.loads(_text(given["providers"]))),
            language=_optional(given["language"]),
            answered=None if given["answered"] is None else bool(given["answered"]),
            failure=_optional(given["failure"]),
            recording=_optional(given["recording"]),
            earlier=tuple(_earlier(each) for each in json.loads(_text(given["earlier"]))),
            place=int(_number(given["place"])),
        )
    except (TypeError, RecursionError) as error:
        raise ValueError(str(error)) from error


def storable(text: str) -> str:
    """`text` without halves of surrogate pairs, which UTF-8 cannot hold; a service may send one."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _mark(name: str) -> Mark:
    return Mark[name] if name in Mark.__members__ else Mark.UNCONFIRMED  # a newer version may know more of them


def _earlier(value: object) -> Earlier:
    if not isinstance(value, list):
        raise ValueError("a text that is no list")
    text, mark, providers = value
    return Earlier(_text(text), _mark(_text(mark)), _names(providers))


def _names(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError("names that are no list")
    return tuple(_text(each) for each in value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("no text")
    return value


def _optional(value: object) -> str | None:
    return None if value is None else _text(value)


def _number(value: object) -> float:
    if not isinstance(value, int | float):
        raise ValueError("no number")
    return value
