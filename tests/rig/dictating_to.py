"""A link to a scripted service, which takes it for Deepgram: the service whose messages say the most of coverage."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

from providers.link import LinkRecogniser
from providers.services import SERVICES
from providers.socket_codec import SocketCodec, Traits
from providers.socket_dictation import Deadlines
from rig.scripted_service import KEY, Visit

DEADLINES = Deadlines(
    key=5.0, connect=5.0, life=5.0, answer=5.0, grace=0.3, end=5.0, close=0.5, ping_every=5.0, ping_answer=5.0
)
"""For what is sure to come. Each test shortens the one that it is about."""


def link(
    endpoint: str,
    *,
    provider: str = "deepgram",
    deadlines: Deadlines = DEADLINES,
    keep_open_s: float = 0.0,
    key: Callable[[], str] = lambda: KEY,
    traits: Callable[[Traits], Traits] = lambda traits: traits,
) -> LinkRecogniser:
    """As fast as it goes, unless `traits` says otherwise."""
    service = SERVICES[provider]
    values = {option.name: option.default for option in service.info.options}

    def make() -> SocketCodec:
        codec = service.make(None, values, (), endpoint)
        codec.traits = traits(replace(codec.traits, catch_up=1000.0))
        return codec

    return LinkRecogniser(make, key, keep_open_s=keep_open_s, deadlines=deadlines)


async def results(visit: Visit, text: str, *, final: bool = True, answer: bool = False, until: float = 0.0) -> None:
    """One segment from the beginning of the stream; `until`: seconds."""
    await visit.say(
        type="Results",
        is_final=final,
        speech_final=final,
        from_finalize=answer,
        start=0.0,
        duration=until,
        channel={"alternatives": [{"transcript": text}]},
    )


async def good(visit: Visit) -> None:
    """A dictation as it should be: the words at Finalize, and the end behind it."""
    await visit.until("Finalize")
    await results(visit, "good words", answer=True)
    await visit.until("CloseStream")
    await visit.say(type="Metadata")
    await visit.stay()


def tasks() -> list[str]:
    """What of the link still runs, by name."""
    return [task.get_name() for task in asyncio.all_tasks() if _home(task).startswith(("providers.", *_LIBRARY))]


_LIBRARY = ("websockets.asyncio.client", "websockets.asyncio.connection")


def _home(task: asyncio.Task[object]) -> str:
    """The module of what a task runs."""
    frame = getattr(task.get_coro(), "cr_frame", None)
    return str(frame.f_globals.get("__name__", "")) if frame else ""
