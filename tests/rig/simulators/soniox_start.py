"""What may stand in Soniox' first message, by its API reference and the official client's own checks."""

import re
from typing import Any

MODELS = ("stt-rt-v5", "stt-rt-v4", "stt-rt-preview")
_RANGES = {
    "max_endpoint_delay_ms": (500, 3000),
    "endpoint_sensitivity": (-1, 1),
    "endpoint_latency_adjustment_level": (0, 3),
}
_SWITCHES = (
    "language_hints_strict",
    "enable_language_identification",
    "enable_speaker_diarization",
    "enable_endpoint_detection",
)
_EXACTLY = {"audio_format": "pcm_s16le", "sample_rate": 16_000, "num_channels": 1}
_CONTEXT = {"general", "text", "terms", "translation_terms"}
_LONGEST_CONTEXT = 10_000
"""Characters; about 8,000 tokens."""


def wrong_in_start(start: dict[str, Any]) -> list[str]:
    """A sentence for everything that is wrong in it. Keys without a value count as absent."""
    given = {name: value for name, value in start.items() if value is not None}
    known = {"model", "language_hints", "context", "client_reference_id", *_EXACTLY, *_RANGES, *_SWITCHES}
    wrong = [f"{name} is unknown" for name in given.keys() - known]
    if "api_key" in given:
        wrong.append("the key stands in the first message")
    if given.get("model") not in MODELS:
        wrong.append(f"model {given.get('model')!r} is none of {', '.join(MODELS)}")
    wrong += [
        f"{name} is {given.get(name)!r}, not {value!r} as this audio needs"
        for name, value in _EXACTLY.items()
        if given.get(name) != value
    ]
    for name, (low, high) in _RANGES.items():
        value = given.get(name, low)
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            wrong.append(f"{name} {value!r} is not within {low} to {high}")
    wrong += [f"{name} is no boolean" for name in _SWITCHES if not isinstance(given.get(name, False), bool)]
    if len(str(given.get("client_reference_id", ""))) > 256:
        wrong.append("client_reference_id is longer than 256")
    return [*wrong, *_wrong_hints(given.get("language_hints", [])), *_wrong_context(given.get("context", {}))]


def _wrong_hints(hints: Any) -> list[str]:
    if not isinstance(hints, list) or len(set(map(str, hints))) != len(hints):
        return [f"language_hints {hints!r} is no list of different languages"]
    return [f"language hint {hint!r} is not two letters" for hint in hints if not re.fullmatch("[a-z]{2}", str(hint))]


def _wrong_context(context: Any) -> list[str]:
    if not isinstance(context, dict) or not context.keys() <= _CONTEXT:
        return [f"context {context!r} has other keys than {', '.join(sorted(_CONTEXT))}"]
    terms = context.get("terms", [])
    if not isinstance(terms, list) or not all(isinstance(term, str) and term for term in terms):
        return ["context.terms is no list of words"]
    length = len(str(context))
    return [f"context has {length} characters, more than {_LONGEST_CONTEXT}"] if length > _LONGEST_CONTEXT else []
