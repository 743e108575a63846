"""What insertion asks of macOS, call by call: a narrow Protocol, so that all above it runs in tests. Imports nothing of
ours."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Application:
    """A running program."""

    process: int
    bundle: str
    """Its identifier, such as `com.apple.TextEdit`; empty if it has none."""
    name: str


@dataclass(frozen=True, slots=True)
class Stroke:
    """One keyboard event. With `text` it is that text, and the key does not count."""

    key: int
    down: bool
    flags: int = 0
    """kCGEventFlagMask... of the modifiers."""
    text: str = ""


Item = Mapping[str, bytes]
"""One thing on the pasteboard: its data by uniform type identifier."""


class Cocoa(Protocol):
    """All of it belongs to the main thread; see `macos_api` for the documentation of each."""

    def front_application(self) -> Application | None:
        """The program that gets the keys."""

    def may_post(self) -> bool:
        """Whether macOS lets us press keys in other programs."""

    def ask_to_post(self) -> None:
        """Have macOS ask the user for that. It asks once; later nothing happens."""

    def secure_input(self) -> bool:
        """Whether some program keeps the keyboard to itself."""

    def modifier_flags(self) -> int:
        """kCGEventFlagMask... of the modifiers that are down."""

    def post(self, strokes: Sequence[Stroke]) -> None:
        """Press and release. macOS does not say what becomes of it."""

    def change_count(self) -> int:
        """Another number after every change of the general pasteboard."""

    def may_read(self) -> bool:
        """Whether the pasteboard can be read without asking the user each time."""

    def items(self) -> tuple[tuple[str, ...], ...]:
        """The types of each item there, in order."""

    def data(self, item: int, kind: str) -> bytes | None:
        """The data of one type of one item; None if it cannot be had. Waits for the program that promised it."""

    def put(self, items: Sequence[Item]) -> bool:
        """Replace what is there."""

    def promise(self, kind: str, give: Callable[[], bytes], beside: Item) -> bool:
        """Replace what is there by one item: this type, whose data `give` makes when somebody asks, and `beside`."""
