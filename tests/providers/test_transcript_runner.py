"""The runner of the golden transcripts finds what differs, and says where."""

import json
from pathlib import Path

import pytest

from providers.cartesia import CartesiaCodec, CartesiaOptions
from rig import transcripts
from rig.transcripts import Mismatch, replay

GOOD = [
    {"codec": {}},
    {"do": "opening", "sends": []},
    {"do": "audio", "samples": 5},
    {"do": "finalize", "sends": ["finalize"]},
    {"hear": {"type": "transcript", "is_final": True, "text": "a"}, "says": [["final", "a"]]},
    {"hear": {"type": "flush_done"}, "says": ["finalized"]},
    {"certain": False},
    {"oddities": 0},
    {"refused": [401, {}, "x"], "is": ["auth", "x"]},
    {"closed": [1006, ""], "says": [["failed", "network", "broke"]]},
]
WRONG = {
    2: {"do": "opening", "sends": ["x"]},
    4: {"do": "finalize", "sends": [{"type": "finalize"}]},
    5: {**GOOD[4], "says": [["final", "a", 7]]},
    6: {**GOOD[5], "says": []},
    7: {"certain": True},
    8: {"oddities": 1},
    9: {**GOOD[8], "is": ["auth", "y"]},
    10: {**GOOD[9], "says": [["failed", "network", "elsewhere"]]},
}


def play(folder: Path, monkeypatch: pytest.MonkeyPatch, steps: list[dict]) -> None:
    path = folder / "t.jsonl"
    path.write_text("\n".join(json.dumps(step) for step in steps))
    monkeypatch.setattr(transcripts, "FOLDER", folder / "a" / "b")
    replay(path, lambda **options: CartesiaCodec(CartesiaOptions(**options)))


def test_a_good_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    play(tmp_path, monkeypatch, GOOD)


@pytest.mark.parametrize("line", [*WRONG, 3])
def test_every_difference_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: int) -> None:
    step = WRONG.get(line, {"do": "sing", "sends": []})
    with pytest.raises(Mismatch, match=rf"t\.jsonl:{line}: "):
        play(tmp_path, monkeypatch, [*GOOD[: line - 1], step, *GOOD[line:]])
