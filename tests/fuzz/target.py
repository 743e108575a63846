"""One target for libFuzzer: a codec, given whatever a broken or hostile service might send.

Run by tests/fuzz/run. What must hold is the same as in the property tests (rig/wire_fuzz.py); what differs is who
invents the frames: here the branches taken decide which input is worth changing further.
"""

import json
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["providers"]):
    from providers.services import SERVICES

from rig.wire_fuzz import check_survives, messages

TRANSCRIPTS = Path(__file__).parents[1] / "transcripts"
SEPARATOR = b"\n"


def sow(provider: str, corpus: Path) -> None:
    """Every golden transcript of the provider is one input to begin with."""
    for path in sorted((TRANSCRIPTS / provider).glob("*.jsonl")):
        steps = (json.loads(line) for line in path.read_text().splitlines())
        heard = [step["hear"] for step in steps if isinstance(step.get("hear"), dict)]
        if heard:
            frames = SEPARATOR.join(json.dumps(each).encode() for each in heard)
            (corpus / path.stem).write_bytes(bytes([3]) + frames)


def main(provider: str, corpus: Path) -> None:
    sow(provider, corpus)
    assert messages(TRANSCRIPTS / provider)
    service = SERVICES[provider]
    options = {option.name: option.default for option in service.info.options}

    def make():
        return service.make(None, options, (), None)

    def once(data: bytes) -> None:
        flags, frames = data[:1] or b"\0", data[1:].split(SEPARATOR)
        texts = [frame.decode("utf-8", "replace") for frame in frames]
        check_survives(make, texts, asked=flags[0] >> 1 & 3, closing=bool(flags[0] & 1))

    atheris.Setup([sys.argv[0], str(corpus), *sys.argv[3:]], once)
    atheris.Fuzz()


main(sys.argv[1], Path(sys.argv[2]))
