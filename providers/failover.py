"""A recogniser that outlives its streams: when one breaks, another one is told again what that did not answer. Imports
the vocabulary and the parts beside it; what a kind of failure means is given to it.

    chain                 the recognisers, in the order in which they are asked
    failover_dictation    one dictation on one of them after the other
    attempts              who is asked next, and when
    recording             what was spoken, and what waits in the dictation's feed
    ledger                how much of it is in final text
    cutting               where the next stream begins

From above it is one recogniser. It says who serves if there are several, and that a stream broke, once for each break.
"""

import asyncio
from collections.abc import Sequence

from .attempts import Memory, Treat
from .chain import Link, Patience
from .failover_dictation import FailoverDictation
from .feed import Feed
from .recogniser import Emit


class FailoverRecogniser:
    """A `Recogniser` of one link or several."""

    def __init__(
        self, links: Sequence[Link], treat: Treat, *, persistent: bool = True, patience: Patience | None = None
    ) -> None:
        """`persistent`: go on trying for as long as the key is down, also when every link has failed."""
        if not links:
            raise ValueError("A chain of recognisers needs at least one.")
        self._links = tuple(links)
        self._treat = treat
        self._persistent = persistent
        self._patience = patience or Patience()
        self._memory = Memory()
        self._running: set[FailoverDictation] = set()
        self._errands: set[asyncio.Task[None]] = set()

    async def prepare(self) -> None:
        """Get the first link ready. The others cost memory, and are mostly not needed."""
        await self._links[0].recogniser.prepare()

    async def recognise(self, feed: Feed, emit: Emit) -> None:
        """See `Recogniser`."""
        for number in tuple(self._memory.passed_over):
            if await self._links[number].mended():
                self._memory.passed_over.pop(number, None)
        dictation = FailoverDictation(
            self._links, self._treat, self._memory, self._patience, feed, emit, self._warm, persistent=self._persistent
        )
        self._running.add(dictation)
        try:
            await dictation.run()
        finally:
            self._running.discard(dictation)

    def wake(self) -> None:
        """See `Recogniser`. What is being recognised goes on with new connections."""
        for link in self._links:
            link.recogniser.wake()
        for dictation in tuple(self._running):
            dictation.wake()

    async def aclose(self) -> None:
        """See `Recogniser`."""
        for errand in tuple(self._errands):
            errand.cancel()
        for link in self._links:
            await link.recogniser.aclose()

    def _warm(self, number: int) -> None:
        """Get that link ready, if there is one, while another is still tried."""
        if number < len(self._links):
            errand = asyncio.create_task(self._links[number].recogniser.prepare())
            self._errands.add(errand)
            errand.add_done_callback(self._errands.discard)
