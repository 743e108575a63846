"""The user's microphones in the order in which they are asked, and what is to be told of the one that records.

Imports `audio` and the notes. It is a source (`app/source.py`) for the control thread; `heard` belongs to the stream
thread, and what is told may be told from any.
"""

import logging
from collections.abc import Callable
from functools import partial

from audio.errors import DeviceError, DeviceErrorKind, quoted
from audio.level import Level
from audio.microphone import Microphone
from audio.pcm import Format
from audio.silence import NOTICED_AFTER_S, Silence, heard
from audio.whereabouts import Place

from . import microphone_notes as notes
from .microphone_notes import Note, NoteKind

log = logging.getLogger(__name__)

LEVEL_S = 0.05
"""A level stands for so much sound (`app/line.py`)."""


class Microphones:
    """The first one that works is taken, at each press anew: the preferred one is back as soon as it is plugged in."""

    def __init__(
        self,
        preferred: str | None,
        others: tuple[str, ...],
        tell: Callable[[Note], None],
        aside: Callable[[Callable[[], None]], None],
    ) -> None:
        """By name; None: the system's default, which is asked last in any case, for whoever presses a key wants to be
        heard. `tell` is called from any thread. `aside` runs work that asks the sound server, and may take a while."""
        self._all = [Microphone(name) for name in dict.fromkeys((preferred, *others, None))]
        self._names = list(dict.fromkeys((preferred, *others, None)))
        self._tell = tell
        self._aside = aside
        self._recording = self._all[0]
        self._place = ""
        self._silence = Silence()
        self._passing: NoteKind | None = None
        """The note that holds until there is sound."""

    @property
    def overflows(self) -> int:
        """See Source."""
        return sum(each.overflows for each in self._all)

    def prepare(self) -> None:
        """See Source."""
        self._all[0].prepare()

    def start(self, on_block: Callable[[bytes], None], on_end: Callable[[DeviceError], None]) -> Format:
        """See Source. Raises the DeviceError of the preferred one if none of them can be used."""
        self._silence, self._passing = Silence(), None
        why: DeviceError | None = None
        for name, microphone in zip(self._names, self._all, strict=True):
            self._recording, self._place = microphone, quoted(name) if name else ""
            begun = partial(self._is_at, why)
            try:
                return microphone.start(on_block, on_end, self._late, begun)
            except DeviceError as error:
                why = why or error
                if error.kind is DeviceErrorKind.SERVER:
                    break  # the others hear nothing either
                log.info("A microphone cannot be used: %s", error.kind.value)
        assert why
        raise why

    def stop(self) -> None:
        """See Source."""
        self._recording.stop()
        if self._silence.throughout:
            self._tell(notes.only_silence(self._called, self._recording.why_silent()))

    def close(self) -> None:
        """See Source."""
        for each in self._all:
            each.close()

    def heard(self, level: Level) -> None:
        """How loud the latest piece was, on the stream thread."""
        before = self._silence
        self._silence = now = heard(before, level, LEVEL_S)
        if now.noticed and not before.noticed:
            self._aside(self._ask_why)
        elif self._passing is NoteKind.LATE or (self._passing and not now.lasted):
            self._passing = None
            self._tell(Note(NoteKind.SOUND))

    def _ask_why(self) -> None:
        note = notes.silent(self._called, NOTICED_AFTER_S, self._recording.why_silent())
        if self._silence.noticed:
            self._tell_for_now(note)

    def _late(self) -> None:
        self._tell_for_now(Note(NoteKind.LATE, notes.LATE.format(name=self._called)))

    def _tell_for_now(self, note: Note) -> None:
        self._tell(note)
        self._passing = note.kind  # behind the note: what takes it back comes later

    def _is_at(self, instead_of: DeviceError | None, place: Place) -> None:
        self._place = quoted(place.name)
        if place.left:
            self._tell(notes.moved(self._place, quoted(place.left), place.left_is_gone))
        elif instead_of:
            sentence = notes.INSTEAD.format(happened=instead_of.happened, name=self._place)
            self._tell(Note(NoteKind.INSTEAD, sentence))

    @property
    def _called(self) -> str:
        return self._place or notes.THE_MICROPHONE
