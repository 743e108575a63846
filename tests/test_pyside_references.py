"""PySide6 6.12.0 below Python 3.12 loses a reference to what a Qt call returns: to None for every call that returns
nothing, until `none_dealloc: deallocating None` ends the process after a few thousand calls. This guards the pin in
pyproject.toml. It runs in a process of its own, because an abort would take pytest along.
"""

import json
import subprocess
import sys

CALLS = 20_000
"""A process starts with about 5,000 references to None."""

EXERCISE = f"""
import json, sys
from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QLabel

class Emitter(QObject):
    told = Signal(bool)
    nothing = Signal()

class Receiver(QObject):
    count = 0

    @Slot(bool)
    def take(self, value):
        self.count += value

    @Slot()
    def wake(self):
        self.count += 1

app = QApplication([])
emitter, receiver, timer, label = Emitter(), Receiver(), QTimer(), QLabel()
emitter.told.connect(receiver.take)
emitter.nothing.connect(receiver.wake)
singletons = {{"None": None, "True": True, "False": False}}
before = {{name: sys.getrefcount(value) for name, value in singletons.items()}}
for number in range({CALLS}):
    emitter.told.emit(number % 2 == 0)
    emitter.nothing.emit()
    timer.stop()
    timer.isActive()
    label.setText("text")
    label.isEnabled()
after = {{name: sys.getrefcount(value) for name, value in singletons.items()}}
print(json.dumps({{"received": receiver.count, "change": {{name: after[name] - before[name] for name in before}}}}))
"""


def test_none_and_true_outlive_thousands_of_qt_calls() -> None:
    done = subprocess.run([sys.executable, "-c", EXERCISE], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, f"the process died: {done.stderr[-2000:]}"
    told = json.loads(done.stdout)
    assert told["received"] == CALLS + CALLS // 2
    # From 3.12 these objects are immortal, and their counts stand still.
    sunk = {name: change for name, change in told["change"].items() if change < -CALLS // 100}
    assert not sunk, f"references were lost: {sunk}"
