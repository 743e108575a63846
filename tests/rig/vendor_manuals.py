"""A tiny client that does what the vendors' manuals say, and nothing cleverer: what the simulators are tried with.

No code of Holdfast is in it, so that the simulators are not tested by what they are to test.
"""

import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from rig.simulators.server import KEY, Simulator
from rig.simulators.tones import RATE, encode

CHUNK = RATE // 10 * 2
SILENCE = bytes(2 * CHUNK)
Message = dict[str, Any]


@dataclass(frozen=True)
class Manual:
    """How to talk to one service. `text`, `acknowledged` and `ended` read all messages that came so far."""

    path: str
    query: tuple[tuple[str, str], ...]
    headers: dict[str, str]
    finalize: str
    end: str
    text: Callable[[list[Message]], str]
    acknowledged: Callable[[list[Message]], int]
    """How many finalizes were answered."""
    ended: Callable[[list[Message]], bool]
    opening: str | None = None


def _soniox_text(messages: list[Message]) -> str:
    tokens = [token for message in messages for token in message.get("tokens", [])]
    text = "".join(token["text"] for token in tokens if token["is_final"])
    return text.replace("<fin>", "").replace("<end>", "")


def _soniox_answers(messages: list[Message]) -> int:
    tokens = [token["text"] for message in messages for token in message.get("tokens", []) if token["is_final"]]
    return sum("<fin>" in token for token in tokens)


def _smallest_text(messages: list[Message]) -> str:
    text = ""
    for message in messages:
        part = str(message.get("transcript", message.get("transcription", ""))) if message.get("is_final") else ""
        text += part if not text or not part or text.endswith(" ") else f" {part}"
    return text.strip()


def _results(messages: list[Message], **wanted: bool) -> list[Message]:
    found = [message for message in messages if message.get("type") == "Results"]
    return [each for each in found if all(each.get(name) == value for name, value in wanted.items())]


def _deepgram_text(messages: list[Message]) -> str:
    parts = [each["channel"]["alternatives"][0]["transcript"] for each in _results(messages, is_final=True)]
    return " ".join(part for part in parts if part)


def _flux_text(messages: list[Message]) -> str:
    turns = {message["turn_index"]: message["transcript"] for message in messages if message["type"] == "TurnInfo"}
    return " ".join(text for _, text in sorted(turns.items()) if text)


def _flux_answers(messages: list[Message]) -> int:
    return sum(
        message.get("trigger") == "manual" or message.get("code") == "FORCE_END_TURN_NO_ACTIVE_TURN"
        for message in messages
    )


_RAW = (("encoding", "linear16"), ("sample_rate", "16000"))

MANUALS: dict[str, Manual] = {
    "soniox": Manual(
        path="/transcribe-websocket",
        query=(),
        headers={"Authorization": f"Bearer {KEY}"},
        opening=json.dumps(
            {"model": "stt-rt-v5", "audio_format": "pcm_s16le", "sample_rate": 16000, "num_channels": 1}
        ),
        finalize='{"type":"finalize"}',
        end="",
        text=_soniox_text,
        acknowledged=_soniox_answers,
        ended=lambda messages: any(message.get("finished") for message in messages),
    ),
    "smallest": Manual(
        path="/waves/v1/pulse/get_text",
        query=(("language", "en"), *_RAW, ("itn_normalize", "true")),
        headers={"Authorization": f"Bearer {KEY}"},
        finalize='{"type":"finalize"}',
        end='{"type":"close_stream"}',
        text=_smallest_text,
        acknowledged=lambda messages: sum(message.get("from_finalize") is True for message in messages),
        ended=lambda messages: any(message.get("is_last") for message in messages),
    ),
    "cartesia": Manual(
        path="/stt/websocket",
        query=(("model", "ink-2"), ("encoding", "pcm_s16le"), ("sample_rate", "16000")),
        headers={"Authorization": f"Bearer {KEY}", "Cartesia-Version": "2026-03-01"},
        finalize="finalize",
        end="close",
        text=lambda messages: "".join(m["text"] for m in messages if m["type"] == "transcript" and m["is_final"]),
        acknowledged=lambda messages: sum(message["type"] == "flush_done" for message in messages),
        ended=lambda messages: any(message["type"] == "done" for message in messages),
    ),
    "deepgram": Manual(
        path="/v1/listen",
        query=(("model", "nova-3"), *_RAW, ("interim_results", "true"), ("endpointing", "300")),
        headers={"Authorization": f"Token {KEY}"},
        finalize='{"type":"Finalize"}',
        end='{"type":"CloseStream"}',
        text=_deepgram_text,
        acknowledged=lambda messages: len(_results(messages, from_finalize=True)),
        ended=lambda messages: any(message.get("type") == "Metadata" for message in messages),
    ),
    "deepgram-flux": Manual(
        path="/v2/listen",
        query=(("model", "flux-general-en"), *_RAW, ("eot_threshold", "1.0"), ("eot_timeout_ms", "30000")),
        headers={"Authorization": f"Token {KEY}"},
        finalize='{"type":"ForceEndTurn"}',
        end='{"type":"CloseStream"}',
        text=_flux_text,
        acknowledged=_flux_answers,
        ended=lambda messages: False,  # the socket closes, and that is all
    ),
}


