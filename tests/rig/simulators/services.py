"""All simulated services by their id."""

from rig.simulators.cartesia import Cartesia
from rig.simulators.deepgram import Deepgram
from rig.simulators.deepgram_flux import DeepgramFlux
from rig.simulators.session import Session
from rig.simulators.smallest import Smallest
from rig.simulators.soniox import Soniox

SERVICES: dict[str, type[Session]] = {
    service.provider: service for service in (Soniox, Smallest, Cartesia, Deepgram, DeepgramFlux)
}
