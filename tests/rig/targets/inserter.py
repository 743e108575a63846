"""The real inserter of this desktop in a process of its own, driven over standard input and output by lines of JSON.

In: {"do": "remember" | "insert" | "hold" | "copy" | "close" | "set" | "quit", "text": ...}. Out: {"event": "ready" |
"receipt" | "held" | "copied" | "idle", ...}. `set` puts a text on the clipboard past the inserter, as another part of
the app may.
Arguments: seconds to wait for a receipt.
"""

import json
import os
import sys
import time

from PySide6.QtCore import QSocketNotifier, QTimer
from PySide6.QtGui import QGuiApplication

from app.insertion.choice import choose_inserter
from app.insertion.inserter import Inserter
from app.insertion.x11 import X11PasteInserter
from app.insertion.x11_server import Server


def say(**fields: object) -> None:
    print(json.dumps(fields), flush=True)


def make(receipt_limit: float) -> Inserter:
    if os.environ.get("WAYLAND_DISPLAY"):
        return choose_inserter(os.environ, tell_held)
    return X11PasteInserter(QGuiApplication.clipboard(), Server(), tell_held, receipt_limit)


def tell_held(names: tuple[str, ...]) -> None:
    say(event="held", names=names)


def main() -> None:
    app = QGuiApplication(sys.argv[:1])
    clipboard = app.clipboard()
    inserter = make(float(sys.argv[1]))
    orders = iter(range(1_000_000))

    def insert(text: str, hold: bool = False) -> None:
        number, at = next(orders), time.monotonic()
        (inserter.hold if hold else inserter.insert)(
            text,
            lambda receipt: say(
                event="receipt",
                number=number,
                landed=receipt.landed.value,
                reason=receipt.reason,
                note=receipt.note,
                milliseconds=receipt.milliseconds,
                ordered_at=at,
            ),
        )

    def obey(line: str) -> None:
        order = json.loads(line)
        match order["do"]:
            case "remember":
                inserter.remember_clipboard()
            case "insert" | "hold" as what:
                insert(order["text"], hold=what == "hold")
            case "copy":
                receipt = inserter.copy(order["text"])
                say(event="copied", landed=receipt.landed.value, reason=receipt.reason)
            case "set":
                clipboard.setText(order["text"])
            case "close":
                inserter.close()
            case "stall":
                time.sleep(order["seconds"])
            case "ping":
                say(event="pong")
            case "quit":
                app.quit()

    rest = b""

    def read() -> None:
        nonlocal rest
        data = os.read(0, 1 << 20)
        if not data:
            app.quit()
        *lines, rest = (rest + data).split(b"\n")
        for line in lines:
            obey(line.decode())

    notifier = QSocketNotifier(0, QSocketNotifier.Type.Read)
    notifier.activated.connect(read)
    QTimer.singleShot(0, lambda: say(event="ready"))
    app.exec()
    inserter.close()


main()
