"""The real inserter of the X11 desktop with an eye on the place, driven over standard input by lines of JSON.

In: {"do": "remember" | "insert" | "hold" | "look" | "use" | "rules" | "quit", ...}. Out: {"event": "ready" |
"receipt" | "looked", ...}. Arguments: asking, spacing, capitals, language; whether to look at hands ("hands" or "no
hands"); seconds that a look may take.
"""

import json
import os
import sys
import time

from PySide6.QtCore import QObject, QSocketNotifier, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from app.accessibility.informant import choose_informant
from app.accessibility.objects import Asking
from app.insertion.attentive import AttentiveInserter
from app.insertion.choice import choose_hands, choose_inserter
from app.insertion.hands import NoHands
from app.insertion.joining import Capitals, Spacing, Style
from app.insertion.rules import Manner, Policy


def say(**fields: object) -> None:
    print(json.dumps(fields), flush=True)


class Hop(QObject):
    looked = Signal(object)


def main() -> None:
    given, defaults = sys.argv[1:], ("auto", "auto", "auto", "en", "hands", "10")
    asking, spacing, capitals, language, hands, patience = (*given, *defaults[len(given) :])
    app = QGuiApplication(sys.argv[:1])
    programs: dict[str, Manner] = {}
    informant = choose_informant(Asking(asking), float(patience))
    informant.start()
    inserter = AttentiveInserter(
        choose_inserter(os.environ, lambda names: None),
        informant.look,
        choose_hands(os.environ, lambda: ("Menu",)) if hands == "hands" else NoHands(),
        lambda: Style(Spacing(spacing), Capitals(capitals), language),
        lambda: Policy(programs),
        informant.write,
        look_limit_ms=round(float(patience) * 1000) + 10,
    )
    hop = Hop()

    def insert(text: str, hold: bool = False) -> None:
        ordered_at = time.monotonic()
        (inserter.hold if hold else inserter.insert)(
            text,
            lambda receipt: say(
                event="receipt",
                landed=receipt.landed.value,
                reason=receipt.reason,
                as_inserted=receipt.as_inserted,
                milliseconds=receipt.milliseconds,
                ordered_at=ordered_at,
            ),
        )

    def look() -> None:
        asked = time.monotonic()
        informant.look(lambda focused: hop.looked.emit((focused, time.monotonic() - asked)))

    def tell(answer: object) -> None:
        focused, seconds = answer  # type: ignore[misc]
        say(
            event="looked",
            takes=focused.takes.value if focused else None,
            before=focused.before if focused else None,
            after=focused.after if focused else None,
            process=focused.process if focused else 0,
            milliseconds=seconds * 1000,
            there=informant.switch.address is not None,
            enabled=informant.switch.enabled,
        )

    hop.looked.connect(tell, Qt.ConnectionType.QueuedConnection)

    def obey(line: str) -> None:
        order = json.loads(line)
        match order["do"]:
            case "remember":
                inserter.remember_clipboard()
            case "insert" | "hold" as what:
                insert(order["text"], hold=what == "hold")
            case "look":
                look()
            case "rules":
                programs.update({name: Manner(manner) for name, manner in order["programs"].items()})
            case "use":
                informant.use(Asking(order["asking"]))
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
    informant.stop()


main()