@dataclass
class Client:
    """One socket to a simulator. Errors of the connection are kept, not raised."""

    simulator: Simulator
    manual: Manual
    messages: list[Message] = field(default_factory=list)
    odd: list[str | bytes] = field(default_factory=list)
    """What came and was no JSON object."""
    abandoned: bool = False
    """Other sockets of the simulator stay open behind this one."""
    closed: tuple[int | None, str] | None = None
    """Close code and reason, once the socket is gone; None instead of a code if it broke."""

    @classmethod
    def of(cls, simulator: Simulator) -> "Client":
        """By the manual of this service."""
        return cls(simulator, MANUALS[simulator.service.provider])

    def __enter__(self) -> Self:
        query = f"?{urlencode(self.manual.query)}" if self.manual.query else ""
        self._opened = connect(
            self.simulator.endpoint + self.manual.path + query,
            additional_headers=self.manual.headers,
            open_timeout=5,
            close_timeout=0.2,
            compression=None,
            ping_interval=None,
            proxy=None,
        )
        self._socket: ClientConnection = self._opened.__enter__()
        if self.manual.opening is not None:
            self.send(self.manual.opening)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._opened.__exit__(kind, value, traceback)
        if kind is None and not self.abandoned:
            self.simulator.wait_closed()

    @property
    def text(self) -> str:
        """All final text."""
        return self.manual.text(self.messages)

    def send(self, frame: str | bytes) -> None:
        """One frame; nothing if the other side is gone, as reading will tell."""
        with contextlib.suppress(ConnectionClosed):
            self._socket.send(frame)

    def speak(self, words: str, silence: bytes = SILENCE) -> None:
        """These words in chunks of 100 ms, and silence behind them."""
        pcm = encode(words) + silence
        for start in range(0, len(pcm), CHUNK):
            self.send(pcm[start : start + CHUNK])

    def finalize(self, wait: bool = True) -> None:
        """Ask for everything to become final, and wait for the answer or the end of the socket."""
        wanted = self.manual.acknowledged(self.messages) + 1
        self.send(self.manual.finalize)
        if wait:
            self.until(lambda: self.manual.acknowledged(self.messages) >= wanted)

    def end(self) -> None:
        """Send the end message, and read until the socket is closed."""
        self.send(self.manual.end)
        self.until(lambda: False)

    def until(self, condition: Callable[[], bool], seconds: float = 5.0) -> None:
        """Read until this is true or the socket is gone. Raises TimeoutError if nothing comes for so long."""
        while not condition() and self.closed is None:
            try:
                self._keep(self._socket.recv(seconds))
            except ConnectionClosed:
                self._gone()

    def _keep(self, frame: str | bytes) -> None:
        try:
            message = json.loads(frame)
        except ValueError:
            message = None
        if isinstance(message, dict):
            self.messages.append(message)
        else:
            self.odd.append(frame)

    def _gone(self) -> None:
        received = self._socket.protocol.close_rcvd
        self.closed = (received.code, received.reason) if received else (None, "")
