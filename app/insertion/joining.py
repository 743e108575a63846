"""What stands between two texts: spaces, and the size of the first letter. Pure; imports the function words.

Both go by what precedes the cursor, which is known or not. Where it is not known nothing is changed, unless the user
said otherwise. In doubt the text stays as the recogniser wrote it: a space too few is seen at once, a proper name that
was made small is not.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from .function_words import FUNCTION_WORDS


class Spacing(StrEnum):
    """Where a space is put between two texts."""

    AUTO = "auto"
    """Where what precedes the cursor needs one, as far as that is known."""
    BEFORE = "before"
    """Before each text."""
    AFTER = "after"
    """Behind each text."""
    NEVER = "never"


class Capitals(StrEnum):
    """What becomes of a text's first letter."""

    AUTO = "auto"
    """It goes by what precedes the cursor, as far as that is known."""
    KEEP = "keep"
    """It is as the recogniser wrote it."""


@dataclass(frozen=True, slots=True)
class Style:
    """How texts are joined."""

    spacing: Spacing = Spacing.AUTO
    capitals: Capitals = Capitals.AUTO
    language: str = ""
    """What is spoken: a BCP 47 tag; empty: not known, or several."""

    @property
    def tongue(self) -> str:
        """The language without its region, in small letters."""
        return re.split(r"[-_]", self.language, maxsplit=1)[0].lower()


WITHOUT_SPACES = frozenset({"zh", "yue", "cmn", "wuu", "nan", "ja", "th", "lo", "km", "my", "bo", "dz"})
"""Languages that put none between words or sentences."""
_SCRIPTS_WITHOUT_SPACES = ("CJK ", "HIRAGANA", "KATAKANA", "BOPOMOFO", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN")

_OPENING = frozenset("([{<„‚‹¿¡（［｛「『【〈《")
_CLOSING = frozenset(".,;:!?…)]}>%°‰、。，．；：！？）］｝」』】〉》")
_QUOTES = frozenset("\"'“”‘’«»›`")
"""Opening or closing, as their place and the language have it."""
_POINTING_INWARDS = frozenset({"de", "da", "hr", "sl", "hu", "sr"})
"""Languages that write »so«, or both ways."""
_STICKY = frozenset("/\\@#_~$£¥=")
"""What follows belongs to them: paths, addresses, sums of money."""
_DASHES = frozenset("-‐‑–—")
_SENTENCE_END = frozenset(".!?…。！？")
_WITHIN_SENTENCE = frozenset(",;")
_ELISION = re.compile(r"(?:\b|^)\w{1,8}['’]$")
_ELIDING = frozenset({"fr", "it", "ca", "oc"})
_CLITIC = re.compile(r"['’](?:s|d|m|t|ll|re|ve)\b", re.IGNORECASE)
_ABBREVIATION = re.compile(
    r"(?:\b\w|\b(?:mr|mrs|ms|dr|prof|st|vs|etc|no|nr|bzw|ca|usw|sr|sra|av|approx|resp|cf|al|ex))\.$", re.I
)
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_NEXT_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?[ \t]+(\w+)")


def joined(text: str, style: Style, before: str | None, after: str | None = None) -> str:
    """`text` as it is to be inserted between `before` and `after`, the ends of what stands there; None: not known.

    An empty `before` is the beginning of everything.
    """
    if not text:
        return text
    sized = _sized(text, style, before) if style.capitals is Capitals.AUTO and before is not None else text
    match style.spacing:
        case Spacing.BEFORE if _may_follow_space(sized, style):
            return f" {sized}"
        case Spacing.AFTER if _may_end_in_space(sized, style):
            return f"{sized} "
        case Spacing.AUTO if before is not None:
            lead = " " if needs_space(before, sized, style) else ""
            trail = " " if after and needs_space(sized, after, style) and _is_word(after[0]) else ""
            return f"{lead}{sized}{trail}"
    return sized


def needs_space(before: str, text: str, style: Style) -> bool:
    """Whether a space belongs between the two, neither of which has one there."""
    if not before or before[-1].isspace() or not text or not _may_follow_space(text, style):
        return False
    last = before[-1]
    if _spaceless(last) or last in _OPENING or last in _STICKY:
        return False
    if last in _QUOTES:
        return not (_opens(before, style) or (style.tongue in _ELIDING and _ELISION.search(before)))
    if last in _DASHES:
        return _stands_alone(before)
    return unicodedata.category(last) != "Cf"  # a joiner or a mark of direction is no end of anything


def _may_follow_space(text: str, style: Style) -> bool:
    first = text[0]
    if style.tongue in WITHOUT_SPACES or _spaceless(first) or first.isspace() or first in _CLOSING:
        return False
    if first in _DASHES:
        return not text[1:2].isalnum()
    return not _CLITIC.match(text)


def _may_end_in_space(text: str, style: Style) -> bool:
    return style.tongue not in WITHOUT_SPACES and not text[-1].isspace() and not _spaceless(text[-1])


def _spaceless(character: str) -> bool:
    """Whether its script has no spaces. Hangul has."""
    return unicodedata.name(character, "").startswith(_SCRIPTS_WITHOUT_SPACES) or character in "、。，．；：！？」』）"


def _opens(before: str, style: Style) -> bool:
    """Whether the quotation mark at the end opens: there is nothing before it that it could close."""
    rest = before[:-1]
    if before[-1] in "«»" and style.tongue not in _POINTING_INWARDS:
        return before[-1] == "«"
    return not rest or rest[-1].isspace() or rest[-1] in _OPENING or rest[-1] in _DASHES


def _stands_alone(before: str) -> bool:
    """Whether the dash at the end is one between words, or of a list, and not within a word."""
    return before[-2:-1].isspace() or len(before) == 1


def _is_word(character: str) -> bool:
    return character.isalnum()


# ------------------------------------------------------------------------------------------------ capitals


def _sized(text: str, style: Style, before: str) -> str:
    word = _FIRST_WORD.match(text)
    if word is None:
        return text
    if _in_mid_sentence(before):
        return _lowered(text, word.group(), style)
    return _raised(text, word.group()) if _at_sentence_start(before) else text


def _in_mid_sentence(before: str) -> bool:
    """Plainly: behind a word or a comma of the same line."""
    line = before.rstrip(" \t\xa0")
    return bool(line) and (line[-1].isalpha() or line[-1] in _WITHIN_SENTENCE)


def _at_sentence_start(before: str) -> bool:
    """Plainly: behind a full stop that ends no abbreviation."""
    line = before.rstrip()
    line = line[:-1] if line and line[-1] in _QUOTES else line
    return bool(line) and line[-1] in _SENTENCE_END and not _ABBREVIATION.search(line) and not line.endswith("..")


def _lowered(text: str, word: str, style: Style) -> str:
    """With a small first letter, if the first word is one that never has a capital of its own."""
    words = FUNCTION_WORDS.get(style.tongue, frozenset())
    if not (word[0].isupper() and word[1:] == word[1:].lower() and word.lower() in words):
        return text
    following = _NEXT_WORD.match(text)
    if following and following.group(1)[0].isupper() and following.group(1) != "I":
        return text  # the beginning of a name: The Hague
    return text[0].lower() + text[1:]


def _raised(text: str, word: str) -> str:
    """With a capital, if the first word is a plain one: not iPhone, www.example.org or x86."""
    rest = text[len(word) : len(word) + 2]
    plain = word.islower() and not (rest[:1].isdigit() or (rest[:1] in {".", "@", ":", "/", "_"} and rest[1:].strip()))
    return text[0].upper() + text[1:] if plain and len(text[0].upper()) == 1 else text
