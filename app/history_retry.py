"""Transcribing what is in the history again, in the running app. Imports the history, its retries, the recognisers.

On the Qt thread; what the retries say comes back by way of `on_qt`. Nothing of it is ever inserted.
"""

from collections.abc import Callable
from dataclasses import replace

from providers import catalogue

from . import failover, recognisers
from .history import again
from .history.browser import Browser, Trying
from .history.history import History
from .history.record import Record
from .history.recordings import Recordings
from .history.retries import Engine, Job, Retries
from .keys import Keys
from .messages import Deliver
from .settings import Settings


def engine(settings: Settings, keys: Keys) -> Engine:
    """Who recognises with these settings: the provider named there, and nobody else; if its connection breaks, over
    another one. Raises ValueError, with a sentence
    for the user, for what it refuses."""
    alone = failover.alone(replace(settings, keep_connection_s=0))
    for sentence in recognisers.refusals(alone).values():
        raise ValueError(sentence)
    deadline = catalogue.provider(alone.provider).capabilities.finalize_deadline_s
    return Engine(failover.make(alone, keys, persistent=False), deadline)


class HistoryRetry:
    """Has recordings transcribed, and puts what comes of it into the history."""

    def __init__(
        self,
        history: History,
        browser: Browser,
        recordings: Recordings,
        settings: Callable[[], Settings],
        keys: Keys,
        on_qt: Callable[[Callable[[], None]], None],
        took: Callable[[Record | None], None],
    ) -> None:
        """`took` gets the changed record, on the history's thread."""
        self._history = history
        self._browser = browser
        self._recordings = recordings
        self._settings = settings
        self._keys = keys
        self._on_qt = on_qt
        self._took = took
        self._retries = Retries()

    def start(self, record: Record, provider: str) -> None:
        """Have its recording transcribed by `provider`, in the language that was to be heard then."""
        if record.recording is None:
            return
        identity, recording = record.id, record.recording
        settings = replace(self._settings(), provider=provider, language=record.language)
        job = Job(
            identity,
            lambda: self._recordings.pcm(recording),
            lambda: engine(settings, self._keys),
            lambda done: self._on_qt(lambda: self._browser.tries(identity, Trying(done))),
            lambda result: self._on_qt(lambda: self._ended(record, provider, result)),
        )
        if self._retries.start(job):
            self._browser.tries(identity, Trying(0.0))

    def cancel(self, identity: str) -> None:
        """Go no further with it."""
        self._retries.cancel(identity)

    def close(self) -> None:
        """Give up what runs. Blocks until it has ended."""
        self._retries.close()

    def _ended(self, record: Record, provider: str, result: Deliver | str) -> None:
        record = self._browser.find(record.id) or record
        problem = result if isinstance(result, str) else again.problem(record, result, provider)
        self._browser.tries(record.id, Trying(None, problem))
        if isinstance(result, Deliver):
            self._history.change(record.id, lambda known: again.changed(known, result, provider), self._took)
