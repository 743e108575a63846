"""A stand-in for Windows that does what its documentation says of clipboard, focus and keys; it never saw Windows.

One program is in front. It handles its keys when the test lets it (`work`), so that it can be slow.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from app.insertion.windows_formats import CF_OEMTEXT, CF_TEXT, CF_UNICODETEXT
from app.insertion.windows_keys import UNICODE, UP, VK_CONTROL, VK_INSERT, VK_RETURN, VK_SHIFT, VK_TAB, VK_V, KeyInput

MEDIUM, HIGH = 0x2000, 0x3000
OUR_PROCESS = 1
PROMISED = object()


@dataclass
class Program:
    """A program with a window and a text field."""

    process: int
    executable: str = "notepad.exe"
    window_class: str = "Notepad"
    integrity: int = MEDIUM
    may_be_asked: bool = True
    inner_process: int = 0
    """Where the content of its window lives in another process, as with store apps."""
    opens_for_a_window: bool = True
    """It opens the clipboard for a window of its own, as the documentation advises."""
    text: str = ""
    keys: deque[KeyInput] = field(default_factory=deque)
    units: list[int] = field(default_factory=list)


class FakeWindows:
    """Implements Win32. Windows' handles are 100 plus the number of the process."""

    def __init__(self) -> None:
        self.programs: dict[int, Program] = {}
        self.front: Program | None = None
        self.down: set[int] = set()
        self.taken_at_most = 10**9
        """How many keys SendInput takes at once."""
        self.sent: list[tuple[KeyInput, ...]] = []
        self.content: dict[int, object] = {}
        self.owner = 0
        self.sequence = 1
        self.opened_by: int | None = None
        self.busy = 0
        """How many attempts to open the clipboard find it open."""
        self.names: dict[int, str] = {}
        self.render: Callable[[int], None] | None = None
        self.unreadable: set[int] = set()
        self.pauses = 0
        self.destroyed: list[int] = []
        self.ours = MEDIUM

    def start(self, program: Program) -> Program:
        """Bring a program to the front."""
        self.programs[program.process] = self.front = program
        return program

    # -------------------------------------------------------------------------------------------- Win32

    def foreground_window(self) -> int:
        return 100 + self.front.process if self.front else 0

    def window_class(self, window: int) -> str:
        return self.programs[window - 100].window_class

    def process(self, window: int) -> int:
        return window - 100 if window - 100 in {*self.programs, OUR_PROCESS} else 0

    def processes(self, window: int) -> frozenset[int]:
        program = self.programs[window - 100]
        return frozenset({program.process, program.inner_process}) - {0}

    def executable(self, process: int) -> str:
        return self.programs[process].executable

    def integrity(self, process: int) -> int | None:
        if process == 0:
            return self.ours
        program = self.programs[process]
        return program.integrity if program.may_be_asked else None

    def is_down(self, key: int) -> bool:
        return key in self.down

    def send_input(self, keys: Sequence[KeyInput]) -> int:
        taken = tuple(keys[: self.taken_at_most])
        self.sent.append(taken)
        if self.front and self.front.integrity <= MEDIUM:  # dropped otherwise, and not counted as dropped
            self.front.keys.extend(taken)
        return len(taken)

    def create_window(self, render: Callable[[int], None]) -> int:
        self.render = render
        return 100 + OUR_PROCESS

    def destroy_window(self, window: int) -> None:
        self.destroyed.append(window)

    def pause(self) -> None:
        self.pauses += 1

    def open_clipboard(self, window: int) -> bool:
        if self.opened_by is not None or self.busy:
            self.busy = max(0, self.busy - 1)
            return False
        self.opened_by = window
        return True

    def close_clipboard(self) -> None:
        assert self.opened_by is not None, "closed what was not open"
        self.opened_by = None

    def empty_clipboard(self) -> bool:
        assert self.opened_by is not None
        self.content.clear()
        self.owner = self.opened_by
        self.sequence += 1
        return True

    def set_data(self, number: int, data: bytes | None) -> bool:
        rendering = self.content.get(number) is PROMISED
        assert self.opened_by is not None, "set what is not open"
        assert rendering or self.opened_by == self.owner, "set what somebody else owns"
        self.content[number] = PROMISED if data is None else data
        self.sequence += 1
        return True

    def get_data(self, number: int) -> bytes | None:
        assert self.opened_by is not None
        if number in self.unreadable:
            return None
        if number == CF_UNICODETEXT and number not in self.content and CF_TEXT in self.content:
            return bytes(self.content[CF_TEXT]).decode("cp1252").encode("utf-16-le")
        if self.content.get(number) is PROMISED:
            assert self.render
            self.render(number)
        data = self.content.get(number)
        return data if isinstance(data, bytes) else None

    def formats(self) -> tuple[int, ...]:
        there = list(self.content)
        if {CF_TEXT, CF_OEMTEXT, CF_UNICODETEXT} & set(there):
            there += [each for each in (CF_TEXT, CF_OEMTEXT, CF_UNICODETEXT) if each not in there]
        return tuple(there)

    def format_name(self, number: int) -> str:
        return self.names.get(number, "")

    def register_format(self, name: str) -> int:
        known = {each: number for number, each in self.names.items()}
        number = known.get(name, 0xC000 + len(self.names))
        self.names[number] = name
        return number

    def sequence_number(self) -> int:
        return self.sequence

    def clipboard_owner(self) -> int:
        return self.owner

    def open_window(self) -> int:
        return self.opened_by or 0

    # -------------------------------------------------------------------------------------------- what others do

    @contextmanager
    def opened(self, window: int) -> Iterator[None]:
        assert self.open_clipboard(window)
        yield
        self.close_clipboard()

    def copy(self, content: dict[int | str, bytes], process: int = 50) -> None:
        """Somebody copies."""
        with self.opened(100 + process):
            self.empty_clipboard()
            for number, data in content.items():
                self.set_data(self.register_format(number) if isinstance(number, str) else number, data)

    def copy_text(self, text: str) -> None:
        """Somebody copies a text."""
        self.copy({CF_UNICODETEXT: (text + "\0").encode("utf-16-le")})

    def read_text(self, process: int, for_a_window: bool = True) -> str:
        """Some program reads the clipboard."""
        with self.opened(100 + process if for_a_window else 0):
            data = self.get_data(CF_UNICODETEXT)
        return (data or b"").decode("utf-16-le").rstrip("\0").replace("\r\n", "\n")

    def text(self) -> str:
        """What a user would paste."""
        return self.read_text(50)

    def there(self) -> dict[str | int, object]:
        """What is on the clipboard, by name where it has one."""
        return {self.names.get(number, number): data for number, data in self.content.items()}

    def work(self) -> None:
        """The program in front handles the keys that wait for it."""
        program = self.front
        assert program
        held: set[int] = set()
        while program.keys:
            key = program.keys.popleft()
            if key.flags & UP:
                held.discard(key.code)
                continue
            if key.flags & UNICODE:
                program.units.append(key.code)
                units = b"".join(unit.to_bytes(2, "little") for unit in program.units)
                if not 0xD800 <= key.code < 0xDC00:
                    program.text += units.decode("utf-16-le")
                    program.units.clear()
                continue
            held.add(key.code)
            pasting = held in ({VK_CONTROL, VK_V}, {VK_CONTROL, VK_SHIFT, VK_V}, {VK_SHIFT, VK_INSERT})
            if pasting:
                reader = program.inner_process or program.process
                program.text += self.read_text(reader, program.opens_for_a_window)
            elif key.code in (VK_RETURN, VK_TAB):
                program.text += "\n" if key.code == VK_RETURN else "\t"
        assert not held, "keys stayed down"
