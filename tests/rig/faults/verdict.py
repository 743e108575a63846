"""What was said against what became of it."""

from dataclasses import dataclass
from difflib import SequenceMatcher

from app.messages import Deliver, Outcome


@dataclass(frozen=True, slots=True)
class Verdict:
    """One dictation."""

    spoken: int
    lost: int
    """Words that are neither in the text nor to be heard in a recording that is kept."""
    doubled: int
    """Words of the text that were not said there."""
    claimed: bool
    """The text was called complete, and is not what was said."""
    outcome: str
    told: str = ""
    """What is wrong, for whoever mends it; empty: nothing."""


def judge(spoken: list[str], delivered: Deliver, recorded: list[str] | None) -> Verdict:
    """`recorded`: the words that can be heard in the recording; None: there is none (any more)."""
    said = words_of(delivered.text)
    committed = delivered.outcome is Outcome.COMMITTED
    if not committed:  # words of a provisional text may be pieces
        said = [word for word in said if word in spoken or not any(each.startswith(word) for each in spoken)]
    matched = sum(block.size for block in SequenceMatcher(None, spoken, said, autojunk=False).get_matching_blocks())
    doubled, missing = len(said) - matched, len(spoken) - matched
    claimed = (committed or delivered.answered) and bool(doubled or missing)
    lost = 0 if recorded == spoken else missing
    told = ""
    if lost or doubled or claimed:
        told = (
            f"{delivered.outcome.value}, said {spoken}, text {said}, recorded {recorded}, failure {delivered.failure}"
        )
    return Verdict(len(spoken), lost, doubled, claimed, delivered.outcome.value, told)


def words_of(text: str) -> list[str]:
    """Without what services make of words to please the eye."""
    return [word for word in (each.strip(".,?!").lower() for each in text.split()) if word]
