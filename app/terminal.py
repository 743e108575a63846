"""One dictation in a terminal or a pipe. Imports the vocabularies, the failures' sentences, who recognised what, and
`app/live_lines.py`.

Standard output carries the text and nothing else; whatever else there is to see is on standard error.
"""

import json
import os
import re
import sys
import threading
from collections.abc import Mapping
from typing import Protocol, TextIO

from providers.errors import Failure
from providers.events import Ended, Event, Failed, Final, Finalized, Interrupted, Partial, Serving

from . import failures, who
from .live_lines import LiveLines, progress_line
from .messages import Deliver, Outcome

NO_SPEECH = "No speech was heard."
UNCONFIRMED = "The recogniser did not confirm the end in time: check the last words."
CANCELLED = "Cancelled. The text is what was recognised until then."
INCOMPLETE = "The text is what was recognised until then."
GOING_ON = "Nothing is lost: trying again."

_UNSAFE_IN_A_LINE = re.compile("[\x7f-\x9f\u2028\u2029]")
"""What JSON may hold as it is, but a terminal obeys, or a reader takes for the end of a line."""


class View(Protocol):
    """Shows one dictation. `t` is seconds since the dictation began.

    `progress` may be called from any thread; `heard` and `ended` from one. After `ended` nothing more is shown.
    """

    @property
    def unread(self) -> bool:
        """Whether nobody reads what is said any more (`| head -1`): the work may be given up."""

    def heard(self, event: Event, t: float) -> None:
        """The recogniser said something."""

    def progress(self, done_s: float, total_s: float | None) -> None:
        """So many seconds of the recording are played, of so many; None: its length is not known."""

    def ended(self, deliver: Deliver, t: float) -> None:
        """The dictation is over."""


class JsonView:
    """JSON lines: `event`, `t_ms`, `text`, and exactly one last line, whose event is `committed` or `failed`.

    The last line's `outcome` is one of `messages.Outcome`; `error` and `kind` are there when something went wrong, and
    `providers` when several could have recognised it. A stream that broke and is replaced is a line `interrupted`, with
    `error` and `kind`; who recognises from there on, where there are several, a line `serving` with `provider`.
    """

    def __init__(self, stdout: TextIO | None = None) -> None:
        self._out = Output(stdout if stdout is not None else standard("stdout"))
        self._latest_ms = 0

    @property
    def unread(self) -> bool:
        return self._out.unread

    def heard(self, event: Event, t: float) -> None:
        match event:
            case Partial(text):
                self._line("partial", t, text)
            case Final(text):
                self._line("final", t, text)
            case Finalized():
                self._line("finalized", t, "")
            case Interrupted(failure):
                self._line("interrupted", t, "", _told(failure))
            case Serving(provider):
                self._line("serving", t, "", {"provider": provider})
            case Failed() | Ended():
                pass  # said once, by the last line

    def progress(self, done_s: float, total_s: float | None) -> None:
        pass

    def ended(self, deliver: Deliver, t: float) -> None:
        good = deliver.outcome in (Outcome.COMMITTED, Outcome.UNCONFIRMED)
        more: dict[str, object] = {"outcome": deliver.outcome.value}
        if deliver.providers:
            more["providers"] = deliver.providers
        if deliver.failure:
            more |= _told(deliver.failure)
        self._line("committed" if good else "failed", t, deliver.text, more)

    def _line(self, event: str, t: float, text: str, more: Mapping[str, object] | None = None) -> None:
        self._latest_ms = max(self._latest_ms, round(t * 1000))
        line = {"event": event, "t_ms": self._latest_ms, "text": text, **(more or {})}
        whole = json.dumps(line, ensure_ascii=not self._out.is_utf8)
        self._out.write(_UNSAFE_IN_A_LINE.sub(lambda found: f"\\u{ord(found[0]):04x}", whole) + "\n")


