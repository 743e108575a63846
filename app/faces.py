"""The program's faces as one: window, tray and overlay are told the same things here. Imports the widgets.

What is shown where: the window has everything; the overlay has the dictation that is under way, and a notice for as
long as it takes to read; the tray has the state, and the notices where no overlay can be.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QScreen

from audio.level import Level as MeasuredLevel

from . import presentation
from .messages import Deliver, Show
from .microphone_notes import Note
from .settings import Mode, Settings, Theme
from .ui.main_window import MainWindow
from .ui.overlay import Overlay
from .ui.status import Action, Choice, Level, Notice, Severity, Status, StatusKind
from .ui.surroundings import active_screen, here, overlay_possible
from .ui.theme import Appearance
from .ui.tray import Tray

SCHEMES = {
    Theme.SYSTEM: Qt.ColorScheme.Unknown,
    Theme.LIGHT: Qt.ColorScheme.Light,
    Theme.DARK: Qt.ColorScheme.Dark,
}

LAST_WENT_WRONG = "The last dictation met trouble"


class Faces:
    """Window, tray and overlay."""

    def __init__(self, appearance: Appearance) -> None:
        self._appearance = appearance
        self._surroundings = here()
        self.window = MainWindow()
        self.tray = Tray()
        self._overlay = Overlay(self._surroundings) if overlay_possible() else None
        self._shown = 0
        self._chosen = ""
        self._trouble = False
        self._speaking = False
        self._offered: Action | None = None
        self.notice = ""
        """The sentence that the window shows in its banner, empty if none."""
        self.tray.availability_changed.connect(self._tray_changed)

    def appear(self, hidden: bool) -> None:
        """Show the tray, and the window unless it is to stay away and there is a tray to find it again."""
        self.tray.start()
        self.window.show_tray(self.tray.available)
        if not (hidden and self.tray.available):
            self.window.come_forward()

    def leave(self) -> None:
        """Take everything from the screen."""
        self.window.allow_close()
        self.window.close()
        self.tray.stop()
        if self._overlay:
            self._overlay.dismiss()

    def show_settings(self, settings: Settings, providers: tuple[Choice, ...], hotkey: str) -> None:
        """`hotkey` is the key that works, empty if none does."""
        self._chosen = settings.provider
        self._appearance.choose(SCHEMES[settings.theme])
        self.window.show_providers(providers, settings.provider)
        self.window.show_hotkey(hotkey, tap_to_lock=settings.mode is Mode.TAP_TO_LOCK)

    def show_dictation(
        self, shown: Show, hands_free: bool, recorded: bool, cancels: str = "", note: Note | None = None
    ) -> None:
        """A dictation that is under way. `recorded`: nobody recognises it, but what is said is on the disk. `cancels`:
        the key that cancels if it is pressed now. `note`: what there is to know about the microphone."""
        status = presentation.status(shown, hands_free, self._chosen, recorded, cancels, note)
        if shown.dictation != self._shown:
            self._shown = shown.dictation
            self._show_banner(None)
            if self._overlay:
                self._overlay.show_on(self._screen())
        self._show_status(status)
        self.window.show_text(shown.committed, shown.tail)
        if self._overlay:
            self._overlay.show_text(shown.committed, shown.tail)

    def show_level(self, level: MeasuredLevel) -> None:
        """How loud it is."""
        shown = Level(level.peak_dbfs, level.rms_dbfs)
        self.window.show_level(shown)
        if self._overlay:
            self._overlay.show_level(shown)

    def show_rest(self, notice: Notice | None) -> None:
        """No dictation is under way any more, and this came of the last one."""
        self._show_idle()
        if self._overlay:
            if notice:
                self._overlay.show_notice(notice, self._screen())
            else:
                self._overlay.dismiss()
        if notice:
            self.show_notice(notice)

    def show_waiting(self, keys: tuple[str, ...]) -> None:
        """The text waits for these keys to come up; none: the wait is over."""
        if keys and self._overlay:
            self._overlay.show_status(
                Status(StatusKind.FINALIZING, f"Let go of {' and '.join(keys)} to insert the text")
            )

    def show_failure(self, delivered: Deliver, about: presentation.Circumstances) -> None:
        """A dictation went wrong: the state says so until one works again."""
        if notice := presentation.notice(delivered, None, about):
            self.set_trouble(True)
            self._show_banner(notice)

    def show_notice(self, notice: Notice) -> None:
        """Something the user should know, in the window; in the desktop's notifications where there is no overlay."""
        self._show_banner(notice)
        if not self._overlay:
            self.tray.show_notice(notice)

    def show_passing(self, notice: Notice) -> None:
        """Something came of what the user wanted beside a dictation: said where they look, unless they speak."""
        if self._overlay and not self._speaking:
            self._overlay.show_notice(notice, self._screen())
        self.show_notice(notice)

    def set_trouble(self, there_is: bool) -> None:
        """Whether the last dictation went wrong: the state says so until one works again."""
        self._trouble = there_is

    def tell_trouble(self, sentence: str, action: Action | None = None) -> None:
        """Something is wrong that has nothing to do with a dictation."""
        self.show_notice(Notice(sentence, Severity.TROUBLE, action))

    def settle(self, action: str) -> None:
        """What actions offered whose ids begin so is done: a notice that offers it is over."""
        if self._offered and self._offered.id.startswith(action):
            self._show_banner(None)

    def dismissed(self) -> None:
        """The user has read the notice."""
        self.notice = ""
        self._offered = None

    def _show_banner(self, notice: Notice | None) -> None:
        self.notice = notice.text if notice else ""
        self._offered = notice.action if notice else None
        self.window.show_notice(notice)

    def _show_idle(self) -> None:
        if self._trouble:
            self._show_status(Status(StatusKind.TROUBLE, LAST_WENT_WRONG), overlay=False)
        else:
            self._show_status(Status(StatusKind.IDLE), overlay=False)

    def _show_status(self, status: Status, overlay: bool = True) -> None:
        self._speaking = status.kind.busy
        self.window.show_status(status)
        self.tray.show_status(status)
        if overlay and self._overlay:
            self._overlay.show_status(status)

    def _tray_changed(self, available: bool) -> None:
        self.window.show_tray(available)
        if not available and self.window.isHidden():
            self.window.show()

    def _screen(self) -> QScreen:
        return active_screen(self._surroundings.focused_window())
