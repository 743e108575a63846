"""The real inserter of this desktop in a process of its own, driven over standard input and output by lines of JSON.

In: {"do": "remember" | "aim" | "insert" | "hold" | "copy" | "close" | "set" | "stall" | "policy" | "ping" | "quit"}
with "text", "seconds", or "programs" and "focus_changed". What was aimed at is given to the next insertion.
Out: {"event": "ready" | "receipt" | "held" | "copied" | "pong", ...}. `set` puts a text on the clipboard past the
inserter, as another part of the app may.
Arguments: seconds to wait for a receipt.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSocketNotifier, QTimer
from PySide6.QtGui import QGuiApplication

from app.insertion.aim import Aim
from app.insertion.choice import choose_inserter
from app.insertion.inserter import Inserter
from app.insertion.receipt import Receipt
from app.insertion.rules import FocusChanged, Manner, Policy
from app.insertion.x11 import X11PasteInserter
from app.insertion.x11_server import Server


def say(**fields: object) -> None:
    print(json.dumps(fields), flush=True)


def make(policy: Callable[[], Policy], receipt_limit: float) -> Inserter:
    if os.environ.get("WAYLAND_DISPLAY"):
        return choose_inserter(os.environ, tell_held, policy)
    return X11PasteInserter(QGuiApplication.clipboard(), Server(), tell_held, policy, receipt_limit)


def tell_held(names: tuple[str, ...]) -> None:
    say(event="held", names=names)


class Driver:
    """Carries out orders, each by the method of its name."""

    def __init__(self, app: QGuiApplication, receipt_limit: float) -> None:
        self.app = app
        self.wanted = Policy()
        self.aimed: Aim | None = None
        self.orders = 0
        self.inserter = make(lambda: self.wanted, receipt_limit)
        self.notifier = QSocketNotifier(0, QSocketNotifier.Type.Read)
        self.notifier.activated.connect(self.read)
        self.rest = b""

    def read(self) -> None:
        data = os.read(0, 1 << 20)
        if not data:
            self.app.quit()
        *lines, self.rest = (self.rest + data).split(b"\n")
        for line in lines:
            order = json.loads(line)
            getattr(self, order.pop("do"))(**order)

    def remember(self) -> None:
        self.inserter.remember_clipboard()

    def aim(self) -> None:
        self.aimed = self.inserter.aim()

    def insert(self, text: str) -> None:
        aimed, self.aimed = self.aimed, None
        self.inserter.insert(text, self.receipt(), aimed)

    def hold(self, text: str) -> None:
        self.inserter.hold(text, self.receipt())

    def receipt(self) -> partial[None]:
        """What says the receipt of the next order."""
        self.orders += 1
        return partial(self.say_receipt, self.orders - 1, time.monotonic())

    def say_receipt(self, number: int, ordered_at: float, receipt: Receipt) -> None:
        say(
            event="receipt",
            number=number,
            landed=receipt.landed.value,
            reason=receipt.reason,
            note=receipt.note,
            rule=receipt.rule,
            milliseconds=receipt.milliseconds,
            ordered_at=ordered_at,
        )

    def copy(self, text: str) -> None:
        receipt = self.inserter.copy(text)
        say(event="copied", landed=receipt.landed.value, reason=receipt.reason)

    def set(self, text: str) -> None:
        self.app.clipboard().setText(text)

    def close(self) -> None:
        self.inserter.close()

    def stall(self, seconds: float) -> None:
        time.sleep(seconds)

    def policy(self, programs: dict[str, str], focus_changed: str = "follow") -> None:
        manners = {name: Manner(manner) for name, manner in programs.items()}
        self.wanted = Policy(manners, FocusChanged(focus_changed))

    def ping(self) -> None:
        say(event="pong")

    def quit(self) -> None:
        self.app.quit()


def main() -> None:
    app = QGuiApplication(sys.argv[:1])
    driver = Driver(app, float(sys.argv[1]))
    QTimer.singleShot(0, lambda: say(event="ready"))
    app.exec()
    driver.close()


main()
