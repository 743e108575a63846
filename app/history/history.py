"""The history on a thread of its own: nobody waits for the disk. Imports the ledger.

Every order returns at once, and orders are carried out one after the other. Whatever is called back is called on the
history's thread: who lives on another one has it handed over there.
"""

import logging
import queue
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from .connection import FileTrouble
from .ledger import Ledger, Page
from .record import Record
from .vault import Vault

log = logging.getLogger(__name__)

TICK_S = 3600.0
"""Between two looks at what is due. Monotonic, so a computer that sleeps looks a little later."""
CLOSE_S = 10.0
"""How long a hanging disk is waited for at the end."""


def local_time() -> datetime:
    """Now, with the offset that holds here."""
    return datetime.now().astimezone()


class History:
    """What was dictated, on disk or in memory."""

    def __init__(
        self,
        path: Path,
        keep_days: int,
        tell: Callable[[str], None],
        removed: Callable[[Sequence[Record]], None] = lambda _: None,
        answered: Callable[[Sequence[Record]], None] = lambda _: None,
        now: Callable[[], datetime] = local_time,
    ) -> None:
        """Starts its thread, which removes at once what is due.

        `keep_days`: how long texts are kept; 0: only as long as this runs, in memory. `tell` takes a sentence for the
        user, when the disk is in trouble. `removed` takes the records that are not kept any more, whoever wanted that.
        `answered` takes, now and then, those that have a recording although all of it is in their text.
        """
        self._ledger = Ledger(Vault(path, now, tell), keep_days)
        self._removed = removed
        self._answered = answered
        self._orders: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="history", daemon=True)
        self._thread.start()

    @property
    def warning(self) -> str:
        """Why texts are not kept although they should be, as a sentence; empty: they are. From any thread."""
        return self._ledger.warning

    def add(self, record: Record, added: Callable[[Record], None], saved: Callable[[], None] = lambda: None) -> None:
        """Keep a new record. `added` gets it as it was placed; `saved` is called when it is safe, which is later if the
        disk is in trouble, and never if that lasts."""
        self._orders.put(lambda: added(self._ledger.add(record, saved)))

    def adopt(
        self,
        records: Sequence[Record],
        adopted: Callable[[list[Record], list[Record]], None],
        saved: Callable[[Record], None],
    ) -> None:
        """Keep those whose recording belongs to no record yet. `adopted` gets them as they were placed, and the records
        that the others' recordings belong to. `saved`: as with `add`, for each."""
        self._orders.put(lambda: self._adopt(records, adopted, saved))

    def change(
        self,
        identity: str,
        edit: Callable[[Record], Record],
        changed: Callable[[Record | None], None] = lambda _: None,
        saved: Callable[[], None] = lambda: None,
    ) -> None:
        """Put `edit` of a record in its place. `changed` gets the new one, None if it is not there any more."""
        self._orders.put(lambda: changed(self._ledger.change(identity, edit, saved)))

    def delete(self, identity: str, done: Callable[[str], None]) -> None:
        """Remove a record. `done` gets why that could not be, as a clause; empty: it is gone."""
        self._orders.put(lambda: self._delete(lambda: self._ledger.delete(identity), done))

    def clear(self, done: Callable[[str], None]) -> None:
        """Remove all of them; `done` as with `delete`."""
        self._orders.put(lambda: self._delete(self._ledger.clear, done))

    def page(self, limit: int, answer: Callable[[Page], None], below: int | None = None, search: str = "") -> None:
        """At most `limit` records, newest first, of those with a place below `below` that hold `search`."""
        self._orders.put(lambda: answer(self._ledger.page(limit, below, search)))

    def keep(self, days: int) -> None:
        """Keep texts so many days from now on."""
        self._orders.put(lambda: self._look_after(self._ledger.keep(days)))

    def close(self) -> None:
        """Carry out what was ordered, and end. Blocks, `CLOSE_S` seconds at the most."""
        self._orders.put(None)
        self._thread.join(CLOSE_S)

    def _run(self) -> None:
        work: Callable[[], None] | None = self._tick
        while work:
            try:
                work()
            except Exception:  # a bug in one order must not cost the texts behind it
                log.exception("An order to the history failed")
            try:
                work = self._orders.get(timeout=TICK_S)
            except queue.Empty:
                work = self._tick
        self._ledger.close()

    def _tick(self) -> None:
        self._look_after(self._ledger.tick())

    def _look_after(self, gone: list[Record]) -> None:
        if gone:
            self._removed(gone)
        if answered := self._ledger.answered():
            self._answered(answered)

    def _adopt(
        self,
        records: Sequence[Record],
        adopted: Callable[[list[Record], list[Record]], None],
        saved: Callable[[Record], None],
    ) -> None:
        new, known = [], []
        for each in records:
            if each.recording and (already := self._ledger.with_recording(each.recording)):
                known.append(already)
            else:
                new.append(self._ledger.add(each, partial(saved, each)))
        adopted(new, known)

    def _delete(self, remove: Callable[[], list[Record]], done: Callable[[str], None]) -> None:
        try:
            gone = remove()
        except FileTrouble as trouble:
            done(str(trouble))
        else:
            self._removed(gone)
            done("")
