"""Insertion where we can only copy: every desktop that has no inserter of its own yet. Imports the contracts."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtGui import QClipboard, QGuiApplication

from . import sentences
from .aim import Aim
from .receipt import Landed, Receipt


class CopyOnlyInserter:
    """Puts texts on the clipboard, and says so.

    `paste_chord` is what the user presses to paste. `needs_focus`: the desktop takes a clipboard only from the program
    in front and drops it silently otherwise, as Wayland compositors do; Qt itself does not notice.
    """

    def __init__(self, clipboard: QClipboard, paste_chord: str = "Ctrl+V", needs_focus: bool = False) -> None:
        self._clipboard = clipboard
        self._paste_chord = paste_chord
        self._needs_focus = needs_focus

    def remember_clipboard(self) -> None:
        """Nothing to remember: copying is all that is done here."""

    def aim(self) -> Aim | None:
        """Nobody aims here."""
        return None

    def insert(self, text: str, done: Callable[[Receipt], None], aim: Aim | None = None) -> None:  # noqa: ARG002
        """Copy, and tell the user which keys to press."""
        if not text:
            done(Receipt(Landed.NOWHERE, sentences.NOTHING_TO_INSERT))
            return
        receipt = self.copy(text)
        if receipt.landed is Landed.COPIED:
            receipt = Receipt(Landed.COPIED, sentences.COPY_ONLY.format(chord=self._paste_chord))
        done(receipt)

    def hold(self, text: str, done: Callable[[Receipt], None], reason: str = "") -> None:
        """The same as `copy`: nothing else is under way."""
        receipt = self.copy(text)
        done(replace(receipt, reason=reason) if receipt.landed is Landed.COPIED else receipt)

    def copy(self, text: str) -> Receipt:
        """Put `text` on the clipboard, and look whether it is there."""
        if self._needs_focus and QGuiApplication.focusWindow() is None:
            return Receipt(Landed.NOWHERE, sentences.COPY_NEEDS_FOCUS)
        self._clipboard.setText(text)
        if self._clipboard.text() != text:
            return Receipt(Landed.NOWHERE, sentences.COPY_REFUSED)
        return Receipt(Landed.COPIED)

    def close(self) -> None:
        """Nothing to end. What was copied stays as long as the desktop keeps it."""
