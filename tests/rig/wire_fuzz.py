"""What a broken or hostile service might send, and what must hold whatever it sends."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from providers.codec import Frame
from providers.events import Ended, Failed, Final, Finalized, Partial
from providers.socket_codec import SocketCodec

KEY = "sk-fuzz-0123456789"

# Words of all five protocols, so that keys and values meet more often than by chance.
_WORDS = st.sampled_from(
    """type tokens text is_final is_last from_finalize transcript transcription error error_code message status words
    end start duration channel alternatives event trigger turn_index audio_window_end finished code Results Metadata
    TurnInfo Update EndOfTurn Warning Error flush_done done <fin> manual FORCE_END_TURN_NO_ACTIVE_TURN""".split()  # noqa: SIM905
)

numbers = st.integers() | st.floats() | st.just(10**400) | st.just(-1)
values = st.recursive(
    st.none() | st.booleans() | numbers | st.text(max_size=8) | _WORDS | st.just("\ud800") | st.just(KEY),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_WORDS | st.text(max_size=4), inner, max_size=5),
    max_leaves=12,
)


def messages(folder: Path) -> list[Any]:
    """Every message that the golden transcripts in `folder` hear."""
    steps = (json.loads(line) for path in sorted(folder.glob("*.jsonl")) for line in path.read_text().splitlines())
    return [step["hear"] for step in steps if isinstance(step.get("hear"), dict)]


def frames(folder: Path) -> st.SearchStrategy[Frame]:
    """Arbitrary text and bytes, arbitrary JSON, too deep JSON, and real messages with something replaced or gone."""
    real = st.sampled_from([message for message in messages(folder) if message])
    mutated = st.builds(_mutated, real, st.integers(0, 99), values | st.just(...))
    as_text = (real | mutated | values).map(json.dumps)
    deep = st.sampled_from(["[", '{"a":', "9"]).map(lambda sign: sign * 20_000)
    return as_text | as_text.map(lambda text: text.encode()) | st.text() | st.binary() | deep


def _mutated(message: Any, at: int, value: Any) -> Any:
    copy = json.loads(json.dumps(message))
    places = list(_places(copy))
    holder, key = places[at % len(places)]
    if value is ...:
        del holder[key]
    else:
        holder[key] = value
    return copy


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in list(pairs):
        yield value, key
        yield from _places(inner)


def check_survives(make: Callable[[], SocketCodec], said: list[Frame], asked: int, closing: bool) -> None:
    """`said` is received behind `asked` finalizes; everything promised in `providers/codec.py` holds."""
    codec = make()
    codec.endpoint(KEY)
    codec.audio(bytes(3200))
    for _ in range(asked):
        codec.finalize()
    if closing:
        codec.closing()
    events: list[Any] = []
    for frame in said:
        before = codec.oddities
        got = codec.receive(frame)
        assert codec.oddities >= before
        events += got
    events += codec.closed(None, KEY)
    assert codec.closed(1000, "") == ()
    ends = [event for event in events if isinstance(event, Ended | Failed)]
    assert len(ends) == 1, "exactly one end"
    assert events[-1] is ends[0], "nothing behind the end"
    assert sum(isinstance(event, Finalized) for event in events) <= asked
    covered = 0
    for event in events:
        match event:
            case Partial(text):
                text.encode()
            case Final(text, until):
                text.encode()
                assert until is None or until >= covered
                covered = until or covered
            case Failed(failure):
                assert KEY not in failure.detail
