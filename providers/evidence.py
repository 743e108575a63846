"""Whether everything that was spoken before a FINALIZE is in finals: the books on which a dictation is finished.
Pure; imports the vocabulary.

    evidence                                                        is taken
    -------------------------------------------------------------   ------------------------------------------------
    the finals cover the audio up to its last sound                 at its word
    an acknowledgement that the codec calls certain                 at its word, unless the terminal is under way
                                                                    anyway: then what does not cost time is waited for
    the terminal                                                    at its word
    any other acknowledgement, and any that something speaks        after a grace in which no text came: the terminal
    against                                                         follows it, if the service keeps its own rules

Something speaks against an acknowledgement or coverage: a tail is still shown, a tail was taken back without a final
in its place, or (against an acknowledgement) the finals end before the last sound. An acknowledgement that is no last
word so costs milliseconds, not words. While a tail is shown nothing but the terminal ends the wait: the session drops
the tail of a dictation that is acknowledged, and keeps that of one that just ended.

The last sound is where the digital silence behind the words begins: zeros hold no word, so nobody needs to wait until
a service accounts for them.

Time is an argument, in seconds; positions are in samples of the dictation.
"""

from collections import deque
from dataclasses import dataclass

from .events import Final, Partial


@dataclass(slots=True)
class _Request:
    """A FINALIZE."""

    last_sound: int
    acknowledged: bool = False
    certain: bool = False


class Evidence:
    """One dictation's books. A FINALIZE that is confirmed is forgotten."""

    def __init__(self, grace: float, *, terminal_follows: bool = False) -> None:
        """`grace`: seconds. `terminal_follows`: the end message goes out right behind FINALIZE."""
        self._grace = grace
        self._terminal_follows = terminal_follows
        self._position = 0
        self._last_sound = 0
        self._covered: int | None = None
        self._tail = ""
        self._taken_back = False
        self._open: deque[_Request] = deque()
        self._overtaken = 0
        """Requests that were confirmed before their acknowledgement came."""
        self._asked_at_position: int | None = None
        self._news_at = 0.0

    @property
    def position(self) -> int:
        """Samples sent."""
        return self._position

    @property
    def complete(self) -> bool:
        """FINALIZE was sent, every one of them is confirmed, and nothing was spoken since."""
        return not self._open and self._asked_at_position == self._position

    @property
    def doubtful(self) -> bool:
        """The first open request was acknowledged, but not so that it could be taken at its word."""
        return bool(self._open) and self._open[0].acknowledged and not self._is_sure(self._open[0])

    @property
    def unanswered(self) -> bool:
        """The service owes an acknowledgement, whether it is still waited for or not."""
        return self._overtaken > 0 or any(not request.acknowledged for request in self._open)

    @property
    def news_at(self) -> float:
        """When the last request went out, or the last text or acknowledgement came."""
        return self._news_at

    @property
    def due(self) -> float | None:
        """When the grace is over; None: none is running."""
        return self._news_at + self._grace if self.doubtful and not self._tail else None

    def sent(self, pcm: bytes) -> None:
        """A chunk of s16le went out."""
        sound = pcm.rstrip(b"\0")
        if sound:
            self._last_sound = self._position + (len(sound) + 1) // 2
        self._position += len(pcm) // 2

    def asked(self, now: float) -> None:
        """FINALIZE went out."""
        self._open.append(_Request(self._last_sound))
        self._asked_at_position = self._position
        self._news_at = now

    def heard(self, event: Partial | Final, now: float) -> None:
        """Text came."""
        self._news_at = now
        if event.text:
            self._taken_back = False
        elif self._tail:
            self._taken_back = True
        if isinstance(event, Partial):
            self._tail = event.text
            return
        self._tail = ""
        if event.covered_until is not None:
            self._covered = max(self._covered or 0, event.covered_until)

    def acknowledged(self, certain: bool, now: float) -> None:
        """The service answered the oldest FINALIZE that it has not answered yet."""
        self._news_at = now
        if self._overtaken:
            self._overtaken -= 1
            return
        for request in self._open:
            if not request.acknowledged:
                request.acknowledged, request.certain = True, certain
                return

    def confirmed(self, now: float) -> int:
        """How many FINALIZEs are confirmed since this was last asked."""
        count = 0
        while self._open and self._may_go(self._open[0], now):
            self._forget()
            count += 1
        return count

    def ended(self) -> int:
        """The terminal came: how many FINALIZEs that confirms. While a tail is shown it confirms none."""
        count = 0
        while self._open and not self._tail:
            self._forget()
            count += 1
        return count

    def _forget(self) -> None:
        if not self._open.popleft().acknowledged:
            self._overtaken += 1

    def _may_go(self, request: _Request, now: float) -> bool:
        return self._is_sure(request) or (self.due is not None and now >= self.due)

    def _is_sure(self, request: _Request) -> bool:
        if self._tail or self._taken_back:
            return False
        if self._covered is not None and self._covered >= request.last_sound:
            return True
        return request.certain and self._covered is None and not self._terminal_follows
