"""From a delivered text to the focused program, the history and the clipboard. Imports the inserters' Protocol.

Qt-free itself; lives on the Qt thread, because the inserter does.
"""

from collections.abc import Callable
from datetime import datetime

from . import presentation
from .insertion.inserter import Inserter
from .insertion.receipt import Receipt
from .messages import Deliver
from .settings import Delivery
from .ui.status import HistoryEntry, Notice

Told = Callable[[HistoryEntry | None, Notice | None, Deliver], None]
"""What came of one dictation: its line in the history, what to tell the user, and the dictation itself."""


class DeliveryDesk:
    """Hands texts over and reports what became of each, exactly once."""

    def __init__(self, inserter: Inserter, told: Told, billing_page: Callable[[], str | None] = lambda: None) -> None:
        """`billing_page`: where credit is added for the provider in use."""
        self._inserter = inserter
        self._billing_page = billing_page
        self._told = told
        self._pressed: dict[int, datetime] = {}
        self.waiting = 0
        """Texts that were handed over and have no receipt yet."""

    def begun(self, dictation: int) -> None:
        """A dictation begins: note the time, and what is on the clipboard while nobody waits for us."""
        if dictation not in self._pressed:
            self._pressed[dictation] = datetime.now().astimezone()
            self._inserter.remember_clipboard()

    def deliver(self, delivered: Deliver, how: Delivery) -> None:
        """Insert or copy the text as the user chose, or keep it."""
        if not presentation.should_insert(delivered):
            self._report(delivered, None)
        elif how is Delivery.COPY:
            self._report(delivered, self._inserter.copy(delivered.text))
        else:
            self.waiting += 1
            self._inserter.insert(delivered.text, lambda receipt: self._arrived(delivered, receipt))

    def _arrived(self, delivered: Deliver, receipt: Receipt) -> None:
        self.waiting -= 1
        self._report(delivered, receipt)

    def _report(self, delivered: Deliver, receipt: Receipt | None) -> None:
        pressed = self._pressed.pop(delivered.dictation, None) or datetime.now().astimezone()
        entry = presentation.entry(delivered, receipt, pressed)
        self._told(entry, presentation.notice(delivered, receipt, self._billing_page()), delivered)
