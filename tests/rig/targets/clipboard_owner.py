"""Another program that owns clipboards: reads one line, {selection: {format: base64}} as JSON, and says "ready"."""

import base64
import json
import sys

from PySide6.QtCore import QMimeData, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

app = QGuiApplication(sys.argv[:1])
modes = {"CLIPBOARD": QClipboard.Mode.Clipboard, "PRIMARY": QClipboard.Mode.Selection}
for selection, formats in json.loads(sys.stdin.readline()).items():
    mime = QMimeData()
    for name, data in formats.items():
        mime.setData(name, base64.b64decode(data))
    app.clipboard().setMimeData(mime, modes[selection])
QTimer.singleShot(0, lambda: print("ready", flush=True))
app.exec()
