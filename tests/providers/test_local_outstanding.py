"""What a new worker is told again: everything that is not final, nothing that is."""

from hypothesis import given
from hypothesis import strategies as st

from providers.feed import Item, Mark
from providers.local.outstanding import Outstanding


def remembered(*items: Item) -> Outstanding:
    memory = Outstanding()
    for item in items:
        memory.add(item)
    return memory


def test_nothing_is_forgotten_unless_it_is_final() -> None:
    memory = remembered(b"1122", b"3344", Mark.FINALIZE)
    memory.covered(0)
    assert memory.items() == (b"1122", b"3344", Mark.FINALIZE)
    assert memory.position == 0


def test_a_chunk_is_divided_where_the_final_text_ends() -> None:
    memory = remembered(b"1122", b"334455")
    memory.covered(3)
    assert memory.items() == (b"4455",)
    assert memory.position == 3


def test_a_mark_is_kept_until_it_is_answered() -> None:
    memory = remembered(b"1122", Mark.FINALIZE, b"33", Mark.CLOSE)
    memory.covered(2)
    memory.covered(3)
    assert memory.items() == (Mark.FINALIZE, b"33", Mark.CLOSE)
    memory.answered()
    assert memory.items() == (b"33", Mark.CLOSE)
    assert memory.position == 2


def test_an_answer_covers_the_audio_before_its_mark() -> None:
    memory = remembered(b"1122", b"33", Mark.FINALIZE, b"44")
    memory.answered()
    assert memory.items() == (b"44",)
    assert memory.position == 3
    memory.answered()
    assert memory.items() == ()


@given(st.lists(st.integers(1, 50), max_size=20), st.lists(st.integers(0, 1000), max_size=10))
def test_memory_is_always_the_audio_behind_what_is_covered(sizes: list[int], covers: list[int]) -> None:
    total = sum(sizes)
    audio = b"".join(number.to_bytes(2, "little") for number in range(total))
    memory, start = Outstanding(), 0
    for size in sizes:
        memory.add(audio[2 * start : 2 * (start + size)])
        start += size
    reached = 0
    for cover in covers:
        memory.covered(cover)
        reached = max(reached, min(cover, total))
        assert memory.position == reached
        assert b"".join(item for item in memory.items() if isinstance(item, bytes)) == audio[2 * reached :]
