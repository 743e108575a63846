"""A dictation's views: what goes where, into pipes, a pty, and nowhere."""

import fcntl
import io
import json
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.failures import describe
from app.messages import Break, Deliver, Outcome
from app.terminal import JsonView, TerminalView
from providers.errors import Failure, FailureKind
from providers.events import Ended, Event, Failed, Final, Finalized, Interrupted, Partial, Serving
from rig.screen import Screen

ROOT = Path(__file__).parents[2]
BROKEN = Failure(FailureKind.NETWORK, "connection reset")
events = st.one_of(
    st.builds(Partial, st.text()),
    st.builds(Final, st.text()),
    st.just(Finalized()),
    st.just(Ended()),
    st.just(Failed(BROKEN)),
    st.just(Interrupted(BROKEN)),
    st.just(Serving("local")),
)


def committed(text: str, outcome: Outcome = Outcome.COMMITTED, failure: Failure | None = None) -> Deliver:
    return Deliver(1, text, outcome, 1.0, failure)


class Terminal(io.StringIO):
    """A stream that says it is a terminal, without a size."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


# ---------------------------------------------------------------------------------------------- JSON


def json_lines(*said: tuple[Event, float], end: Deliver) -> list[dict[str, object]]:
    out = io.StringIO()
    view = JsonView(out)
    for event, t in said:
        view.heard(event, t)
    view.progress(1.0, 2.0)
    view.ended(end, 9.0)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_every_event_is_a_line() -> None:
    said: list[tuple[Event, float]] = [
        (Partial("ask"), 0.5),
        (Final("ask not"), 1.0),
        (Finalized(), 1.2345),
        (Ended(), 1.3),
    ]
    assert json_lines(*said, end=committed("ask not")) == [
        {"event": "partial", "t_ms": 500, "text": "ask"},
        {"event": "final", "t_ms": 1000, "text": "ask not"},
        {"event": "finalized", "t_ms": 1234, "text": ""},
        {"event": "committed", "t_ms": 9000, "text": "ask not", "outcome": "committed"},
    ]


def test_who_recognises_it_and_what_broke_are_lines() -> None:
    said: list[tuple[Event, float]] = [
        (Serving("soniox"), 0.0),
        (Interrupted(BROKEN), 1.0),
        (Serving("local"), 2.0),
    ]
    end = replace(committed("ask not"), providers=("soniox", "local"))
    assert json_lines(*said, end=end) == [
        {"event": "serving", "t_ms": 0, "text": "", "provider": "soniox"},
        {"event": "interrupted", "t_ms": 1000, "text": "", "kind": "network", "error": describe(BROKEN)},
        {"event": "serving", "t_ms": 2000, "text": "", "provider": "local"},
        {
            "event": "committed",
            "t_ms": 9000,
            "text": "ask not",
            "outcome": "committed",
            "providers": ["soniox", "local"],
        },
    ]


def test_a_failure_is_the_last_line_and_keeps_the_text() -> None:
    end = committed("ask", Outcome.FAILED, BROKEN)
    (line,) = json_lines((Failed(BROKEN), 1.0), end=end)
    assert (line["event"], line["text"], line["outcome"], line["kind"]) == ("failed", "ask", "failed", "network")
    assert "connection reset" in str(line["error"])


@pytest.mark.parametrize(
    ("outcome", "event"),
    [
        (Outcome.COMMITTED, "committed"),
        (Outcome.UNCONFIRMED, "committed"),
        (Outcome.CANCELLED, "failed"),
        (Outcome.FAILED, "failed"),
    ],
)
def test_the_last_line_tells_good_from_bad(outcome: Outcome, event: str) -> None:
    (line,) = json_lines(end=committed("x", outcome))
    assert (line["event"], line["outcome"]) == (event, outcome.value)


@given(st.lists(st.tuples(events, st.floats(-1, 1e6))), st.text(), st.sampled_from(Outcome))
def test_lines_keep_their_shape(said: list[tuple[Event, float]], text: str, outcome: Outcome) -> None:
    lines = json_lines(*said, end=committed(text, outcome))
    times = [line["t_ms"] for line in lines]
    assert times == sorted(times) and all(isinstance(t, int) and t >= 0 for t in times)
    assert all(isinstance(line["text"], str) for line in lines)
    assert {line["event"] for line in lines[:-1]} <= {"partial", "final", "finalized", "interrupted", "serving"}
    assert lines[-1]["event"] in ("committed", "failed")
    assert lines[-1]["text"] == text


# ---------------------------------------------------------------------------------------------- pipes


def text_view(end: Deliver) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    view = TerminalView(out, err)
    view.progress(1.0, None)
    view.heard(Partial("ask"), 0.1)
    view.heard(Final("ask not"), 0.2)
    view.ended(end, 1.0)
    return out.getvalue(), err.getvalue()


def test_a_pipe_gets_the_text_and_nothing_else() -> None:
    assert text_view(committed("ask not")) == ("ask not\n", "")


@pytest.mark.parametrize(
    ("end", "out", "err"),
    [
        (committed(""), "", "holdfast: No speech was heard.\n"),
        (committed("", Outcome.CANCELLED), "", "holdfast: Cancelled.\n"),
        (
            committed("ask", Outcome.CANCELLED),
            "ask\n",
            "holdfast: Cancelled. The text is what was recognised until then.\n",
        ),
        (
            committed("ask", Outcome.UNCONFIRMED),
            "ask\n",
            "holdfast: The recogniser did not confirm the end in time: check the last words.\n",
        ),
    ],
)
def test_what_is_not_text_is_said_beside_it(end: Deliver, out: str, err: str) -> None:
    assert text_view(end) == (out, err)


@pytest.mark.parametrize(("text", "said"), [("", 1), ("ask", 2)])
def test_a_failure_is_said_and_the_text_kept(text: str, said: int) -> None:
    out, err = text_view(committed(text, Outcome.FAILED, BROKEN))
    assert out == (f"{text}\n" if text else "")
    assert err.startswith("holdfast: The connection to the recogniser failed: connection reset.")
    assert len(err.splitlines()) == said


def test_a_good_text_with_trouble_beside_it_says_both() -> None:
    out, err = text_view(committed("ask", failure=Failure(FailureKind.DEVICE, "unplugged")))
    assert (out, err.count("\n")) == ("ask\n", 1)
    assert "unplugged" in err


def test_a_break_is_said_at_once_and_at_the_end_who_recognised_it() -> None:
    out, err = io.StringIO(), io.StringIO()
    view = TerminalView(out, err, chosen="soniox")
    view.heard(Serving("soniox"), 0.0)
    view.heard(Interrupted(Failure(FailureKind.NETWORK, "Soniox: the connection broke.")), 1.0)
    assert err.getvalue() == "holdfast: Soniox: the connection broke. Nothing is lost: trying again.\n"
    view.heard(Interrupted(Failure(FailureKind.NETWORK, "")), 1.0)
    assert err.getvalue().endswith("The connection to the recogniser failed. Nothing is lost: trying again.\n")
    view.heard(Serving("local"), 2.0)
    end = replace(
        committed("ask not"), providers=("soniox", "local"), breaks=(Break("soniox", BROKEN), Break("soniox", BROKEN))
    )
    view.ended(end, 3.0)
    last = err.getvalue().splitlines()[-1]
    assert last.startswith("holdfast: Recognised by Soniox") and "offline recogniser" in last
    assert out.getvalue() == "ask not\n"


def test_who_recognised_it_is_no_news_if_it_was_the_one_that_was_chosen() -> None:
    out, err = io.StringIO(), io.StringIO()
    TerminalView(out, err, chosen="soniox").ended(replace(committed("ask"), providers=("soniox",)), 1.0)
    assert (out.getvalue(), err.getvalue()) == ("ask\n", "")


def test_a_remark_stands_above_the_live_text() -> None:
    err = Terminal()
    view = TerminalView(io.StringIO(), err)
    view.heard(Final("ask not"), 0.1)
    view.heard(Interrupted(Failure(FailureKind.NETWORK, "the connection broke")), 0.2)
    screen = Screen(80)
    screen.feed(err.getvalue())
    assert screen.lines() == ["holdfast: the connection broke. Nothing is lost: trying again.", "ask not"]


def test_codes_in_a_text_are_not_obeyed() -> None:
    out, _ = text_view(committed("a\x1b]0;title\x07b\x9b2Jc\nd\te"))
    assert out == "a ]0;title b 2Jc\nd\te\n"


def test_a_character_that_the_terminal_does_not_know_is_spelled_out() -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, "latin-1")
    TerminalView(out, io.StringIO()).ended(committed("é 日"), 1.0)
    assert raw.getvalue() == b"\xe9 \\u65e5\n"


def test_json_is_json_in_every_encoding() -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, "ascii")
    JsonView(out).ended(committed("日\ud800"), 1.0)
    assert json.loads(raw.getvalue())["text"] == "日\ud800"


def test_without_a_console_nothing_is_said(monkeypatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    for view in (TerminalView(), JsonView()):
        view.heard(Partial("x"), 0.0)
        view.ended(committed("x"), 1.0)
        assert view.unread


def drive(view: str, *, stdout: int, stderr: int, **more: str) -> "subprocess.Popen[bytes]":
    """A process that shows a dictation with `view`, a line at a time, and then a good end."""
    script = f"""
