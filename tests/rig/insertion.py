"""Programs around an insertion, each in a process of its own: the inserter, targets, clipboard owners and readers."""

import base64
import contextlib
import json
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from Xlib.display import Display

from rig.desktop import Desktop, wait_until

TARGETS = Path(__file__).parent / "targets"
PYTHONPATH = {"PYTHONPATH": str(Path(__file__).parents[2])}


@dataclass
class Spoken:
    """A program that says one line at a time; everything it said is kept."""

    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)
    fresh: "queue.Queue[str]" = field(default_factory=queue.Queue)

    def __post_init__(self) -> None:
        self._ear = threading.Thread(target=self._listen, daemon=True)
        self._ear.start()

    def close(self) -> None:
        """Give the pipes back; the program has ended."""
        self._ear.join(5)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))
            self.fresh.put(line.rstrip("\n"))

    def tell(self, order: object) -> None:
        """Write one line of JSON to its standard input."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()

    def next(self, seconds: float = 10.0) -> str:
        """The next line that was not taken yet."""
        return self.fresh.get(timeout=seconds)


@contextlib.contextmanager
def spoken(desktop: Desktop, *command: str) -> Iterator[Spoken]:
    """A program that says lines, for as long as the block."""
    with contextlib.ExitStack() as stack:
        process = stack.enter_context(
            desktop.program(*command, extra=PYTHONPATH, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=1)
        )
        program = Spoken(process)
        stack.callback(program.close)
        stack.callback(process.terminate)
        yield program


def python(script: str, *arguments: str) -> tuple[str, ...]:
    """The command that runs one of the programs in rig/targets."""
    return (sys.executable, str(TARGETS / script), *arguments)


@dataclass
class InserterProcess:
    """The real inserter, driven over its standard input."""

    spoken: Spoken

    def do(self, what: str, **more: object) -> None:
        """Give one order; see rig/targets/inserter.py."""
        self.spoken.tell({"do": what, **more})

    def hear(self, event: str, seconds: float = 10.0) -> dict[str, Any]:
        """The next thing it says, which must be `event`."""
        said: dict[str, Any] = json.loads(self.spoken.next(seconds))
        assert said["event"] == event, said
        return said

    def insert(self, text: str) -> dict[str, Any]:
        """Remember the clipboard, insert, and wait for the receipt."""
        self.do("remember")
        self.do("insert", text=text)
        return self.hear("receipt")

    def sync(self) -> None:
        """Wait until every order so far was begun."""
        self.do("ping")
        self.hear("pong")


@contextlib.contextmanager
def inserter(desktop: Desktop, receipt_limit: float = 5.0) -> Iterator[InserterProcess]:
    """The inserter in its own process."""
    with spoken(desktop, *python("inserter.py", str(receipt_limit))) as program:
        made = InserterProcess(program)
        made.hear("ready")
        yield made


@contextlib.contextmanager
def attentive_inserter(desktop: Desktop, *style: str) -> Iterator[InserterProcess]:
    """The same, with an eye on the place. `style`: see rig/targets/attentive.py."""
    with spoken(desktop, *python("attentive.py", *style)) as program:
        made = InserterProcess(program)
        made.hear("ready")
        yield made


@dataclass
class Target:
    """A window with a text field."""

    spoken: Spoken

    def text(self) -> str:
        """What the field holds, by its own word."""
        return str(json.loads(self.spoken.lines[-1])["text"]) if self.spoken.lines else ""

    def await_text(self, text: str, seconds: float = 20.0) -> None:
        """Wait until the field holds exactly this."""
        wait_until(lambda: self.text() == text, seconds, f"{text[:40]!r} in the target")


def await_focus(desktop: Desktop, name: str) -> None:
    """Wait until the window of that name has the focus."""

    def focused() -> bool:
        done = subprocess.run(
            ["xdotool", "getwindowfocus", "getwindowname"],
            env=desktop.environment,
            capture_output=True,
            text=True,
            timeout=10,
        )
        return done.stdout.strip() == name

    wait_until(focused, 15.0, f"focus on {name}")


@contextlib.contextmanager
def field_window(desktop: Desktop, stall: float = 0.0, *more: str) -> Iterator[Target]:
    """A Qt text field with the focus."""
    with spoken(desktop, *python("text_field.py", str(stall), *more)) as program:
        await_focus(desktop, "target")
        yield Target(program)


@contextlib.contextmanager
def gtk_window(desktop: Desktop, version: str, *more: str) -> Iterator[Target]:
    """A GTK text view with the focus, run by the system's Python."""
    command = ("/usr/bin/python3", str(TARGETS / "gtk_field.py"), version, *more)
    with spoken(desktop, *command) as program:
        await_focus(desktop, "target")
        yield Target(program)


