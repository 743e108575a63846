"""A Qt window with one text field that has the focus. Says {"at": monotonic seconds, "text": all of it} on each change.

Arguments: seconds to sleep in each key event before it is handled (a program that stalls), and "deaf" for a window that
takes keys and does nothing with them.
"""

import json
import sys
import time

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget


class Slow(QObject):
    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            time.sleep(self.seconds)
        return False


def main() -> None:
    stall, deaf = float(sys.argv[1]), "deaf" in sys.argv
    app = QApplication(sys.argv[:1])
    window: QWidget
    if deaf:
        window = QWidget()
    else:
        window = field = QPlainTextEdit()
        field.textChanged.connect(
            lambda: print(json.dumps({"at": time.monotonic(), "text": field.toPlainText()}), flush=True)
        )
    slow = Slow(stall)
    if stall:
        app.installEventFilter(slow)
    window.setWindowTitle("target")
    window.resize(400, 200)
    window.show()
    window.activateWindow()
    app.exec()


main()
