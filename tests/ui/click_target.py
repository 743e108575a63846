"""Another program: a window over the given geometry with a field that has the focus. Says each click and each text.

python click_target.py X Y WIDTH HEIGHT
"""

import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget


class Target(QWidget):
    """Field at the top, the rest is for clicking."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("target")
        field = QLineEdit()
        field.textChanged.connect(lambda text: print("text", text, flush=True))
        rows = QVBoxLayout(self)
        rows.addWidget(field, 0, Qt.AlignmentFlag.AlignTop)
        field.setFocus()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        print("click", round(event.globalPosition().x()), round(event.globalPosition().y()), flush=True)


application = QApplication(sys.argv)
target = Target()
target.setGeometry(*map(int, sys.argv[1:5]))
target.show()
target.activateWindow()
print("ready", flush=True)
application.exec()