@dataclass
class Terminal:
    """An xterm whose program notes what it reads."""

    notes: Path

    def reads(self) -> list[dict[str, Any]]:
        """Each read, with its time."""
        whole = self.notes.read_text().split("\n")[:-1] if self.notes.exists() else []
        return [json.loads(line) for line in whole]

    def text(self) -> str:
        """Everything read so far."""
        return "".join(each["text"] for each in self.reads())


@contextlib.contextmanager
def terminal(desktop: Desktop, notes: Path) -> Iterator[Terminal]:
    """An xterm with the focus, in UTF-8."""
    reader = python("terminal_reader.py", str(notes))
    with desktop.program("xterm", "-u8", "-T", "target", "-e", *reader):
        made = Terminal(notes)
        await_focus(desktop, "target")
        wait_until(made.reads, 10.0, "the program in the terminal")
        yield made


@contextlib.contextmanager
def vte_terminal(desktop: Desktop, notes: Path) -> Iterator[Terminal]:
    """A VTE terminal with the focus, as GNOME's and Xfce's are."""
    command = ("/usr/bin/python3", str(TARGETS / "vte_terminal.py"), *python("terminal_reader.py", str(notes)))
    with desktop.program(*command):
        made = Terminal(notes)
        await_focus(desktop, "target")
        wait_until(made.reads, 10.0, "the program in the terminal")
        yield made


Formats = Mapping[str, bytes]


@contextlib.contextmanager
def clipboard_owner(desktop: Desktop, **selections: Formats) -> Iterator[Spoken]:
    """Another program that owns these selections (CLIPBOARD=..., PRIMARY=...)."""
    content = {
        name: {each: base64.b64encode(data).decode() for each, data in formats.items()}
        for name, formats in selections.items()
    }
    with spoken(desktop, *python("clipboard_owner.py")) as program:
        program.tell(content)
        assert program.next() == "ready"
        yield program


def clipboard(desktop: Desktop) -> dict[str, dict[str, bytes]]:
    """What another program finds on both selections: format and bytes."""
    said = json.loads(desktop.run(*python("clipboard_reader.py")))
    return {name: {each: base64.b64decode(data) for each, data in formats.items()} for name, formats in said.items()}


@contextlib.contextmanager
def clipboard_manager(desktop: Desktop, wait_ms: float) -> Iterator[Spoken]:
    """A program that reads every selection after each change of its owner."""
    with spoken(desktop, *python("clipboard_manager.py", str(wait_ms))) as program:
        assert program.next() == "ready"
        yield program


def plain(text: str) -> Formats:
    """A clipboard with this text."""
    return {"text/plain": text.encode()}


def text_on(desktop: Desktop, selection: str) -> str | None:
    """The text on that selection ("clipboard", "primary"), as xclip reads it; None: there is none."""
    command = ["xclip", "-o", "-selection", selection]
    done = subprocess.run(command, env=desktop.environment, capture_output=True, text=True, timeout=10)
    return done.stdout if done.returncode == 0 else None


def held_keys(desktop: Desktop) -> list[int]:
    """The keycodes that are down. No modifier may be latched or locked but Caps Lock and Num Lock."""
    display = Display(desktop.display)
    down = display.query_keymap()
    mask = display.screen().root.query_pointer().mask
    display.close()
    assert mask & 0xFF in (0, 2, 0x10, 0x12), f"modifiers latched: {mask:#x}"
    return [code for code in range(256) if down[code // 8] >> code % 8 & 1]
