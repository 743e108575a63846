"""Where a socket waits between two dictations. Imports the channel and the times for which it may be kept."""

import asyncio
import contextlib
from collections.abc import Coroutine

from . import pacing
from .channel import Channel, Gone


class Shelf:
    """Has room for one socket, and looks after it: it is kept open while it is wanted, and closed in good order.

    `keep_open_s`: how long a socket is wanted. `end_s`: how long a service has for its last message.
    """

    def __init__(self, keep_open_s: float, end_s: float) -> None:
        self._keep_open_s = keep_open_s
        self._end_s = end_s
        self._channel: Channel | None = None
        self._minder: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def has_room_for(self, channel: Channel) -> bool:
        """Whether this service's sockets are kept at all."""
        return pacing.keeping_time(channel.codec.traits, self._keep_open_s) > 0

    def take(self) -> Channel | None:
        """The socket that waits, if there is one that seems to be alive. It belongs to the caller then."""
        channel = self._empty()
        if channel and not channel.usable:
            channel.abort()
            return None
        return channel

    def put(self, channel: Channel) -> None:
        """Let it wait. One that waits already is closed: an overlapping dictation left it."""
        if other := self._empty():
            self._start(self._part_with(other))
        self._channel = channel
        self._minder = self._start(self._mind(channel))

    def drop(self) -> None:
        """Drop what waits, without a word: it is known to be dead."""
        if channel := self._empty():
            channel.abort()

    async def clear(self) -> None:
        """Close what waits. Returns when everything that was ever put here is closed or taken."""
        if channel := self._empty():
            await self._part_with(channel)
        if self._tasks:
            await asyncio.wait(self._tasks)

    def _empty(self) -> Channel | None:
        channel, self._channel = self._channel, None
        if channel and self._minder:
            self._minder.cancel()
        return channel

    async def _mind(self, channel: Channel) -> None:
        """Until its time is over. Whoever takes it cancels this."""
        traits = channel.codec.traits
        loop = asyncio.get_running_loop()
        until = loop.time() + pacing.keeping_time(traits, self._keep_open_s)
        with contextlib.suppress(Gone):
            while channel.usable and (left := until - loop.time()) > 0:
                await channel.wait_until_over(min(left, traits.keepalive_every or left))
                if channel.usable and traits.keepalive_every:
                    await channel.idle()
        self._channel = None
        await self._part_with(channel)

    async def _part_with(self, channel: Channel) -> None:
        try:
            with contextlib.suppress(Gone):
                await channel.end()
                await channel.wait_until_over(self._end_s)
            await channel.close()
        finally:
            channel.abort()

    def _start(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