import sys
from app.failures import describe
from app.messages import Break, Deliver, Outcome
from app.terminal import JsonView, TerminalView
from providers.events import Final, Finalized, Partial
view = {view}()
for number in range(1000):
    view.heard(Partial(" tail " * 20), number)
    view.heard(Final(f" word{{number}}"), number)
    view.progress(number, 1000)
view.heard(Partial(" and a tail"), 1000)
if sys.argv[1:] == ["wait"]:
    sys.stdin.readline()
view.ended(Deliver(1, "the text", Outcome.COMMITTED, 1.0), 1001)
sys.exit(7 if view.unread else 0)
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **more}
    command = [sys.executable, "-c", script, *(["wait"] if "WAIT" in more else [])]
    return subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=stdout, stderr=stderr)


@pytest.mark.parametrize("view", ["JsonView", "TerminalView"])
def test_a_reader_that_goes_away_is_survived_quietly(view: str) -> None:
    read, write = os.pipe()
    os.close(read)
    process = drive(view, stdout=write, stderr=subprocess.PIPE)
    os.close(write)
    _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (7, b"")


def test_both_streams_may_go_away() -> None:
    read, write = os.pipe()
    os.close(read)
    process = drive("TerminalView", stdout=write, stderr=write)
    os.close(write)
    process.communicate(timeout=30)
    assert process.returncode == 7


