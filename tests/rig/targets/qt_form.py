"""A Qt window: a field that has the focus, then a button, then a field for a password. Says {"text": what is in the
field} on each change.

Argument: milliseconds for which the program stands still when Scroll Lock is pressed.
"""

import json
import sys
import time

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget


class Still(QObject):
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_ScrollLock:
            print(json.dumps({"text": "still"}), flush=True)
            time.sleep(float(sys.argv[1]) / 1000)
        return False


app = QApplication(sys.argv[:1])
still = Still()
app.installEventFilter(still)
window = QWidget()
window.setWindowTitle("target")
rows = QVBoxLayout(window)
for widget in (QLineEdit(), QPushButton("Press"), QLineEdit(echoMode=QLineEdit.EchoMode.Password)):
    if isinstance(widget, QLineEdit):
        widget.textChanged.connect(lambda text: print(json.dumps({"text": text}), flush=True))
    rows.addWidget(widget)
window.show()
window.activateWindow()
app.exec()
