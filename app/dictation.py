"""What the session knows: every dictation that is not delivered yet, and the limits they are held to. Pure; imports the
messages, the transcript and who recognised it.
"""

from dataclasses import dataclass, field, replace
from typing import assert_never

from providers.errors import Failure
from providers.events import Final, Interrupted, Partial, Serving

from .messages import Outcome, Phase, Show
from .origins import Origins
from .transcript import Transcript

START_LIMIT_S = 8.0
"""Who has not had a single sample by then will not get one. Slow microphones need a second or two
(https://github.com/cjpais/Handy/issues/1879)."""

FINALIZE_LIMIT_S = 30.0
"""What finalizing may take besides the time that was spoken. No provider catches up more slowly than people speak
(`Capabilities.catch_up`), so the time spoken is enough to recognise everything again; the rest is for the recogniser's
silence at the end and for finding another one."""


RECONNECT_LIMIT_S = 30.0
"""How long a recogniser may be silent that has said it looks for another stream. It has its own patience with each that
it asks, and says so itself when nobody is left."""


@dataclass(frozen=True, slots=True)
class Dictation:
    """One press to one delivery."""

    id: int
    phase: Phase
    pressed_at: float
    released_at: float = 0.0
    transcript: Transcript = field(default_factory=Transcript)
    origins: Origins = field(default_factory=Origins)
    interrupted: Failure | None = None
    """Why the stream broke that is being replaced now."""
    recorded: bool = False
    """A sample arrived."""
    cancelled: bool = False
    given_up: Failure | None = None
    """Why nobody recognises it any more, while it is still spoken: it is only recorded."""
    failure: Failure | None = None
    due: float | None = None
    """When the present phase has lasted long enough, unless something happens; None: as long as the user speaks."""
    limit: float = 0.0
    """When finalizing is over, whatever happens."""
    outcome: Outcome | None = None
    """Fixed when the dictation settles, and what follows with it."""
    answered: bool = False
    text: str = ""
    provisional: str = ""
    handed_out: int = 0
    """Characters of the text that were given as `DeliverPart`."""

    @property
    def spoken(self) -> float:
        """Seconds between press and release."""
        return self.released_at - self.pressed_at

    def show(self) -> Show:
        """What is to be seen of it."""
        text = self.transcript
        return Show(
            self.id, self.phase, text.committed, text.tail, self.interrupted, self.origins.serving, self.given_up
        )

    def with_news(self, event: Partial | Final | Serving | Interrupted) -> "Dictation":
        """What the recogniser said is noted. An interruption is over when there is text again."""
        words, origins = self.transcript, self.origins
        match event:
            case Partial(text) if not text.strip():
                return replace(self, transcript=words.with_partial(text))
            case Partial(text):
                words = words.with_partial(text)
                origins = origins if words is self.transcript else origins.with_tail()
                return replace(self, transcript=words, origins=origins, interrupted=None)
            case Final(text):
                origins = origins.with_final() if text.strip() else origins
                return replace(self, transcript=words.with_final(text), origins=origins, interrupted=None)
            case Serving(provider):
                return replace(self, origins=origins.served_by(provider))
            case Interrupted(failure):
                return replace(self, transcript=words.broken(), origins=origins.broken(failure), interrupted=failure)
            case _:
                assert_never(event)


@dataclass(frozen=True, slots=True)
class State:
    """Every dictation that has not been delivered, in the order in which they were begun."""

    finalize_deadline: float = 10.0
    """Seconds that a recogniser may be silent after FINALIZE."""
    start_limit: float | None = START_LIMIT_S
    """Seconds from the press to the first sample; None: a source that may take its time."""
    finalize_limit: float = FINALIZE_LIMIT_S
    """Seconds that finalizing may take besides the time spoken, however talkative the recogniser is."""
    records: bool = True
    """What nobody recognises any more is recorded, so it is worth listening to the end."""
    in_parts: bool = False
    """Final words are delivered while the user still speaks."""
    dictations: tuple[Dictation, ...] = ()
    next_id: int = 1

    @property
    def listening(self) -> Dictation | None:
        """The dictation that has the microphone."""
        newest = self.dictations[-1] if self.dictations else None
        return newest if newest and newest.phase in (Phase.STARTING, Phase.LISTENING) else None

    @property
    def idle(self) -> bool:
        """Nothing is spoken and nothing is waited for."""
        return not self.dictations

    def awaiting(self, dictation: Dictation, at: float) -> Dictation:
        """The same, if the recogniser has been silent since `at` and is waited for from then on."""
        patience = RECONNECT_LIMIT_S if dictation.interrupted else self.finalize_deadline
        return replace(dictation, due=min(at + patience, dictation.limit))

    def find(self, dictation: int) -> Dictation | None:
        """The dictation with that number, unless it is settled or forgotten."""
        for each in self.dictations:
            if each.id == dictation and each.phase is not Phase.SETTLED:
                return each
        return None

    def with_new(self, phase: Phase, at: float) -> tuple["State", Dictation]:
        """Another dictation, the newest."""
        due = at + self.start_limit if phase is Phase.STARTING and self.start_limit is not None else None
        new = Dictation(self.next_id, phase, pressed_at=at, recorded=phase is Phase.LISTENING, due=due)
        return replace(self, dictations=(*self.dictations, new), next_id=self.next_id + 1), new

    def with_changed(self, changed: Dictation) -> tuple["State", Show | None]:
        """`changed` in the place of what it was; and what to show of it, if it is the one in front of the user and
        looks different."""
        before = next(each for each in self.dictations if each.id == changed.id)
        dictations = tuple(changed if each is before else each for each in self.dictations)
        seen = changed.id == dictations[-1].id and changed.show() != before.show()
        return replace(self, dictations=dictations), changed.show() if seen else None
