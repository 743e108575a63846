"""The paste chord through the desktop's RemoteDesktop portal: KDE, GNOME. Imports `remote_desktop`."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from . import sentences
from .messages import Chord
from .remote_desktop import INSERT, LEFT_CTRL, LEFT_SHIFT, KeyboardState, Pressed, RemoteKeyboard, V
from .restore_token import Leave, LeaveFile
from .system import Condition

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

    def __init__(self, keyboard: RemoteKeyboard, leave: Path) -> None:
        """`leave`: the file in which `keyboard` keeps the user's leave."""
        super().__init__()
        self._leave = leave
        self._keyboard = keyboard
        self._settled.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        QTimer.singleShot(0, self, keyboard.start)

    def refusal(self) -> str:
        """See ChordSender: what the user decided, or has still to decide."""
        return _REFUSALS[self._keyboard.state]

    def send(self, chord: Chord, failed: Callable[[str], None]) -> None:
        """See ChordSender: soon, on the session's thread."""
        self._keyboard.press(_KEYS[chord], lambda pressed: self._settled.emit(pressed, failed))

    def condition(self) -> Condition:
        """See ChordSender: what the user said when the desktop asked. Asks nobody."""
        match LeaveFile(self._leave).read():
            case Leave(refused=True):
                text = "The desktop was told that Holdfast may not press keys, so text is only copied to the clipboard."
                return Condition(False, text, f"To be asked again, delete {self._leave} and start Holdfast again.")
            case Leave(token=""):
                text = (
                    "Text is pasted into the focused program, once the desktop was told that Holdfast may press keys."
                )
                return Condition(True, f"{text} It asks when Holdfast is started.")
        return Condition(True, "Text is pasted into the focused program, with the leave that the desktop was given.")

    def close(self) -> None:
        """See ChordSender."""
        self._keyboard.close()

    @staticmethod
    def _tell(pressed: Pressed, failed: Callable[[str], None]) -> None:
        # Where it is not known what was pressed, the receipt tells, or its limit.
        if pressed is Pressed.NO:
            failed(sentences.NOT_SENT)
