"""What most dictation programs do, for comparison: copy, send the chord, give the clipboard back after a fixed time.

Argument: milliseconds. Takes {"do": "insert", "text": ...} lines, says {"event": "restored"} after each.
"""

import json
import os
import sys

from PySide6.QtCore import QSocketNotifier, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

from app.insertion.messages import Chord
from app.insertion.x11_server import Server

app = QGuiApplication(sys.argv[:1])
clipboard, server = app.clipboard(), Server()
SELECTION = QClipboard.Mode.Selection


def restore(old: str) -> None:
    clipboard.setText(old)
    clipboard.setText(old, SELECTION)
    print(json.dumps({"event": "restored"}), flush=True)


def obey() -> None:
    order = json.loads(os.read(0, 1 << 16))
    old = clipboard.text()
    clipboard.setText(order["text"])
    clipboard.setText(order["text"], SELECTION)
    server.send(Chord.SHIFT_INSERT)
    QTimer.singleShot(int(sys.argv[1]), lambda: restore(old))


notifier = QSocketNotifier(0, QSocketNotifier.Type.Read)
notifier.activated.connect(obey)
QTimer.singleShot(0, lambda: print(json.dumps({"event": "ready"}), flush=True))
app.exec()
