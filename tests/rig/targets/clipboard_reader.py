"""Says what is on both selections, as {selection: {format: base64}}, and ends.

Leaves out the names that are no content but part of the protocol.
"""

import base64
import json
import sys

from PySide6.QtGui import QClipboard, QGuiApplication

app = QGuiApplication(sys.argv[:1])
found = {}
for name, mode in (("CLIPBOARD", QClipboard.Mode.Clipboard), ("PRIMARY", QClipboard.Mode.Selection)):
    mime = app.clipboard().mimeData(mode)
    found[name] = {
        each: base64.b64encode(bytes(mime.data(each).data())).decode()
        for each in mime.formats()
        if each not in ("TARGETS", "MULTIPLE", "TIMESTAMP", "SAVE_TARGETS")
    }
print(json.dumps(found))
