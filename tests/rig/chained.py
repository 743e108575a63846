"""Links of a chain to simulated services: as the app makes them, but as fast as it goes and with short deadlines."""

from dataclasses import replace

from providers.attempts import Standing
from providers.chain import Link, Patience
from providers.link import LinkRecogniser
from providers.services import SERVICES
from providers.socket_codec import SocketCodec
from providers.socket_dictation import Deadlines
from rig.simulators.server import KEY, Simulator

DEADLINES = Deadlines(
    connect=5.0, life=1.0, answer=0.2, grace=0.2, end=3.0, close=0.2, ping_every=0.15, ping_answer=0.6
)
HASTY = Patience(doubtful_s=1.0, pauses=0.02)


def link_to(simulator: Simulator, *, keep_open_s: float = 0.0, answer_s: float = 5.0) -> Link:
    """A link that speaks to this simulator, in its service's manner."""
    service = SERVICES[simulator.service.provider]
    values = {option.name: option.default for option in service.info.options}

    def make_codec() -> SocketCodec:
        codec = service.make(None, values, (), simulator.endpoint)
        codec.traits = replace(codec.traits, catch_up=1000.0)
        return codec

    recogniser = LinkRecogniser(make_codec, lambda: KEY, keep_open_s=keep_open_s, deadlines=DEADLINES)
    return Link(service.info.id, service.info.name, recogniser, Standing(1000.0), answer_s=answer_s)
