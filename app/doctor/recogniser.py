"""The check of the recogniser on this computer: it is given half a second of silence. Imports `providers`."""

import asyncio
import time

from app.failures import describe
from audio.pcm import silence
from providers.events import Event, Failed, Finalized
from providers.factory import make_recogniser
from providers.feed import Feed, Mark

from .finding import Finding

LOCAL = "local"


def recogniser() -> Finding:
    """Whether the recogniser on this computer takes sound and answers."""
    begun = time.monotonic()
    events = asyncio.run(_dictate_silence())
    for event in events:
        if isinstance(event, Failed):
            return Finding("recogniser", False, describe(event.failure))
    if Finalized() not in events:
        return Finding(
            "recogniser", False, "The recogniser on this computer ended without an answer.", "Run ./run again."
        )
    took = time.monotonic() - begun
    return Finding("recogniser", True, f"The recogniser on this computer answers ({took:.1f} s with its start).")


async def _dictate_silence() -> list[Event]:
    events: list[Event] = []
    running = make_recogniser(LOCAL)
    feed = Feed(asyncio.get_running_loop())
    for item in (silence(500), Mark.FINALIZE, Mark.CLOSE):
        feed.put(item)
    try:
        await running.recognise(feed, events.append)
    finally:
        await running.aclose()
    return events
