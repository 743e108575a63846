"""Every widget in every state, one after the other, in real windows. Run by `screenshots.py`, or by hand.

    python tests/ui/gallery.py [light|dark] [part of a scene's name]

Prints the name of a scene once it is on the screen, and goes on to the next when it gets a line.
"""

import sys
from collections.abc import Callable, Iterator
from datetime import datetime

from history_scenes import history, item_of
from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from app import presentation
from app.insertion.receipt import Landed, Receipt
from app.late import LateText
from app.messages import Break, Deliver, Outcome, Phase, Show
from app.ui import icons
from app.ui.main_window import MainWindow
from app.ui.overlay import Overlay
from app.ui.status import (
    Action,
    Choice,
    HistoryEntry,
    KeyState,
    Level,
    Mark,
    Notice,
    Severity,
    Status,
    StatusKind,
)
from app.ui.theme import Appearance
from app.ui.tray import ICONS
from providers.errors import Failure, FailureKind

CHOICES = (
    Choice(
        "local", "On this computer (basic)", "Works offline, needs no account. Makes more mistakes than the services."
    ),
    Choice("soniox", "Soniox", "Needs an API key."),
)
COMMITTED = "He hoped there would be stew for dinner,"
TAIL = " turnips and carrots and"
LONG = (
    "He hoped there would be stew for dinner, turnips and carrots and bruised potatoes and fat mutton pieces to be"
    " ladled out in thick, peppered, flour-fattened sauce. Stuff it into you, his belly counselled him. "
) * 4
HEBREW = "שלום עולם, זה טקסט שנכתב מימין לשמאל"
ENTRIES = (
    HistoryEntry(1, datetime(2025, 5, 4, 9, 58), LONG.strip(), Mark.INSERTED),
    HistoryEntry(
        2,
        datetime(2025, 5, 4, 10, 2),
        "And after early nightfall the yellow lamps would light up.",
        Mark.COPIED,
        "The other program did not take the text: press Ctrl+V where you want it.",
    ),
    HistoryEntry(3, datetime(2025, 5, 4, 10, 5), "Hello Bertie", Mark.CANCELLED),
    HistoryEntry(4, datetime(2025, 5, 4, 10, 7), HEBREW, Mark.UNCONFIRMED, "The end was not confirmed in time."),
    HistoryEntry(5, datetime(2025, 5, 4, 10, 9), "", Mark.FAILED, "The microphone “USB Audio” vanished."),
)
TROUBLE = Notice(
    "Right Ctrl cannot be listened to: this desktop does not report keys. "
    "Use the button, or bind a key to “holdfast toggle”.",
    Severity.TROUBLE,
    Action("hotkey", "Choose another key"),
)
NO_KEY = Notice(
    "Soniox cannot be used without a valid API key: No API key was found in the key store or in SONIOX_API_KEY. "
    "Enter the key in the settings, or choose another recogniser.",
    Severity.TROUBLE,
    presentation.enter_key("soniox"),
)


BROKEN = Failure(FailureKind.NETWORK, "Soniox: the connection to stt-rt.soniox.com broke")
AROUND_NOON = datetime(2025, 5, 4, 12, 31)
KEPT = presentation.Circumstances("soniox", audio_kept=True)


def failed(text: str) -> tuple[HistoryEntry, Notice]:
    """What a dictation looks like whose recogniser was lost, with a text or without."""
    said = f"{COMMITTED}{TAIL}" if text else ""
    delivered = Deliver(1, said, Outcome.FAILED, 5.0, BROKEN, answered=False)
    receipt = Receipt(Landed.COPIED) if text else None
    return (
        presentation.entry(delivered, receipt, AROUND_NOON, KEPT),
        presentation.notice(delivered, receipt, KEPT),
    )


def late() -> tuple[HistoryEntry, Notice]:
    """One of which more text came."""
    delivered = Deliver(1, COMMITTED, Outcome.UNCONFIRMED, 5.0, answered=False)
    entry = presentation.entry(delivered, Receipt(Landed.INSERTED), AROUND_NOON, KEPT)
    entry = presentation.late_entry(entry, LateText(1, f"{COMMITTED}{TAIL} bruised potatoes."))
    return entry, presentation.late_notice(entry)


def mended() -> tuple[HistoryEntry, None]:
    """One that somebody else recognised to its end."""
    providers, breaks = ("soniox", "local"), (Break("soniox", BROKEN),)
    delivered = Deliver(1, COMMITTED, Outcome.COMMITTED, 5.0, None, providers, breaks)
    return presentation.entry(delivered, Receipt(Landed.INSERTED), AROUND_NOON, KEPT), None


