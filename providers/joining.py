"""How the segments of services that leave the spaces to their clients are joined. Pure; imports nothing of ours."""

import re

_CLOSED_UP = "\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uff9f\U00020000-\U0003ffff"
"""Han, kana and their punctuation: scripts that stand without spaces. Thai and its neighbours write none between words,
but one between phrases, and a segment is a phrase."""

_BLANKS = " \t"

_IS_CLOSED_UP = re.compile(f"[{_CLOSED_UP}]")
_BLANK_WITHIN = re.compile(f"(?<=[{_CLOSED_UP}])[{_BLANKS}]+(?=[{_CLOSED_UP}])")

_CLOSES = re.compile(r"[.,;:!?…%)\]}»”’。、，．！？；：）」』】।॥؟،؛]++(?!\w)")  # noqa: RUF001
"""Punctuation that belongs to what is before it. Not the dot of `.NET`, which has a letter behind it."""


def is_closed_up(character: str) -> bool:
    """Whether it (or the first of several) is of a script that stands without spaces."""
    return bool(_IS_CLOSED_UP.match(character))


def close_up(text: str) -> str:
    """`text` without blanks between two characters of a script that has none.

    Deepgram's Japanese comes as words joined by spaces (https://github.com/buxuku/SmartSub/pull/397).
    """
    return _BLANK_WITHIN.sub("", text)


class Joiner:
    """Gives each segment the space it needs in front, and remembers where the last final one ended.

    One space goes between two segments, whether the service put it behind the first, in front of the second or
    nowhere. None goes between two characters of a script without spaces, beside a line break, or in front of closing
    punctuation that has none of its own. In a language without spaces (`spaced=False`) only the service's own stay.
    """

    def __init__(self, spaced: bool = True) -> None:
        self._spaced = spaced
        self._last = ""
        self._blank_behind = False

    def fit(self, text: str) -> str:
        """`text` as it stands behind everything final: for the tail, which will be replaced."""
        body = text.strip(_BLANKS)
        return f" {body}" if body and self._last and self._parted(body, text[0] in _BLANKS) else body

    def commit(self, text: str) -> str:
        """`text` as it stands behind everything final, and final itself from now on."""
        fitted = self.fit(text)
        self._last = fitted[-1:] or self._last
        if text:
            self._blank_behind = text[-1] in _BLANKS
        return fitted

    def _parted(self, body: str, blank_in_front: bool) -> bool:
        if "\n" in (self._last, body[0]):
            return False
        if is_closed_up(self._last) and is_closed_up(body):
            return False
        if blank_in_front:
            return True
        return not _CLOSES.match(body) and (self._blank_behind or self._spaced)


_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
"""Thai, Lao, Burmese, Khmer: no space between words."""


def seam(before: str, text: str) -> str:
    """`text`, the first of another stream, as it stands behind `before`, the last that was final until there.

    The speech was divided between two words. So one space goes there, unless the script writes none.
    """
    body = text.lstrip(_BLANKS)
    if not before or not body or before[-1].isspace() or body[0].isspace() or _CLOSES.match(body):
        return body
    closed_up = all(map(is_closed_up, (before[-1], body[0])))
    return body if closed_up or all(map(_UNSPACED.match, (before[-1], body[0]))) else f" {body}"
