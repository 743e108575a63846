"""How fast queued audio may be sent, and how long a socket may be kept. Pure; imports the traits of a codec.

Time is an argument: seconds of any clock that only goes forward.
"""

from dataclasses import dataclass

from .socket_codec import Traits
from .wire import SAMPLE_RATE

AHEAD_S = 0.4
"""How many seconds of audio may be sent beyond the rate at once: the last chunk of speech and the 200 ms of silence
behind it must not wait at release (at 0.1 they cost 75 to 100 ms, measured), nor a chunk because the one before it was
late. The services' own clients send such bursts without any pacing."""

IDLE_MARGIN = 0.8
"""What part of a service's idle limit is used: clocks and networks differ."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Lets audio through at no more than `factor` times real time, apart from `AHEAD_S`.

    Between any two moments `t` seconds apart, at most `factor * t + AHEAD_S` seconds of audio go out, and one chunk.
    """

    factor: float
    due: float
    """When the next chunk may go. Begin with the present."""

    def wait(self, now: float) -> float:
        """Seconds until the next chunk may go; 0: at once."""
        return max(0.0, self.due - now)

    def sent(self, samples: int, now: float) -> "Pace":
        """The pace behind `samples` more. Time in which nothing was sent is not saved up."""
        begun = max(self.due, now - AHEAD_S / self.factor)
        return Pace(self.factor, begun + samples / SAMPLE_RATE / self.factor)


def begin(factor: float, now: float) -> Pace:
    """The pace of a socket on which nothing was sent yet."""
    return Pace(factor, now - AHEAD_S / factor)


def keeping_time(traits: Traits, wanted: float) -> float:
    """For how many seconds a socket without audio is kept, when the user wants `wanted`; 0: not at all."""
    if not traits.reusable:
        return 0.0
    if traits.keepalive_every is not None or traits.idle_limit is None:
        return wanted
    return min(wanted, traits.idle_limit * IDLE_MARGIN)
