"""A few lines at the bottom of a terminal that are painted over: the last of the text, and a line about progress.

Pure: gives strings with control codes, writes nothing. Imports `rich.cells`, for how wide a character is.

Not rich's `Live`: it reads markup in the text, starts a thread or repaints everything, and costs five times the
import time (29 ms to 5 ms, measured). What is needed is one write for each change, without erasing first.
"""

from collections import deque
from collections.abc import Callable

from rich.cells import cell_len, chop_cells, set_cell_size

TEXT_LINES = 3
"""Lines of text that are shown: the last ones."""

_UP = "\x1b[{}A"
_ERASE_LINE = "\x1b[K"
_ERASE_BELOW = "\x1b[J"
_FAINT, _NORMAL = "\x1b[2m", "\x1b[22m"


class LiveLines:
    """Grows by finals, shows a faint tail behind them. The cost of a change does not grow with the text.

    `width` gives the terminal's columns, and is asked at every change.
    """

    def __init__(self, width: Callable[[], int]) -> None:
        self._ask_width = width
        self._full: deque[str] = deque(maxlen=TEXT_LINES)
        self._open = ""
        self._tail = ""
        self.foot = ""
        """The last line, below the text; empty: there is none."""
        self._painted: list[str] = []

    def append(self, text: str) -> None:
        """This text is final."""
        *full, self._open = wrap(self._open + text, self.width())
        self._full.extend(full)
        self._tail = ""

    def tail(self, text: str) -> None:
        """This text is provisional, and replaces the one before."""
        self._tail = text

    def paint(self) -> str:
        """What to write so that the terminal shows this; nothing if it already does."""
        lines = self._lines()
        if lines == self._painted:
            return ""
        start = self._to_start()
        self._painted = lines
        return start + f"{_ERASE_LINE}\n".join(lines) + _ERASE_LINE + _ERASE_BELOW

    def clear(self) -> str:
        """What to write so that nothing of it is left, and the cursor is where it began."""
        start = self._to_start()
        self._painted = []
        return start + _ERASE_BELOW

    def width(self) -> int:
        """Columns that a line may have."""
        return max(self._ask_width() - 1, 2)  # a line that fills the last column may wrap

    def _to_start(self) -> str:
        rows = len(self._painted) - 1
        return "\r" + (_UP.format(rows) if rows > 0 else "")

    def _lines(self) -> list[str]:
        width = self.width()
        faint_from = len(self._open)
        lines = [_cut(line.rstrip(" "), width) for line in self._full]
        for line in wrap(self._open + self._tail, width):
            shown, at = line.rstrip(" "), max(faint_from, 0)
            lines.append(shown[:at] + (f"{_FAINT}{shown[at:]}{_NORMAL}" if shown[at:] else ""))
            faint_from -= len(line)
        return [*lines[-TEXT_LINES:], *([_cut(self.foot, width)] if self.foot else [])]


def wrap(text: str, width: int) -> list[str]:
    """Break `text` into lines of at most `width` cells, at spaces where there are some.

    The lines joined are the text again, spaces included (those at the end of a line may stand over). At least one
    line; only the last one changes when text is appended.
    """
    lines = [""]
    for word in _words(text):
        if cell_len(lines[-1] + word.rstrip(" ")) <= width:
            lines[-1] += word
            continue
        if lines[-1]:
            lines.append("")
        bare = word.rstrip(" ")
        lines[-1:] = chop_cells(bare, width) or [""]
        lines[-1] += word[len(bare) :]
    return lines


def progress_line(done_s: float, total_s: float | None, width: int, unicode: bool) -> str:
    """`0:07 ━━━━━━──── 0:12`, at most `width` cells wide; without the length only the time."""
    done = _clock(done_s)
    if total_s is None:
        return done
    total = _clock(total_s)
    room = min(40, width - len(done) - len(total) - 2)
    if room < 5:
        return f"{done}/{total}"
    filled = room if total_s <= 0 else min(room, max(0, int(room * done_s / total_s)))
    on, off = ("━", "─") if unicode else ("#", "-")
    return f"{done} {on * filled}{off * (room - filled)} {total}"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(max(seconds, 0.0)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _cut(line: str, width: int) -> str:
    return line if cell_len(line) <= width else set_cell_size(line, width)


def _words(text: str) -> list[str]:
    """`text` cut behind each run of spaces."""
    words: list[str] = []
    start = 0
    for at in range(1, len(text)):
        if text[at - 1] == " " and text[at] != " ":
            words.append(text[start:at])
            start = at
    return [*words, text[start:]] if text else []
