"""Golden wire transcripts: what a service says and what we make of it, a line for each step, replayed against a codec.

A file is `tests/transcripts/<provider>/<name>.jsonl`. Its first line is the codec: `{"codec": {options}}`. Then:

    {"do": "opening", "sends": [...]}      also finalize, closing, idle. An object is a text frame that parses to it,
                                           a text is that very text frame
    {"do": "audio", "samples": 1600}       goes out as one binary frame, as it is
    {"hear": {...}, "says": [...]}         a text frame from the service: an object as JSON, a text as it is
    {"hear_binary": "...", "says": [...]}  a binary frame
    {"closed": [1006, "reason"], "says": [...]}
    {"refused": [401, {headers}, "body"], "is": ["auth", "words of the detail"]}
    {"oddities": 1}                        how many were counted so far
    {"certain": false}                     what `ack_certain` says
    {"note": "..."}                        beside any of them, or alone

Events are `["partial", text]`, `["final", text, covered_until or nothing]`, `"finalized"`, `"ended"` and
`["failed", kind, words of the detail]`.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from providers.codec import Frame
from providers.errors import Failure
from providers.events import Ended, Event, Failed, Final, Finalized, Partial
from providers.socket_codec import SocketCodec

FOLDER = Path(__file__).parent.parent / "transcripts"
KEY = "sk-golden-0123456789"


class Mismatch(AssertionError):  # noqa: N818 - reads as what it is
    """The codec does not do what the transcript says. Names the file and the line."""


def transcripts(provider: str) -> list[Path]:
    """The files of one provider."""
    found = sorted((FOLDER / provider).glob("*.jsonl"))
    assert found, f"no transcripts of {provider}"
    return found


def replay(path: Path, make: Callable[..., SocketCodec]) -> None:
    """Play `path` against the codec that `make(**options)` builds. Raises Mismatch at the first line that differs."""
    codec: SocketCodec | None = None
    for number, step in _steps(path):
        where = f"{path.relative_to(FOLDER.parent.parent)}:{number}"
        if codec is None:
            options = {name: tuple(v) if isinstance(v, list) else v for name, v in step["codec"].items()}
            codec = make(**options)
            codec.endpoint(KEY)
            continue
        for wanted, got in _compared(codec, step):
            if wanted != got:
                raise Mismatch(f"{where}: expected {wanted!r}, got {got!r}")


def _steps(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            yield number, json.loads(line)


def _compared(codec: SocketCodec, step: dict[str, Any]) -> Iterator[tuple[object, object]]:
    match step:
        case {"do": "audio", "samples": int(samples)}:
            pcm = b"\x01\x00" * samples
            yield (pcm,), codec.audio(pcm)
        case {"do": ("opening" | "finalize" | "closing" | "idle") as verb, "sends": sends}:
            frames: tuple[Frame, ...] = getattr(codec, verb)()
            yield sends, [_readable(frame) for frame in frames]
        case {"hear": heard, "says": says}:
            frame = heard if isinstance(heard, str) else json.dumps(heard)
            yield from _events(says, codec.receive(frame))
        case {"hear_binary": heard, "says": says}:
            yield from _events(says, codec.receive(heard.encode()))
        case {"closed": [code, reason], "says": says}:
            yield from _events(says, codec.closed(code, reason))
        case {"refused": [status, headers, body], "is": [kind, words]}:
            failure = codec.refused(status, headers, body.encode())
            yield ["failed", kind, words], ["failed", *_failed(failure, words)]
        case {"oddities": oddities}:
            yield oddities, codec.oddities
        case {"certain": certain}:
            yield certain, codec.ack_certain
        case {"note": _}:
            pass
        case _:
            yield "a known step", step


def _readable(frame: Frame) -> object:
    assert isinstance(frame, str)
    try:
        return json.loads(frame)
    except ValueError:
        return frame


def _events(says: list[Any], events: tuple[Event, ...]) -> Iterator[tuple[object, object]]:
    wanted = iter(says)
    yield says, [_told(event, next(wanted, None)) for event in events]


def _told(event: Event, wanted: Any) -> object:
    """`event` in the notation of the files; of a failure's detail only the words that are `wanted`, if it has them."""
    match event:
        case Partial(text):
            return ["partial", text]
        case Final(text, None):
            return ["final", text]
        case Final(text, covered):
            return ["final", text, covered]
        case Finalized():
            return "finalized"
        case Ended():
            return "ended"
        case Failed(failure):
            words = wanted[2] if isinstance(wanted, list) and len(wanted) == 3 else None
            return ["failed", *_failed(failure, words)]


def _failed(failure: Failure, words: object) -> tuple[str, object]:
    told = failure.full
    assert KEY not in told
    return failure.kind.value, words if isinstance(words, str) and words in told else told
