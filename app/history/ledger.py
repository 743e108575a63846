"""The history as it should be: in the file if that can be, else in memory until it can. Imports the vault.

Lives on one thread and waits for the disk. What the user does not want kept (retention 0) is in memory only.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import TypeVar

from .connection import FileTrouble
from .database import Database
from .record import Record
from .retention import DAY
from .vault import Vault

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the history."""

    records: tuple[Record, ...]
    """Newest first."""
    earlier: int
    """How many there are below the last of them."""


@dataclass
class _Loose:
    """A record that is not in the file."""

    record: Record
    saved: list[Callable[[], None]] = field(default_factory=list)
    private: bool = False
    """It shall never be: the user wanted nothing kept when it was spoken."""


class Ledger:
    """Every method blocks for as long as the disk takes; none raises but `delete` and `clear`."""

    def __init__(self, vault: Vault, keep_days: int) -> None:
        """`keep_days`: how long texts are kept; 0: nothing is written."""
        self._vault = vault
        self._keep_days = keep_days
        self._loose: dict[str, _Loose] = {}
        self._of_this_run: set[str] = set()
        self._untidy = False

    # ------------------------------------------------------------------------------------------------ writing

    def add(self, record: Record, saved: Callable[[], None]) -> Record:
        """Keep a new record; as it was placed. `saved` is called once it is safe: in the file, or, if nothing is to be
        kept, at once."""
        placed = replace(record, place=self._place(record))
        self._loose[placed.id] = _Loose(placed, [saved], private=not self._keep_days)
        self._of_this_run.add(placed.id)
        self._settle()
        return placed

    def change(self, identity: str, edit: Callable[[Record], Record], saved: Callable[[], None]) -> Record | None:
        """Put `edit` of a record in its place; the new one, None if it is not there. `saved`: as with `add`."""
        if loose := self._loose.get(identity):
            loose.record = edit(loose.record)
            loose.saved.append(saved)
            self._settle()
            return loose.record
        if not self._keep_days:
            return None
        try:
            changed = self._vault.write(lambda disk: disk.change(identity, edit))
        except FileTrouble:
            found = self.get(identity)
            changed = edit(found) if found else None
            if changed:
                self._loose[identity] = _Loose(changed, [saved])
            return changed
        self._settle()
        if changed:
            saved()
        return changed

    def delete(self, *identities: str) -> list[Record]:
        """Remove them; those that were there. Raises FileTrouble: then they are all still there."""
        kept = self._vault.write(lambda disk: disk.delete(identities)) if self._keep_days else []
        return self._gone(kept, [self._loose.pop(each).record for each in identities if each in self._loose])

    def clear(self) -> list[Record]:
        """Remove everything, also files that were set aside; what it was. Raises FileTrouble."""
        kept = self._vault.write(Database.clear) if self._keep_days else []
        loose, self._loose = self._loose, {}
        self._vault.remove_set_aside(0)
        return self._gone(kept, [each.record for each in loose.values()])

    def keep(self, days: int) -> list[Record]:
        """Keep texts so many days from now on; what was removed for it."""
        self._keep_days = days
        return self.tick()

    def tick(self) -> list[Record]:
        """What is to be done now and then: remove what is due, write what could not be written; what was removed."""
        if not self._keep_days:
            return self._forget()
        try:
            now, keep = self._vault.now_ms, self._keep_days * DAY
            due, believed = self._vault.write(lambda disk: disk.expire(keep, now))
        except FileTrouble:
            return []
        self._settle()
        if believed:
            self._vault.remove_set_aside(self._keep_days)
        return self._gone(due, [])

    def close(self) -> None:
        """Write what can be written, and let go of the file."""
        self._settle()
        self._vault.close()

    # ------------------------------------------------------------------------------------------------ reading

    @property
    def warning(self) -> str:
        """Why texts are not kept although they should be, as a sentence; empty: they are."""
        return self._vault.warning

    def get(self, identity: str) -> Record | None:
        """The record of that id."""
        if loose := self._loose.get(identity):
            return loose.record
        nothing: list[Record] = []
        found = self._attempt(lambda disk: disk.find(identity), nothing)
        return next((each for each in found if each.id == identity), None)

    def page(self, limit: int, below: int | None = None, search: str = "") -> Page:
        """At most `limit` records, newest first, of those with a place below `below` that hold `search`."""
        nothing: list[Record] = []
        kept = self._attempt(lambda disk: disk.page(limit + len(self._loose), below, search), nothing)
        number = self._attempt(lambda disk: disk.count(below, search), 0)
        needle = search.casefold().strip()
        loose = [
            each.record
            for each in self._loose.values()
            if (below is None or each.record.place < below) and needle in each.record.all_text.casefold()
        ]
        both = sum(each.id in self._loose for each in kept)
        found = [*loose, *(each for each in kept if each.id not in self._loose)]
        found.sort(key=lambda each: each.place, reverse=True)
        shown = tuple(found[:limit])
        return Page(shown, max(0, number - both + len(loose) - len(shown)))

    def with_recording(self, recording: str) -> Record | None:
        """The one whose sound is that recording."""
        for loose in self._loose.values():
            if loose.record.recording == recording:
                return loose.record
        return self._attempt(lambda disk: disk.with_recording(recording), None)

    def answered(self) -> list[Record]:
        """Those in the file that have a recording, although all of it is in their text."""
        nothing: list[Record] = []
        return self._attempt(Database.answered, nothing)

    # ------------------------------------------------------------------------------------------------ what is where

    def _attempt(self, work: Callable[[Database], T], otherwise: T) -> T:
        return self._vault.attempt(work, otherwise) if self._keep_days else otherwise

    def _place(self, record: Record) -> int:
        """Above everything; or, of one that has its place, there or right below."""
        loose = {each.record.place for each in self._loose.values()}
        if not record.place:
            newest = max(self._attempt(Database.highest_place, 0), *loose, 0)
            return max(place_of(record.time), newest + 1)
        place = record.place
        while place in loose or self._attempt(partial(Database.is_taken, place=place), False):
            place -= 1
        return place

    def _settle(self) -> None:
        """Write every record that should be in the file, and say which are safe."""
        waiting = [each.record for each in self._loose.values() if not each.private]
        if waiting:
            try:
                self._vault.write(lambda disk: disk.put(waiting, self._vault.now_ms))
            except FileTrouble:
                return
        self._vault.all_is_well()
        for each in self._loose.values():
            saved, each.saved = each.saved, []
            for call in saved:
                call()
        self._loose = {identity: each for identity, each in self._loose.items() if each.private}

    def _forget(self) -> list[Record]:
        """Nothing is to be kept: what was said in this run goes to memory, everything else goes."""
        gone = self._vault.forget()
        for each in gone:
            if each.id in self._of_this_run:
                self._loose.setdefault(each.id, _Loose(each))
        for loose in self._loose.values():
            loose.private = True
        self._settle()
        return [each for each in gone if each.id not in self._loose]

    def _gone(self, kept: list[Record], loose: list[Record]) -> list[Record]:
        """Those were removed; leave nothing of them in the file."""
        self._untidy = self._untidy or bool(kept)
        if self._untidy:
            self._untidy = not self._attempt(Database.tidy, False)
        return list({each.id: each for each in (*kept, *loose)}.values())


def place_of(time: datetime) -> int:
    """Where a dictation of that time stands that is not the newest, such as one that was recovered."""
    return round(time.timestamp() * 1000)
