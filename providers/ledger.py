"""Which sound is in final text, over all the streams of a dictation, and what may be said of it. Pure; imports the
vocabulary and the seam.

    a stream says                           the dictation says
    -------------------------------------   --------------------------------------------------------------------
    Final, and how far it now covers        Final: from here on that is so, whatever becomes of the stream
    Final, and no news of coverage          Partial: it is held, shown with the tail. If the stream breaks, nobody
                                            knows which sound it was for, and the next stream says it again
    Finalized                               Final with all that is held, Finalized
    Ended                                   Final with all that is held; the tail stays a tail

So a Final that was said is never taken back, and no word is said twice. Positions are in samples of the dictation; a
stream counts its own from where it began.
"""

from .events import Event, Final, Finalized, Partial
from .joining import seam


class Ledger:
    """One dictation's books."""

    def __init__(self) -> None:
        self.covered = 0
        """Everything before this sample is in finals that were said, or holds no word."""
        self._begin = 0
        self._said = ""
        """The last character of all that was said as final."""
        self._fresh = True
        """The stream has said nothing final yet."""
        self._held = ""
        self._tail = ""
        self._shown = ""

    def begin(self, sample: int) -> None:
        """Another stream begins, with that sample. What was held and shown of the last one is not its own."""
        self.covered = max(self.covered, sample)
        self._begin = sample
        self._fresh = True
        self._held = self._tail = self._shown = ""

    def hear(self, event: Partial | Final, told: int) -> list[Event]:
        """What the stream said, which knows the dictation up to the sample `told`."""
        text = seam(self._said, event.text) if self._fresh else event.text
        if isinstance(event, Partial):
            self._tail = text
            return self._show()
        self._held += text
        self._tail = ""
        self._fresh = self._fresh and not text.strip()
        until = 0 if event.covered_until is None else min(self._begin + event.covered_until, told)
        return self._settle(until) if until > self.covered else self._show()

    def acknowledged(self, position: int) -> list[Event]:
        """The stream answered the FINALIZE behind that sample."""
        events = self._settle(position) if self._held else []
        self.covered = max(self.covered, position)
        return [*events, Finalized()]

    def ended(self, told: int) -> list[Event]:
        """The stream is through, and knew the dictation up to the sample `told`."""
        return self._settle(told) if self._held else []

    def _settle(self, until: int) -> list[Event]:
        """All that is held is final."""
        said, self._held = self._held, ""
        self._said = said[-1:] or self._said
        self.covered = max(self.covered, until)
        self._shown = ""
        return [Final(said, self.covered), *self._show()]

    def _show(self) -> list[Event]:
        shown = self._held + self._tail
        if shown == self._shown:
            return []
        self._shown = shown
        return [Partial(shown)]
