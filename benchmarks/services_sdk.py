"""The vendors' own clients doing what `benchmarks/services.py` measures; run by it with .venv-sdk's Python.

Arguments: provider, ws:// address, how many dictations. Standard input: the PCM of one. Prints one JSON list of
milliseconds from the last chunk of speech handed over to the acknowledgement received.
"""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any

KEY = "test-key-5f3c9b"
NOWHERE = "http://127.0.0.1:9"


def paced(chunks: list[bytes]) -> Iterator[bytes]:
    """At the pace of speech; the last two chunks, silence, at once."""
    due = time.monotonic()
    for chunk in chunks[:-2]:
        time.sleep(max(0.0, due - time.monotonic()))
        due += 0.1
        yield chunk


def soniox(url: str) -> AbstractContextManager[Any]:
    from soniox import SonioxClient
    from soniox.types.realtime import RealtimeSTTConfig

    config = RealtimeSTTConfig(model="stt-rt-v5", audio_format="pcm_s16le", num_channels=1, sample_rate=16_000)
    client = SonioxClient(api_key=KEY, websocket_base_url=f"{url}/transcribe-websocket")
    return client.realtime.stt.connect(config=config)


def smallest(url: str) -> AbstractContextManager[Any]:
    from smallestai import SmallestAI
    from smallestai.environment import SmallestAIEnvironment
    from smallestai.waves.helpers import stream_speech_to_text

    where = SmallestAIEnvironment(atoms=NOWHERE, waves=NOWHERE, waves_ws=url, payment=NOWHERE)
    return stream_speech_to_text(SmallestAI(api_key=KEY, environment=where), language="en", itn_normalize=True)


def cartesia(url: str) -> AbstractContextManager[Any]:
    from cartesia import Cartesia

    client = Cartesia(api_key=KEY, websocket_base_url=url)
    return client.stt.manual_finalize.websocket(encoding="pcm_s16le", model="ink-2", sample_rate=16_000)


def deepgram(url: str) -> AbstractContextManager[Any]:
    options = {"model": "nova-3", "interim_results": "true", "smart_format": "true", "endpointing": 300}
    return _deepgram(url).v1.connect(language="en", encoding="linear16", sample_rate=16_000, channels=1, **options)


def flux(url: str) -> AbstractContextManager[Any]:
    options = {"model": "flux-general-en", "eot_threshold": 1.0, "eot_timeout_ms": 30_000}
    return _deepgram(url).v2.connect(encoding="linear16", sample_rate=16_000, **options)


def _deepgram(url: str) -> Any:
    from deepgram import DeepgramClient
    from deepgram.environment import DeepgramClientEnvironment

    where = DeepgramClientEnvironment(base=NOWHERE, production=url, agent=NOWHERE, agent_rest=NOWHERE)
    return DeepgramClient(api_key=KEY, environment=where).listen


def finalize_smallest(socket: Any) -> None:
    from smallestai.waves.speech_to_text.types import FinalizeSignal

    socket.send_finalize_signal(FinalizeSignal(type="finalize"))


CLIENTS: dict[str, tuple[Any, Any, Any, Any]] = {
    "soniox": (
        soniox,
        lambda s, chunk: s.send_byte_chunk(chunk),
        lambda s: s.finalize(),
        lambda s: any(token.text == "<fin>" for token in s.receive_event().tokens),
    ),
    "smallest": (
        smallest,
        lambda s, chunk: s.send_audio_chunk_out(chunk),
        finalize_smallest,
        lambda s: s.recv().from_finalize,
    ),
    "cartesia": (
        cartesia,
        lambda s, chunk: s.send_raw(chunk),
        lambda s: s.send("finalize"),
        lambda s: s.recv().type == "flush_done",
    ),
    "deepgram": (
        deepgram,
        lambda s, chunk: s.send_media(chunk),
        lambda s: s.send_finalize(),
        lambda s: getattr(s.recv(), "from_finalize", False),
    ),
    "deepgram-flux": (
        flux,
        lambda s, chunk: s.send_media(chunk),
        lambda s: s.send_force_end_turn(),
        lambda s: getattr(s.recv(), "event", "") == "EndOfTurn",
    ),
}
"""Open, send a chunk, finalize, and read one message: whether it is the acknowledgement."""


def main() -> None:
    provider, url, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
    speech = sys.stdin.buffer.read()
    chunks = [speech[start : start + 3200] for start in range(0, len(speech), 3200)]
    connect, send, finalize, acknowledged = CLIENTS[provider]
    took = []
    for _ in range(times):
        with connect(url) as socket:
            for chunk in paced(chunks):
                send(socket, chunk)
            begun = time.monotonic()
            for chunk in chunks[-2:]:
                send(socket, chunk)
            finalize(socket)
            while not acknowledged(socket):
                pass
            took.append((time.monotonic() - begun) * 1000)
    print(json.dumps(took))


main()
