"""A sentence in as many lines as it needs. Imports Qt only."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class WrappedLabel(QLabel):
    """Plain text that is wrapped, never cut: not in a low window, and however long its longest word is.

    Box layouts ask for the height at a width only while there is room to spare; in a low window they would squeeze a
    plain QLabel to fewer lines than its text has. And a plain QLabel is never narrower than its longest word.
    """

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setMinimumWidth(1)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def setText(self, text: str) -> None:
        super().setText(text)
        self._keep_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_height()

    def _keep_height(self) -> None:
        # Not heightForWidth, which is never less than the minimum of before.
        room = QRect(0, 0, self.contentsRect().width(), 1_000_000)
        needed = self.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, self.text()).height()
        if needed != self.minimumHeight():
            self.setMinimumHeight(needed)
