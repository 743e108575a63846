"""Who is asked next when a stream broke, and after which pause. Pure; imports the failures.

    what broke         while the key is down                  when it is up
    ----------------   ------------------------------------   ------------------------------------------------------
    it cannot heal     the next link, at once                 the next link, at once
    it may heal        the same link after 0.25, 0.5, 1 s,    the same link once, at once, if that is quick; then the
                       then the next one                      next one. The last one is asked as while the key is down
    no link is left    the first that may heal, every 2 s     nobody

What a link makes final wipes out its failures, and so does having listened for a while. Beyond the dictation it is
remembered which links will be refused again, and which were given up for another one: these are asked again next time,
but once only.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from .errors import Failure, FailureKind

PAUSES_S = (0.25, 0.5, 1.0)
"""Before each retry: a service that restarts or a network that changes is back within seconds."""
LONGEST_PAUSE_S = 2.0

STEADY_S = 10.0
"""A stream that broke after this time did not break for the reason of the one before."""

PROMPT_S = 2.0
"""Who fails faster than this can be asked again while somebody waits."""

WORTH_WAITING_S = 15.0
"""So much longer than with the next link may it take to tell the same one everything again, when somebody waits for
the text: it is the one that the user chose."""

REMEMBERED_S = 60.0
"""For how long a link is passed over that will be refused again, unless something is done about it. What is done on the
provider's own pages (adding credit) nobody tells us, so it is not longer."""


class Treatment(Protocol):
    """What is to be done about one kind of failure."""

    @property
    def retry(self) -> bool:
        """The same may work a moment later."""

    @property
    def fail_over(self) -> bool:
        """Another recogniser would not have this trouble."""

    @property
    def lasting(self) -> bool:
        """It will be the same next time, unless somebody does something about it."""


Treat = Callable[[FailureKind], Treatment]


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a link."""

    catch_up: float
    """Seconds of sound that it recognises, or may be sent, in one second."""
    retried: bool = True
    """Asking it again may help. Not so where it has done that itself before it gives up."""


@dataclass(frozen=True, slots=True)
class Situation:
    """How things are when a stream broke."""

    at: float
    """Monotonic seconds."""
    released: bool
    """The key is up: somebody waits for the text."""
    heard: bool
    """The stream had said something, and did not just fall silent."""
    lived_s: float
    """Seconds since it was asked for."""
    unanswered_s: float
    """Seconds of sound that have to be told again."""

    @property
    def prompt(self) -> bool:
        """A new stream will be there, or fail, in no time."""
        return self.heard or self.lived_s < PROMPT_S


@dataclass(frozen=True, slots=True)
class Again:
    """Ask that link, after a pause."""

    link: int
    pause_s: float = 0.0


@dataclass(frozen=True, slots=True)
class GiveUp:
    """There is nobody left to ask."""

    failure: Failure


@dataclass(slots=True)
class Memory:
    """What outlives a dictation."""

    passed_over: dict[int, float] = field(default_factory=dict)
    """Links that would be refused again, and until when they are passed over."""
    doubtful: set[int] = field(default_factory=set)
    """Links that were given up for another one, and have made nothing final since."""


class Attempts:
    """One dictation's. Links are numbers, in the order in which they are asked."""

    def __init__(
        self, links: Sequence[Standing], treat: Treat, memory: Memory, *, at: float, persistent: bool = True
    ) -> None:
        """`at`: monotonic seconds. `persistent`: go on for as long as the key is down."""
        self._links = links
        self._treat = treat
        self._memory = memory
        self._persistent = persistent
        self._tried = 0
        """Failures of the present link in a row."""
        self._tried_late = 0
        """Failures of the present link since the key is up, also with words in between."""
        self._exhausted = False
        self._failures: list[tuple[int, Failure]] = []
        self._out = {link for link, until in memory.passed_over.items() if at < until}
        if len(self._out) == len(links):
            self._out.clear()  # so that the user is told why
        self.link = self._able(0) or 0
        """The present one."""

    @property
    def last(self) -> bool:
        """There is nobody behind the present link."""
        return self._able(self.link + 1) is None

    @property
    def doubtful(self) -> bool:
        """The present link failed the last time, and there is another one."""
        return self.link in self._memory.doubtful and not self.last

    def progressed(self) -> None:
        """The present link made something final."""
        self._tried = 0
        self._exhausted = False
        self._memory.doubtful.discard(self.link)
        self._memory.passed_over.pop(self.link, None)

    def failed(self, failure: Failure, now: Situation) -> Again | GiveUp:
        """The present link's stream broke."""
        how = self._treat(failure.kind)
        self._failures.append((self.link, failure))
        self._tried = 1 if self._was_steady(now) else self._tried + 1
        self._tried_late += now.released
        if not how.retry:
            self._out.add(self.link)
        if how.lasting:
            self._memory.passed_over[self.link] = now.at + REMEMBERED_S
        following = self._able(self.link + 1) if how.fail_over and not self._exhausted else None
        if how.retry and not self._exhausted and self._tried <= self._retries(following, now):
            at_once = now.released and following is not None
            return Again(self.link, 0.0 if at_once else PAUSES_S[self._tried - 1])
        if following is not None:
            self._memory.doubtful.add(self.link)
            return self._go_on(following)
        return self._when_nobody_is_left(now) if how.fail_over else GiveUp(failure)

    def skipped(self, now: Situation) -> Again | GiveUp:
        """The present link cannot even be asked: it has no key."""
        self._out.add(self.link)
        following = self._able(self.link + 1)
        return self._when_nobody_is_left(now) if following is None else self._go_on(following)

    def _go_on(self, following: int) -> Again:
        self.link, self._tried, self._tried_late = following, 0, 0
        return Again(following)

    def _was_steady(self, now: Situation) -> bool:
        return now.heard and now.lived_s >= STEADY_S and not now.released

    def _retries(self, following: int | None, now: Situation) -> int:
        link = self._links[self.link]
        if not link.retried:
            return 0
        if following is None:
            return len(PAUSES_S) if now.lived_s < PROMPT_S or not now.released else 1
        if self.link in self._memory.doubtful:
            return 0
        if not now.released:
            return len(PAUSES_S)
        longer = now.unanswered_s / link.catch_up - now.unanswered_s / self._links[following].catch_up
        return 1 if now.prompt and self._tried_late == 1 and longer <= WORTH_WAITING_S else 0

    def _when_nobody_is_left(self, now: Situation) -> Again | GiveUp:
        healable = next((n for n, link in enumerate(self._links) if link.retried and n not in self._out), None)
        if healable is None or now.released or not self._persistent:
            return GiveUp(self._telling())
        self._exhausted = True
        self.link = healable
        return Again(healable, LONGEST_PAUSE_S)

    def _telling(self) -> Failure:
        """The failure that says most: of the link that was asked first, and what will not go away by itself."""
        first = self._failures[0][0]
        own = [failure for link, failure in self._failures if link == first]
        return next((failure for failure in own if not self._treat(failure.kind).retry), own[0])

    def _able(self, begin: int) -> int | None:
        return next((n for n in range(begin, len(self._links)) if n not in self._out), None)