class TerminalView:
    """The text on standard output when it is fixed; live text and progress on standard error if that is a terminal."""

    def __init__(self, stdout: TextIO | None = None, stderr: TextIO | None = None, chosen: str = "") -> None:
        """`chosen`: who was to recognise it, an id of the catalogue."""
        self._chosen = chosen
        self._out = Output(stdout if stdout is not None else standard("stdout"))
        self._err = Output(stderr if stderr is not None else standard("stderr"))
        self._live = LiveLines(self._err.width) if self._err.is_terminal else None
        self._lock = threading.Lock()  # progress is reported by the thread that plays the recording

    @property
    def unread(self) -> bool:
        return self._out.unread

    def heard(self, event: Event, t: float) -> None:  # noqa: ARG002
        with self._lock:
            match event:
                case Interrupted(failure):
                    detail = failures.one_line(failure.detail, failures.MAX_DETAIL).rstrip(".:;, ")
                    self._remark(f"{detail or failures.title(failure)}. {GOING_ON}")
                case Partial(text) if self._live:
                    self._live.tail(printable(text, ""))
                case Final(text) if self._live:
                    self._live.append(printable(text, ""))
                case _:
                    return
            if self._live:
                self._err.write(self._live.paint())

    def progress(self, done_s: float, total_s: float | None) -> None:
        with self._lock:
            if self._live is None:
                return
            foot = progress_line(done_s, total_s, self._live.width(), self._err.is_utf8)
            if foot != self._live.foot:  # said fifty times for each second of the recording
                self._live.foot = foot
                self._err.write(self._live.paint())

    def ended(self, deliver: Deliver, t: float) -> None:  # noqa: ARG002
        with self._lock:
            if self._live is not None:
                self._err.write(self._live.clear())
                self._live = None
            if deliver.text:
                self._out.write(printable(deliver.text, "\n\t") + "\n")
            for sentence in _sentences(deliver, self._chosen):
                self._remark(sentence)

    def _remark(self, sentence: str) -> None:
        """A line of its own, above what is live."""
        above = self._live.clear() if self._live else ""
        self._err.write(f"{above}holdfast: {sentence}\n")


def _told(failure: Failure) -> dict[str, object]:
    return {"kind": failure.kind.value, "error": failures.for_terminal(failure)}


def _sentences(deliver: Deliver, chosen: str) -> list[str]:
    said = [failures.for_terminal(deliver.failure)] if deliver.failure else []
    match deliver.outcome:
        case Outcome.CANCELLED:
            said.append(CANCELLED if deliver.text else "Cancelled.")
        case Outcome.UNCONFIRMED:
            said.append(UNCONFIRMED)
        case Outcome.FAILED if deliver.text:
            said.append(INCOMPLETE)
        case Outcome.COMMITTED if not deliver.text and not deliver.failure:
            said.append(NO_SPEECH)
    if credit := who.sentence(deliver, chosen) if chosen else "":
        said.append(credit)
    return said


def printable(text: str, allowed: str) -> str:
    """Without control characters: a terminal would obey them, and nobody speaks them."""
    return "".join(c if c in allowed or not (c < " " or "\x7f" <= c <= "\x9f") else " " for c in text)


def standard(name: str) -> TextIO | None:
    """`stdout` or `stderr`; None if there is none."""
    stream: TextIO | None = getattr(sys, name)  # None in a program without a console (pythonw)
    return stream


class Output:
    """A stream that may go away, or not know a character, without taking the program along. Flushes every write."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self.unread = stream is None
        self._encoding = (getattr(stream, "encoding", None) or "utf-8").lower()

    @property
    def is_utf8(self) -> bool:
        return self._encoding.replace("_", "-") in ("utf-8", "utf8")

    @property
    def is_terminal(self) -> bool:
        return self._stream is not None and self._stream.isatty() and os.environ.get("TERM") != "dumb"

    def width(self) -> int:
        """Columns of the terminal; 80 where it does not tell."""
        try:
            return (os.get_terminal_size(self._stream.fileno()).columns if self._stream else 0) or 80
        except OSError:
            return 80

    def write(self, text: str) -> None:
        if self._stream is None or self.unread or not text:
            return
        try:
            self._stream.write(text.encode(self._encoding, "backslashreplace").decode(self._encoding))
            self._stream.flush()
        except BrokenPipeError:
            self.unread = True
            # What is still buffered is flushed when Python ends, and would complain then.
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._stream.fileno())
            os.close(nowhere)