def test_each_line_is_out_before_the_next_begins() -> None:
    process = drive("JsonView", stdout=subprocess.PIPE, stderr=subprocess.PIPE, WAIT="1")
    assert process.stdout
    lines = [json.loads(process.stdout.readline()) for _ in range(2001)]
    assert lines[-1]["text"] == " and a tail"  # while the process waits, before the end
    out, err = process.communicate(b"\n", timeout=30)
    assert (json.loads(out)["event"], err) == ("committed", b"")


# ---------------------------------------------------------------------------------------------- terminals


def on_pty(columns: int, view: str = "TerminalView", **more: str) -> tuple[bytes, str]:
    """What a process wrote to its standard output (a pipe) and its standard error (a terminal of that width)."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("4H", 24, columns, 0, 0))
    process = drive(view, stdout=subprocess.PIPE, stderr=theirs, **more)
    os.close(theirs)
    written = bytearray()

    def read() -> None:
        try:
            while piece := os.read(ours, 4096):
                written.extend(piece)
        except OSError:  # Linux: the other end is closed
            pass

    reader = threading.Thread(target=read)
    reader.start()
    out, _ = process.communicate(b"\n", timeout=30)
    reader.join(30)
    os.close(ours)
    assert process.returncode == 0
    return out, written.decode()


@pytest.mark.parametrize(("columns", "taken"), [(60, 60), (25, 25), (0, 80)])
def test_a_terminal_shows_live_text_and_is_left_clean(columns: int, taken: int) -> None:
    out, written = on_pty(columns)
    assert out == b"the text\n"
    screen = Screen(taken)
    screen.feed(written)
    assert screen.lines() == [""]
    before_the_end = Screen(taken)
    before_the_end.feed(written[: written.rindex("\r")])
    *text, foot = before_the_end.lines()
    assert re.sub(r"[<> ]", "", "".join(text)).endswith("word998word999andatail")
    assert "".join(text).endswith("tail>")
    assert foot.startswith("16:39")
    assert ("━" in foot) == (taken > 20)


def test_a_terminal_that_cannot_move_its_cursor_is_left_alone() -> None:
    assert on_pty(60, TERM="dumb") == (b"the text\n", "")


def test_json_says_nothing_to_a_terminal() -> None:
    _, written = on_pty(60, "JsonView")
    assert written == ""


def test_a_text_cannot_paint_on_the_terminal() -> None:
    err = Terminal()
    view = TerminalView(io.StringIO(), err)
    view.heard(Final("a\x1b[2Jb\nc"), 0.1)
    view.heard(Partial("d\re"), 0.2)
    screen = Screen(80)
    screen.feed(err.getvalue())
    assert screen.lines() == ["a [2Jb c<d e>"]


def test_progress_from_another_thread_after_the_end_paints_nothing() -> None:
    err = Terminal()
    view = TerminalView(io.StringIO(), err)
    view.progress(1.0, 2.0)
    view.ended(committed("x"), 1.0)
    written = err.getvalue()
    view.progress(2.0, 2.0)
    view.heard(Partial("late"), 2.0)
    assert err.getvalue() == written


def test_progress_that_looks_the_same_is_not_painted_again() -> None:
    err = Terminal()
    view = TerminalView(io.StringIO(), err)
    view.progress(1.0, 100.0)
    written = err.getvalue()
    view.progress(1.02, 100.0)
    assert err.getvalue() == written
