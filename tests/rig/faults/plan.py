"""What befalls a dictation, drawn from a seed: who listens, what is said, and what goes wrong when."""

import random
from dataclasses import dataclass

from providers.services import SERVICES
from rig.simulators.bad_day import GOOD_DAY, Ack, BadDay, Trouble
from rig.simulators.tones import WORD_SAMPLES, WORDS

PROVIDERS = sorted(SERVICES)


@dataclass(frozen=True, slots=True)
class Plan:
    """One visit to the program: one press, or several that follow each other."""

    seed: str
    provider: str
    day: BadDay
    """What the chosen service is like."""
    follower: str | None
    """Who takes over; None: nobody."""
    follower_day: BadDay
    spoken: tuple[tuple[str, ...], ...]
    """The words of each press."""
    pauses: tuple[int, ...] = ()
    """Samples of silence behind a word, one after the other, over all presses."""
    speed: float = 20.0
    """How much faster than real time the microphone is."""
    keep_open_s: float = 0.0
    roll_behind: int | None = None
    """The longest hold is over behind this word of the first press."""
    unplugged_behind: int | None = None
    """The microphone is gone behind this word of the first press."""
    cancelled_behind: int | None = None
    """Esc behind this word of the last press."""
    asleep_behind: int | None = None
    """The computer sleeps behind this word of the first press."""
    stalled_behind: int | None = None
    """The microphone delivers nothing for a while behind this word of the first press."""
    disk: bool = True
    """There is room for the journal."""
    late_release: bool = True
    """The key comes up some time behind the last word; else at once."""

    @property
    def faults(self) -> tuple[str, ...]:
        """What goes wrong, in words for the report."""
        found = [*_faults(self.day)]
        if self.follower:
            found += [f"then {each}" for each in _faults(self.follower_day)]
        for name in ("roll", "unplugged", "cancelled", "asleep", "stalled"):
            if getattr(self, f"{name}_behind") is not None:
                found.append(name)
        if not self.disk:
            found.append("no room on the disk")
        if len(self.spoken) > 1:
            found.append("pressed again at once")
        return tuple(found)


def draw(seed: str) -> Plan:
    """The plan of that seed: always the same."""
    dice = random.Random(seed)
    first = dice.randint(1, 12)
    presses = 2 if dice.random() < 0.15 else 1
    spoken = tuple(
        tuple(dice.choice(WORDS) for _ in range(first if number == 0 else dice.randint(1, 6)))
        for number in range(presses)
    )
    samples = sum(map(len, spoken)) * WORD_SAMPLES
    follower = dice.choice([*PROVIDERS, *PROVIDERS, None])

    def some(chance: float, words: int) -> int | None:
        return dice.randint(1, words) if dice.random() < chance else None

    return Plan(
        seed,
        dice.choice(PROVIDERS),
        _day(dice, samples, 0.75),
        follower,
        _day(dice, samples, 0.25),
        spoken,
        pauses=tuple(dice.choice([0, 0, 800, 4000]) for _ in range(24)),
        speed=dice.choice([10.0, 20.0, 40.0]),
        keep_open_s=dice.choice([0.0, 0.0, 20.0]),
        roll_behind=some(0.08, max(1, first - 1)) if first > 1 else None,
        unplugged_behind=some(0.06, first),
        cancelled_behind=some(0.06, len(spoken[-1])),
        asleep_behind=some(0.06, first),
        stalled_behind=some(0.06, first),
        disk=dice.random() > 0.04,
        late_release=dice.random() < 0.6,
    )


def _day(dice: random.Random, samples: int, bad: float) -> BadDay:
    if dice.random() > bad:
        return GOOD_DAY
    trouble = dice.choice([*Trouble, *Trouble, None])
    refuse = dice.choice([401, 402, 403, 429, 503]) if dice.random() < 0.15 else None
    return BadDay(
        slow_handshake_s=dice.choice([0.0, 0.0, 0.05, 0.2]),
        refuse=refuse,
        trouble=trouble,
        at_sample=dice.choice([None, 0, dice.randrange(samples), dice.randrange(samples), dice.randrange(samples)]),
        error=dice.choice(["auth", "quota", "limit", "timeout", "server"]),
        close_code=dice.choice([1000, 1001, 1008, 1011, 1012, 1013]),
        first_streams=dice.choice([1, 1, 2, 3, None]),
        ack=dice.choice([*Ack]),
        ack_delay_s=0.1,
        glued=dice.random() < 0.3,
        junk=dice.random() < 0.3,
        empty_finals=dice.random() < 0.3,
    )


def _faults(day: BadDay) -> list[str]:
    found = []
    if day.refuse:
        found.append(f"status {day.refuse}")
    if day.trouble:
        found.append({Trouble.ERROR: f"error: {day.error}"}.get(day.trouble, day.trouble.value))
    if day.slow_handshake_s:
        found.append("slow handshake")
    if day.ack is not Ack.GOOD:
        found.append(f"acknowledgement: {day.ack.value}")
    return found + [name for name in ("glued", "junk", "empty_finals") if getattr(day, name)]
