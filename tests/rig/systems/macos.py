"""A stand-in for macOS that does what its documentation says of pasteboard, focus and keys; it never saw macOS."""

from collections import deque
from collections.abc import Callable, Sequence

from app.insertion.cocoa import Application, Item, Stroke
from app.insertion.macos import COMMAND, KEY_RETURN, KEY_TAB, KEY_V, TEXT

TEXT_EDIT = Application(7, "com.apple.TextEdit", "TextEdit")


class FakeMac:
    """Implements Cocoa. The program in front handles its keys when the test lets it (`work`)."""

    def __init__(self) -> None:
        self.front: Application | None = TEXT_EDIT
        self.allowed = True
        self.asked = 0
        self.secure = False
        self.flags = 0
        self.readable = True
        self.count = 10
        self.board: list[dict[str, bytes | None]] = []
        self.give: Callable[[], bytes] | None = None
        self.posted: list[Stroke] = []
        self.keys: deque[Stroke] = deque()
        self.text = ""
        self.refuses = False

    def front_application(self) -> Application | None:
        return self.front

    def may_post(self) -> bool:
        return self.allowed

    def ask_to_post(self) -> None:
        self.asked += 1

    def secure_input(self) -> bool:
        return self.secure

    def modifier_flags(self) -> int:
        return self.flags

    def post(self, strokes: Sequence[Stroke]) -> None:
        self.posted += strokes
        self.keys += strokes

    def change_count(self) -> int:
        return self.count

    def may_read(self) -> bool:
        return self.readable

    def items(self) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(item) for item in self.board)

    def data(self, item: int, kind: str) -> bytes | None:
        if self.board[item][kind] is None and self.give:
            self.board[item][kind] = self.give()  # asked once, and kept
        return self.board[item][kind]

    def put(self, items: Sequence[Item]) -> bool:
        return self._replace([dict(item) for item in items], None)

    def promise(self, kind: str, give: Callable[[], bytes], beside: Item) -> bool:
        return self._replace([{**beside, kind: None}], give)

    def _replace(self, items: list[dict[str, bytes | None]], give: Callable[[], bytes] | None) -> bool:
        self.board, self.give = [], None
        self.count += 1
        if self.refuses:
            return False
        self.board, self.give = items, give
        return True

    # -------------------------------------------------------------------------------------------- what others do

    def copy(self, *items: dict[str, bytes | None]) -> None:
        """Somebody copies."""
        self._replace(list(items), None)

    def read_text(self) -> str:
        """Somebody pastes."""
        return (self.data(0, TEXT) or b"").decode() if self.board and TEXT in self.board[0] else ""

    def work(self) -> None:
        """The program in front handles the keys that wait for it."""
        while self.keys:
            stroke = self.keys.popleft()
            if not stroke.down:
                continue
            if stroke.key == KEY_V and stroke.flags == COMMAND:
                self.text += self.read_text()
            elif stroke.text:
                assert len(stroke.text.encode("utf-16-le")) <= 40, "cut off"
                self.text += stroke.text
            else:
                self.text += {KEY_RETURN: "\n", KEY_TAB: "\t"}[stroke.key]
