"""The history's file through good and bad days: opened when it is needed, replaced when it is damaged, and a sentence
for whatever else is wrong. Imports the database and the files.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from .connection import FileTrouble, Trouble
from .database import Database, salvage
from .files import remove, set_aside, set_aside_before
from .record import Record

log = logging.getLogger(__name__)

T = TypeVar("T")

_REMEDIES = {
    Trouble.NEWER: "Start the newer Holdfast.",
    Trouble.DAMAGED: "Move the file away, so that a new one can be made.",
    Trouble.UNUSABLE: "Free some space on the disk, or make the folder writable.",
}


class Vault:
    """Lives on one thread and waits for the disk."""

    def __init__(self, path: Path, now: Callable[[], datetime], tell: Callable[[str], None]) -> None:
        """`now`: the wall clock, with its offset. `tell`: takes a sentence for the user."""
        self.warning = ""
        """Why something could not be written, as a sentence; empty: since `all_is_well` there was no trouble."""
        self._path = path
        self._now = now
        self._tell = tell
        self._disk: Database | None = None

    @property
    def now_ms(self) -> int:
        """The wall clock, in milliseconds since 1970 (UTC)."""
        return round(self._now().timestamp() * 1000)

    def write(self, work: Callable[[Database], T]) -> T:
        """Have something done by the file. A damaged one is set aside, and the work done by a new one. Raises
        FileTrouble; then `warning` says why."""
        try:
            try:
                done = work(self._opened())
            except FileTrouble as trouble:
                if trouble.trouble is not Trouble.DAMAGED:
                    raise
                self._replace_damaged()
                done = work(self._opened())
        except FileTrouble as trouble:
            self._warn(trouble)
            raise
        return done

    def all_is_well(self) -> None:
        """What could not be written is written now."""
        self.warning = ""

    def attempt(self, work: Callable[[Database], T], otherwise: T) -> T:
        """The same, but `otherwise` instead of an error. What only reads is done by a file that cannot be written,
        too."""
        try:
            return self.write(work)
        except FileTrouble:
            try:
                return work(self._disk) if self._disk else otherwise
            except FileTrouble:
                return otherwise

    def forget(self) -> list[Record]:
        """Remove the file and those that were set aside; what was in it."""
        gone: list[Record] = []
        if self._path.exists():
            gone = self.attempt(Database.clear, [])
            self.attempt(Database.tidy, False)
        self.close()
        self.all_is_well()
        self.remove_set_aside(0)
        self._remove(self._path)
        return gone

    def remove_set_aside(self, older_than_days: int) -> None:
        """Remove damaged files that were set aside so long ago: there are texts in them, too."""
        before = self._now() - timedelta(days=older_than_days)
        for each in set_aside_before(self._path, before if older_than_days else None):
            self._remove(each)

    def close(self) -> None:
        """Let go of the file."""
        disk, self._disk = self._disk, None
        if disk:
            try:
                disk.close()
            except FileTrouble as trouble:
                log.info("The history was not closed well: %s", trouble)

    def _opened(self) -> Database:
        if self._disk and not self._disk.frozen and self._disk.is_at(self._path):
            return self._disk
        try:
            opened = Database(self._path)
        except FileTrouble as trouble:
            if trouble.trouble is Trouble.UNUSABLE and self._disk is None and self._path.exists():
                self._disk = Database(self._path, frozen=True)
            raise
        self.close()
        self._disk = opened
        return opened

    def _replace_damaged(self) -> None:
        self.close()
        try:
            aside = set_aside(self._path, self._now())
        except OSError as error:
            raise FileTrouble(Trouble.DAMAGED, "it is damaged") from error
        read = salvage(aside)
        log.warning("The history was damaged: %d records could be read", len(read))
        self._opened().put(read, self.now_ms)
        texts = {0: "No text could be read from it.", 1: "1 text could be read, and is still in the history."}
        several = f"{len(read)} texts could be read, and are still in the history."
        self._tell(f"The history was damaged. {texts.get(len(read), several)} The old file is kept as {aside}.")

    def _warn(self, trouble: FileTrouble) -> None:
        warning = (
            f"The history cannot be kept on the disk ({self._path}: {trouble}). "
            f"New texts are in it only until Holdfast ends. {_REMEDIES[trouble.trouble]}"
        )
        if warning != self.warning:
            self.warning = warning
            log.warning("The history cannot be written: %s", trouble)
            self._tell(warning)

    def _remove(self, path: Path) -> None:
        try:
            remove(path)
        except OSError as error:
            self._tell(f"{path} could not be deleted ({error.strerror}). There are texts in it: delete it yourself.")
