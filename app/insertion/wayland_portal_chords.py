"""The paste chord through the desktop's RemoteDesktop portal: KDE, GNOME. Imports `remote_desktop`."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from . import sentences
from .messages import Chord
from .remote_desktop import INSERT, LEFT_CTRL, LEFT_SHIFT, KeyboardState, Pressed, RemoteKeyboard, V

_KEYS = {
    Chord.SHIFT_INSERT: (LEFT_SHIFT, INSERT),
    Chord.CTRL_V: (LEFT_CTRL, V),
    Chord.CTRL_SHIFT_V: (LEFT_CTRL, LEFT_SHIFT, V),
}

_REFUSALS = {
    KeyboardState.OPENING: sentences.LEAVE_ASKED,
    KeyboardState.READY: "",
    KeyboardState.REFUSED: sentences.LEAVE_REFUSED,
    KeyboardState.UNAVAILABLE: sentences.COPY_ONLY.format(chord=sentences.PASTE),
}


class PortalChords(QObject):
    """Chords by a keyboard that the desktop lets us have; the session is opened with the first turn of Qt's event loop,
    for the desktop may show its dialog then. Owns `keyboard`, and closes it."""

    _settled = Signal(object, object)

    def __init__(self, keyboard: RemoteKeyboard) -> None:
        super().__init__()
        self._keyboard = keyboard
        self._settled.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        QTimer.singleShot(0, self, keyboard.start)

    def refusal(self) -> str:
        """See ChordSender: what the user decided, or has still to decide."""
        return _REFUSALS[self._keyboard.state]

    def send(self, chord: Chord, failed: Callable[[str], None]) -> None:
        """See ChordSender: soon, on the session's thread."""
        self._keyboard.press(_KEYS[chord], lambda pressed: self._settled.emit(pressed, failed))

    def close(self) -> None:
        """See ChordSender."""
        self._keyboard.close()

    @staticmethod
    def _tell(pressed: Pressed, failed: Callable[[str], None]) -> None:
        # Where it is not known what was pressed, the receipt tells, or its limit.
        if pressed is Pressed.NO:
            failed(sentences.NOT_SENT)
