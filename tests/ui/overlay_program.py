"""The overlay in a process of its own, driven by lines on standard input; answers each with a line of JSON.

    show | text N | notice | dismiss

`show` comes up on the screen with the focused window. The answer says where the panel is, in device pixels,
whether anything is visible, and how many timers run in this process.
"""

import json
import sys

from PySide6.QtCore import QObject, QPoint, QSocketNotifier, QTimer
from PySide6.QtWidgets import QApplication

from app.ui.overlay import Overlay
from app.ui.status import Level, Notice, Status, StatusKind
from app.ui.surroundings import active_screen, here
from app.ui.theme import Appearance


class Program(QObject):
    """One overlay, and the answers."""

    def __init__(self) -> None:
        super().__init__()
        self.surroundings = here()
        self.overlay = Overlay(self.surroundings)
        self.notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, self)
        self.notifier.activated.connect(self.read)

    def read(self) -> None:
        line = sys.stdin.readline()
        if not line:
            QApplication.quit()
            return
        screen = active_screen(self.surroundings.focused_window())
        match line.split():
            case ["show"]:
                self.overlay.show_on(screen)
                self.overlay.show_status(Status(StatusKind.LISTENING))
                self.overlay.show_level(Level(-10, -20))
            case ["text", count]:
                self.overlay.show_text("several words " * int(count), "and more")
            case ["notice"]:
                self.overlay.show_notice(Notice("Copied: press Ctrl+V to paste"), screen)
            case ["dismiss"]:
                self.overlay.dismiss()
        # After the events that follow from it.
        QTimer.singleShot(0, lambda: self.answer(screen.name()))

    def answer(self, screen: str) -> None:
        panel = self.overlay._panel
        corner = panel.mapToGlobal(QPoint(0, 0))
        answer = {
            "visible": self.overlay.isVisible(),
            "screen": screen,
            "panel": [corner.x(), corner.y(), panel.width(), panel.height()],
            "window": self.overlay.geometry().getRect(),
            "timers": sum(timer.isActive() for timer in self.overlay.findChildren(QTimer)),
        }
        print(json.dumps(answer), flush=True)


def main() -> None:
    application = QApplication(sys.argv)
    application.setQuitOnLastWindowClosed(False)
    Appearance(application)
    program = Program()  # noqa: F841  kept alive
    print("ready", flush=True)
    application.exec()


main()
