"""From a delivered text to the focused program, the history and the clipboard. Imports the inserters' Protocol.

Qt-free itself; lives on the Qt thread, because the inserter does.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from . import outcomes, presentation
from .delivery_in_parts import PartDelivery, Put
from .insertion import sentences
from .insertion.aim import Aim
from .insertion.inserter import Insert, Inserter
from .insertion.receipt import Receipt
from .messages import Deliver, DeliverPart, Outcome
from .outcomes import Handing
from .presentation import Circumstances
from .settings import Delivery
from .ui.status import HistoryEntry, Notice

Told = Callable[[HistoryEntry | None, Notice | None, Deliver], None]
"""What came of one dictation: its line in the history, what to tell the user, and the dictation itself."""


class DeliveryDesk:
    """Hands texts over and reports what became of each, exactly once."""

    def __init__(
        self,
        inserter: Inserter,
        told: Told,
        chosen: Callable[[], str] = lambda: "",
        audio_kept: Callable[[int], bool] = lambda _: False,
        go_on: Insert | None = None,
    ) -> None:
        """`chosen`: who is to recognise, an id of the catalogue. `audio_kept`: whether there still is the sound of that
        dictation. `go_on`: inserts what goes on from a part that was just inserted; None: that is an insertion like
        any other."""
        self._inserter = inserter
        self._chosen = chosen
        self._audio_kept = audio_kept
        self._told = told
        self._begun: dict[int, tuple[datetime, str]] = {}
        self._aims: dict[int, Aim] = {}
        self._awaited: set[int] = set()
        self._go_on = go_on or inserter.insert
        self._silent: dict[int, str] = {}
        self._parts = PartDelivery(inserter, self._go_on)

    @property
    def waiting(self) -> int:
        """Texts that were handed over and have no receipt yet."""
        return len(self._awaited)

    def begun(self, dictation: int) -> None:
        """A dictation begins: note the time, and what is on the clipboard while nobody waits for us."""
        if dictation not in self._begun:
            self._begun[dictation] = (datetime.now().astimezone(), self._chosen())
            self._inserter.remember_clipboard()

    def heard_nothing(self, dictation: int, sentence: str) -> None:
        """Nothing but digital silence came from the microphone. `sentence`: which one, and what may be the reason."""
        self._silent[dictation] = sentence

    def deliver_part(self, part: DeliverPart, now: bool) -> None:
        """Insert words of a dictation that is still spoken. `now`: they can be, and need not wait for the end."""
        self._parts.add(part.dictation, part.text, now)

    def released(self, dictation: int) -> None:
        """The key was let go: whatever has the focus now is where the text is meant to go."""
        if dictation not in self._aims and (aim := self._inserter.aim()):
            self._aims[dictation] = aim

    def deliver(self, delivered: Deliver, how: Delivery, locked: bool = False) -> None:
        """Do with the text what is to be done with it. `locked`: the screen is."""
        match outcomes.handing(delivered, how, locked):
            case Handing.NONE if delivered.delivered:
                self._awaited.add(delivered.dictation)
                self._parts.drop(delivered.dictation, lambda: self._arrived(delivered, None))
            case Handing.NONE:
                self._report(delivered, None)
            case Handing.COPY:
                self._report(delivered, self._inserter.copy(delivered.text))
            case Handing.INSERT:
                aim = self._aims.get(delivered.dictation)
                self._hand_over(
                    delivered,
                    lambda text, done: self._inserter.insert(text, done, aim),
                    lambda text, done: self._go_on(text, done, aim),
                )
            case Handing.HOLD:
                reason = sentences.LOCKED if delivered.outcome is not Outcome.FAILED else ""
                hold: Put = lambda text, done: self._inserter.hold(text, done, reason)  # noqa: E731
                self._hand_over(delivered, hold, hold)

    def about(self, delivered: Deliver) -> Circumstances:
        """What else there is to know about a dictation that is not reported yet."""
        _, chosen = self._begun.get(delivered.dictation, (None, self._chosen()))
        number = delivered.dictation
        return Circumstances(chosen, self._audio_kept(number), self._silent.get(number, ""))

    def _hand_over(self, delivered: Deliver, put: Put, put_rest: Put) -> None:
        self._awaited.add(delivered.dictation)
        rest = delivered.text[len(delivered.delivered) :]
        self._parts.finish(delivered.dictation, rest, put, put_rest, lambda receipt: self._arrived(delivered, receipt))

    def _arrived(self, delivered: Deliver, receipt: Receipt | None) -> None:
        if delivered.dictation in self._awaited:  # each has one outcome, whatever an inserter says
            self._awaited.discard(delivered.dictation)
            self._report(delivered, receipt)

    def _report(self, delivered: Deliver, receipt: Receipt | None) -> None:
        if receipt and receipt.as_inserted is not None and not delivered.delivered:
            delivered = replace(delivered, text=receipt.as_inserted)
        about = self.about(delivered)
        self._silent.pop(delivered.dictation, None)
        pressed, _ = self._begun.pop(delivered.dictation, (datetime.now().astimezone(), ""))
        self._aims.pop(delivered.dictation, None)
        entry = presentation.entry(delivered, receipt, pressed, about)
        self._told(entry, presentation.notice(delivered, receipt, about), delivered)