class Gallery:
    """The scenes."""

    def __init__(self, appearance: Appearance, dark: bool) -> None:
        self.appearance = appearance
        appearance.choose(Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light)
        self.window = MainWindow()
        self.window.show_hotkey("Right Ctrl")
        self.window.show_providers(CHOICES, "local")

    def scenes(self) -> Iterator[str]:
        """Set up one scene after the other, and give its name."""
        yield from self.main_window()
        yield from history(self.window)
        self.window.hide()
        yield from self.overlay()
        yield from self.broken_streams()
        yield from self.settings()
        yield from self.tray()

    def main_window(self) -> Iterator[str]:
        w = self.window
        w.show()
        yield "window-empty"
        w.show_status(Status(StatusKind.STARTING))
        yield "window-starting"
        w.show_status(Status(StatusKind.LISTENING))
        w.show_level(Level(-14, -24))
        w.show_text(COMMITTED, TAIL)
        yield "window-listening"
        w.show_status(Status(StatusKind.FINALIZING))
        w.show_text(COMMITTED + TAIL, " bruised potatoes")
        yield "window-finalizing"
        w.show_status(Status(StatusKind.IDLE))
        w.history.show_items(tuple(item_of(each, each.id) for each in reversed(ENTRIES)), 0)
        w.show_notice(TROUBLE)
        yield "window-trouble"
        w.show_notice(NO_KEY)
        yield "window-no-key"
        w.show_notice(Notice("Copied. Press Ctrl+V to paste."))
        yield "window-history"
        w.show_notice(None)
        w.show_status(Status(StatusKind.LISTENING))
        w.show_text(LONG, TAIL)
        w.show_level(Level(0, -3))
        yield "window-long-text-clipping"
        w.show_text(HEBREW, " ועוד כמה")
        yield "window-right-to-left"
        w.show_status(Status(StatusKind.IDLE))
        w.resize(w.minimumSizeHint())
        yield "window-smallest"

    def overlay(self) -> Iterator[str]:
        behind = QLabel("Another program")
        behind.setAlignment(Qt.AlignmentFlag.AlignTop)
        behind.showMaximized()
        screen = QApplication.screenAt(QCursor.pos())
        o = Overlay()
        o.show_on(screen)
        o.show_status(Status(StatusKind.STARTING))
        yield "overlay-starting"
        o.show_status(Status(StatusKind.LISTENING))
        o.show_level(Level(-20, -30))
        yield "overlay-listening-empty"
        o.show_text(COMMITTED, TAIL)
        o.show_level(Level(-4, -11))
        yield "overlay-listening"
        o.show_text(LONG, TAIL)
        o.show_level(Level(0, -3))
        yield "overlay-long-text-clipping"
        o.show_status(Status(StatusKind.FINALIZING))
        yield "overlay-finalizing"
        o.show_notice(Notice("Copied: press Ctrl+V to paste", Severity.WARNING), screen)
        yield "overlay-copied-with-text"
        o.dismiss()
        o.show_notice(Notice("No speech was heard. If you did speak, check the microphone in the settings."), screen)
        yield "overlay-no-speech"
        o.show_notice(TROUBLE, screen)
        yield "overlay-trouble"
        o.show_on(screen)
        o.show_status(Status(StatusKind.LISTENING))
        o.show_text(HEBREW, " ועוד")
        yield "overlay-right-to-left"
        o.dismiss()
        behind.hide()

    def broken_streams(self) -> Iterator[str]:
        """What the user sees when the recogniser fails: as the program itself words it."""
        w, screen = self.window, QApplication.screenAt(QCursor.pos())
        phases = {"reconnecting": Phase.LISTENING, "reconnecting-released": Phase.FINALIZING}
        shown = {name: Show(1, phase, "", "", BROKEN, "soniox") for name, phase in phases.items()}
        shown |= {
            "taken-over": Show(1, Phase.LISTENING, "", "", None, "local"),
            "taken-over-reconnecting": Show(1, Phase.LISTENING, "", "", BROKEN, "local"),
        }
        overlay = Overlay()
        overlay.show_on(screen)
        for name, each in shown.items():
            overlay.show_status(presentation.status(each, chosen="soniox"))
            overlay.show_text(COMMITTED, TAIL)
            overlay.show_level(Level(-14, -24))
            yield f"overlay-{name}"
        ended = failed("words"), failed(""), late()
        for number, each in enumerate(ended, 1):
            overlay.show_notice(each[1], screen)
            yield f"overlay-ended-{number}"
        overlay.dismiss()
        w.resize(w.sizeHint())
        w.show()
        for name, each in shown.items():
            w.show_status(presentation.status(each, chosen="soniox"))
            w.show_text(COMMITTED, TAIL)
            w.show_level(Level(-14, -24))
            yield f"window-{name}"
        w.show_status(Status(StatusKind.IDLE))
        items = (item_of(entry, number) for number, (entry, _) in enumerate((mended(), *ended)))
        w.history.show_items(tuple(items)[::-1], 0)
        w.show_notice(late()[1])
        w.resize(w.width(), 900)
        yield "window-outcomes"
        w.hide()

    def settings(self) -> Iterator[str]:
        from app.settings import ProviderChoice, Settings
        from app.ui.settings_dialog import SettingsDialog
        from providers.catalogue import PROVIDERS
        from rig.example_providers import ALL

        microphones = (Choice("USB Audio", "USB Audio"), Choice("Built-in", "Built-in Audio Analog Stereo"))
        dialog = SettingsDialog(Settings(), ALL, microphones)
        dialog.show()
        dialog.show_level(Level(-14, -24))
        yield "settings"
        dialog.show_usual_key("Right Ctrl")
        dialog.show_hotkey_way("X11")
        dialog.show_field("hotkey")
        yield "settings-keys"
        dialog._hotkeys._keys["hotkey"].start_capture()
        yield "settings-key-awaited"
        dialog.show_captured("A", "A types a letter while you hold it. Choose a key that types nothing.")
        yield "settings-key-captured"
        dialog._hotkeys._keys["insert_again_key"].start_capture()
        dialog.show_captured("A")
        yield "settings-key-taken"
        dialog._hotkeys.end_capture()
        dialog.show_error("microphone", "“USB Audio” is in use by another program. Close that, or choose another.")
        yield "settings-error"
        dialog.show_field("spacing")
        yield "settings-text"
        dialog.resize(dialog.minimumSizeHint())
        yield "settings-smallest"
        dialog.hide()
        dialog = SettingsDialog(Settings(keep_texts_days=0, record=False), ALL, microphones)
        dialog.show()
        dialog.show_field("keep_texts_days")
        dialog.show_cleared("The history is empty.")
        yield "settings-history-nothing-kept"
        dialog.hide()
        dialog = SettingsDialog(Settings(), ALL, microphones)
        dialog.show()
        dialog.show_field("provider")
        yield "settings-recogniser-local"
        dialog.hide()
        chosen = Settings(
            provider="service", language="de", vocabulary=("Holdfast", "Pulse"), keep_connection_s=10
        ).with_choice("service", ProviderChoice("ws://127.0.0.1:8080", {"delay": 5000}))
        dialog = SettingsDialog(chosen, ALL, microphones)
        dialog.show()
        dialog.show_field("key")
        yield "settings-recogniser-looking-for-key"
        dialog.show_key("service", KeyState("A key is in the system's key store.", there=True, ours=True))
        dialog.show_verdict("service", True, "Example Speech takes the key.")
        yield "settings-recogniser"
        without = "No key yet. The system has no key store, so keys cannot be kept. You can use a key for this session."
        dialog.show_key("service", KeyState(without, storable=False))
        QTest.keyClicks(dialog.focusWidget(), "0123456789abcdef")
        yield "settings-recogniser-no-key-store"
        wrong = "Example Speech cannot be used without a valid API key: invalid key."
        dialog.show_verdict("service", False, wrong)
        yield "settings-recogniser-wrong-key"
        dialog.show_field("keep_connection_s")
        yield "settings-recogniser-scrolled"
        box = dialog._recogniser._provider
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_Down)
        dialog.show_field("language")
        yield "settings-recogniser-language-refused"
        dialog._programs._rules.add("org.gnome.texteditor")
        dialog._programs._rules.add("xterm")
        dialog.show_field("focus_changed")
        yield "settings-programs"
        dialog.show_front("")
        dialog.show_field("programs")
        yield "settings-programs-no-front"
        dialog.show_left_out("Other Speech", ("Pulse",))
        dialog.show_field("vocabulary")
        yield "settings-vocabulary"
        dialog.show_field("keep_texts_days")
        yield "settings-history"
        dialog.show_field("provider")
        dialog.resize(dialog.minimumSizeHint())
        yield "settings-recogniser-smallest"
        dialog.hide()
        for info in PROVIDERS:
            dialog = SettingsDialog(Settings(provider=info.id), PROVIDERS, microphones)
            dialog.resize(dialog.width(), 780)
            dialog.show()
            dialog.show_field("provider")
            yield f"settings-of-{info.id}"
            dialog.hide()

    def tray(self) -> Iterator[str]:
        sheet = QWidget()
        for column, name in enumerate((*dict.fromkeys(ICONS.values()), "application")):
            for row, (size, panel) in enumerate((s, p) for s in (16, 22, 24, 48) for p in ("#f0f0f0", "#202020")):
                cell = QLabel(sheet, pixmap=icons.icon(name).pixmap(size, size))
                cell.setStyleSheet(f"background: {panel}; padding: 6px")
                cell.move(20 + column * 80, 20 + row * 64)
        sheet.resize(440, 540)
        sheet.show()
        yield "tray-icons"
        sheet.hide()


def main(next_please: Callable[[], object]) -> None:
    """Show the scenes that were asked for."""
    application = QApplication(sys.argv)
    dark = "dark" in sys.argv[1:]
    only = next((each for each in sys.argv[1:] if each not in ("light", "dark")), "")
    for name in Gallery(Appearance(application), dark).scenes():
        if only in name:
            # Painting, exposing and the window manager's answers all come as events; 150 ms without a new one is still.
            QTest.qWait(150)
            print(name, flush=True)
            next_please()


if __name__ == "__main__":
    main(sys.stdin.readline)
