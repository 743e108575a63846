"""Words on their way into the other program while more of them are spoken: one insertion at a time for each dictation.

Imports the inserters' Protocol. Qt-free itself; lives on the Qt thread, because the inserter does.

What arrives for certain is followed by what came meanwhile. As soon as one part did not arrive, or nobody knows whether
it did, nothing more is inserted while the user speaks; behind a part that is in doubt the rest of the text is put on
the clipboard in the end. So no word is inserted twice, and none before another that is missing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from .insertion import sentences
from .insertion.inserter import Inserter
from .insertion.receipt import Landed, Receipt

Put = Callable[[str, Callable[[Receipt], None]], None]
"""Does something with a text, and tells what became of it."""


@dataclass(slots=True)
class _Way:
    """Of one dictation."""

    waiting: str = ""
    """Not handed to the inserter yet."""
    begun: bool = False
    """Some of it was handed to the inserter."""
    under_way: bool = False
    latest: Receipt | None = None
    lost: Receipt | None = None
    """Of the part that did not arrive, or perhaps not."""
    then: Callable[[], None] | None = None
    """To be done when nothing is under way any more."""


class PartDelivery:
    """Belongs to the desk."""

    def __init__(self, inserter: Inserter, go_on: Put) -> None:
        """`go_on` inserts what belongs right behind the part before."""
        self._inserter = inserter
        self._go_on_with = go_on
        self._ways: dict[int, _Way] = {}

    def add(self, dictation: int, text: str, now: bool) -> None:
        """More of its text. `now`: it may be inserted; else it waits for more that may, or for the end."""
        way = self._ways.setdefault(dictation, _Way())
        way.waiting += text
        if now:
            self._go_on(dictation, way)

    def finish(
        self, dictation: int, rest: str, put: Put, put_rest: Put, done: Callable[[Receipt | None], None]
    ) -> None:
        """The user has spoken: do `put` with what is left, `rest` included, behind what is under way, or `put_rest` if
        it goes on from what was inserted. `done` is told how the last of it ended; None: nothing was done with any of
        it."""
        way = self._ways.pop(dictation, _Way())
        way.waiting += rest
        way.then = partial(self._end, way, put, put_rest, done)
        if not way.under_way:
            way.then()

    def drop(self, dictation: int, done: Callable[[], None]) -> None:
        """The user does not want the rest. `done` is called when nothing is under way any more."""
        way = self._ways.pop(dictation, _Way())
        way.waiting, way.then = "", done
        if not way.under_way:
            done()

    def _go_on(self, dictation: int, way: _Way) -> None:
        if way.under_way or way.lost or not way.waiting:
            return
        text, way.waiting, way.under_way = way.waiting, "", True
        put = self._go_on_with if way.begun else self._inserter.insert
        put(text, lambda receipt: self._arrived(dictation, way, text, receipt))

    def _arrived(self, dictation: int, way: _Way, text: str, receipt: Receipt) -> None:
        way.under_way, way.latest = False, receipt
        way.begun = way.begun or receipt.landed is not Landed.NOWHERE
        if receipt.landed in (Landed.NOWHERE, Landed.COPIED):
            way.waiting = text + way.waiting  # it is nowhere else
        if receipt.reason:
            way.lost = receipt
        if way.then:
            way.then()
        else:
            self._go_on(dictation, way)

    def _end(self, way: _Way, put: Put, put_rest: Put, done: Callable[[Receipt | None], None]) -> None:
        if not way.waiting:
            done(way.lost or way.latest)
        elif way.lost and way.lost.landed is not Landed.NOWHERE:
            self._inserter.hold(way.waiting, done, sentences.REST_HELD)
        else:  # also behind a part that is certainly nowhere: that is no repetition, and who refused it is asked again
            (put_rest if way.begun else put)(way.waiting, done)
