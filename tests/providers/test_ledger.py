"""providers/ledger.py"""

from hypothesis import given
from hypothesis import strategies as st

from app.transcript import Transcript
from providers.events import Event, Final, Finalized, Partial
from providers.ledger import Ledger

FAR = 10**9


def begun(at: int = 0) -> Ledger:
    ledger = Ledger()
    ledger.begin(at)
    return ledger


def test_words_that_are_accounted_for_are_final() -> None:
    ledger = begun()
    assert ledger.hear(Partial("alpha bra"), FAR) == [Partial("alpha bra")]
    assert ledger.hear(Partial("alpha bra"), FAR) == []
    assert ledger.hear(Final("alpha bravo", 1600), FAR) == [Final("alpha bravo", 1600)]
    assert ledger.covered == 1600
    assert ledger.hear(Partial(" charlie"), FAR) == [Partial(" charlie")]


def test_nobody_accounts_for_sound_that_was_not_told() -> None:
    ledger = begun(1000)
    assert ledger.hear(Final("alpha", 800), 1500) == [Final("alpha", 1500)]


def test_words_of_which_nobody_knows_the_sound_are_held_and_shown() -> None:
    ledger = begun()
    assert ledger.hear(Final("al", None), FAR) == [Partial("al")]
    assert ledger.hear(Final("pha", None), FAR) == [Partial("alpha")]
    assert ledger.hear(Partial(" bra"), FAR) == [Partial("alpha bra")]
    assert ledger.hear(Final(" bravo", 3200), FAR) == [Final("alpha bravo", 3200)], "coverage is of all before"


def test_coverage_that_did_not_move_is_no_news() -> None:
    ledger = begun()
    ledger.hear(Final("alpha", 1600), FAR)
    assert ledger.hear(Final(" bravo", 1600), FAR) == [Partial(" bravo")]
    ledger.begin(1600)
    assert ledger.hear(Partial("bravo"), FAR) == [Partial(" bravo")], "the next stream says it, once"


def test_silence_is_accounted_for_without_a_word() -> None:
    ledger = begun()
    assert ledger.hear(Final("", 1600), FAR) == [Final("", 1600)]
    assert ledger.hear(Final("", None), FAR) == []


def test_a_tail_ends_with_a_final() -> None:
    ledger = begun()
    ledger.hear(Partial("alpha"), FAR)
    assert ledger.hear(Final("", None), FAR) == [Partial("")]


def test_an_acknowledgement_releases_what_is_held() -> None:
    ledger = begun()
    ledger.hear(Final("alpha", None), FAR)
    ledger.hear(Partial(" noise"), FAR)
    assert ledger.acknowledged(8000) == [Final("alpha", 8000), Partial(" noise"), Finalized()]
    assert ledger.covered == 8000
    assert ledger.acknowledged(9000) == [Finalized()]
    assert ledger.covered == 9000


def test_the_end_releases_what_is_held() -> None:
    ledger = begun()
    ledger.hear(Final("alpha", None), FAR)
    assert ledger.ended(8000) == [Final("alpha", 8000)]
    assert ledger.ended(8000) == []


def test_another_stream_counts_from_where_it_began_and_its_words_get_their_space() -> None:
    ledger = begun()
    ledger.hear(Final("alpha", 1600), FAR)
    ledger.hear(Final(" bra", None), FAR)
    ledger.hear(Partial("vo"), FAR)
    ledger.begin(1500)
    assert ledger.covered == 1600, "what was final stays so, though some of its sound is told again"
    assert ledger.hear(Partial("bravo char"), FAR) == [Partial(" bravo char")]
    assert ledger.hear(Final("", 50), FAR) == [Partial("")]
    assert ledger.hear(Final("bravo", 1700), FAR) == [Final(" bravo", 3200)]
    assert ledger.hear(Final(" charlie", 3000), FAR) == [Final(" charlie", 4500)], "within a stream they are verbatim"


def test_a_stream_may_begin_behind_silence() -> None:
    ledger = begun()
    ledger.hear(Final("alpha", 1600), FAR)
    ledger.begin(2000)
    assert ledger.covered == 2000


def test_a_blank_final_is_not_the_first_word() -> None:
    ledger = begun()
    ledger.hear(Final("alpha", 1600), FAR)
    ledger.begin(1600)
    assert ledger.hear(Final(" ", 100), FAR) == [Final("", 1700)]
    assert ledger.hear(Final("bravo", 200), FAR) == [Final(" bravo", 1800)]


WORDS = "alpha bravo charlie delta echo foxtrot golf hotel india juliett".split()  # noqa: SIM905


@given(st.data())
def test_however_streams_break_every_word_is_there_once(data: st.DataObject) -> None:
    """Word n sounds from sample 10 n on, for 10. Each stream hears the rest, and says some of it in its own manner."""
    ledger = Ledger()
    transcript = Transcript()
    said: list[Event] = []
    for _ in range(data.draw(st.integers(0, 4), "breaks")):
        ledger.begin(ledger.covered)
        said += _speak(data, ledger, whole=False)
    ledger.begin(ledger.covered)
    said += _speak(data, ledger, whole=True)
    said += ledger.acknowledged(10 * len(WORDS))
    for event in said:
        match event:
            case Partial(text):
                transcript = transcript.with_partial(text)
            case Final(text):
                transcript = transcript.with_final(text)
    assert transcript.committed == " ".join(WORDS)


def _speak(data: st.DataObject, ledger: Ledger, *, whole: bool) -> list[Event]:
    begin = ledger.covered
    words = WORDS[begin // 10 :]
    until = len(words) if whole else data.draw(st.integers(0, len(words)), "words said")
    known = data.draw(st.booleans(), "says coverage")
    said: list[Event] = []
    for number, word in enumerate(words[:until]):
        if data.draw(st.booleans(), "shows"):
            said += ledger.hear(Partial(" " * bool(number) + word[:2]), 10 * len(WORDS))
        covered = 10 * (number + 1) if known and data.draw(st.booleans(), "covers") else None
        said += ledger.hear(Final(" " * bool(number) + word, covered), 10 * len(WORDS))
    return said
