"""What the sound server (PulseAudio, or PipeWire in its place) knows about microphones and our recordings.

Imports nothing of ours.

`pactl` is asked. Nothing here touches PortAudio: any thread may ask, though an answer takes some 10 ms, and a server
that hangs takes the whole `timeout` (seconds). Without a server or without `pactl` every answer is None.
"""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from typing import Any

TIMEOUT_S = 1.0
QUICK_S = 0.4
"""For questions whose answer is only worth having at once."""

TAG = "holdfast.recording"
"""The property that our recordings have with the sound server, so that we find them again."""


@dataclass(frozen=True, slots=True)
class Source:
    """Something that can be recorded from."""

    index: int
    """The server's number of it, never given to another one while the server runs."""
    name: str
    """The server's name of it."""
    shown: str
    """The description, made unique where two of the same make are plugged in."""
    channels: int
    rate: int
    """Hz."""
    monitor: bool
    """It is what a loudspeaker plays."""
    muted: bool
    turned_down: bool
    """Its volume is zero."""
    suspended: bool


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording of ours."""

    source: int
    """The index of the source it comes from."""
    muted: bool
    """This recording alone, in the volume control's list of programs."""


def sources(timeout: float = TIMEOUT_S) -> list[Source] | None:
    """Everything there is, loudspeakers' monitors too."""
    told = _pactl("list", "sources", timeout=timeout)
    if not isinstance(told, list):
        return None
    described = Counter(each.get("description") for each in told if not _is_monitor(each))
    return [_source(each, described) for each in told]


def microphones(timeout: float = TIMEOUT_S) -> list[Source] | None:
    """What a loudspeaker plays is a source too, but nobody dictates with it."""
    told = sources(timeout)
    return None if told is None else [each for each in told if not each.monitor]


def default_source(timeout: float = TIMEOUT_S) -> str | None:
    """The name of the source that who does not ask for one gets."""
    told = _pactl("info", timeout=timeout)
    return str(told.get("default_source_name")) if isinstance(told, dict) else None


def recording(tag: str, timeout: float = TIMEOUT_S) -> Recording | None:
    """The recording that was opened as `tagged(tag)`; None also if the server does not know it."""
    told = _pactl("list", "source-outputs", timeout=timeout)
    for each in told if isinstance(told, list) else ():
        if each.get("properties", {}).get(TAG) == tag:
            return Recording(int(each["source"]), bool(each.get("mute")))
    return None


def is_dead(timeout: float = QUICK_S) -> bool:
    """Whether it can be asked, in principle, and does not answer: it is not there, or it hangs."""
    return sys.platform == "linux" and shutil.which("pactl") is not None and _run("info", timeout=timeout) is None


def tagged(tag: str) -> str:
    """What PULSE_PROP_OVERRIDE must hold when a recording is opened (libpulse reads it at every connection; measured
    with PulseAudio 16). The name is what volume controls show, instead of "ALSA plug-in [python3.11]"."""
    return f"application.name=Holdfast application.icon_name=holdfast {TAG}={tag}"


def _source(told: dict[str, Any], described: Counter[str | None]) -> Source:
    name, description = str(told["name"]), told.get("description")
    volumes = [each.get("value") for each in told.get("volume", {}).values()]
    return Source(
        int(told["index"]),
        name,
        name if not description else f"{description} ({name})" if described[description] > 1 else str(description),
        len(str(told.get("channel_map", "mono")).split(",")),
        _rate(str(told.get("sample_specification", ""))),
        _is_monitor(told),
        bool(told.get("mute")),
        bool(volumes) and not any(volumes),
        told.get("state") == "SUSPENDED",
    )


def _is_monitor(told: dict[str, Any]) -> bool:
    return told.get("monitor_source") not in (None, "", "n/a")


def _rate(specification: str) -> int:
    """48000 of "s16le 2ch 48000Hz"."""
    rate = specification.rpartition(" ")[2].removesuffix("Hz")
    return int(rate) if rate.isdecimal() else 0


def _pactl(*words: str, timeout: float) -> object:
    told = _run("-f", "json", *words, timeout=timeout) if sys.platform == "linux" else None
    try:
        return json.loads(told.decode("utf-8", "replace")) if told else None
    except ValueError:
        return None


def _run(*words: str, timeout: float) -> bytes | None:
    # Where numbers have a decimal comma, pactl up to 16 writes one into its JSON
    # (https://github.com/Enitoni/pulseshitter/issues/7).
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    try:
        done = subprocess.run(["pactl", *words], capture_output=True, timeout=timeout, check=True, env=environment)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout
