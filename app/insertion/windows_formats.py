"""Which of the formats on Windows' clipboard are content worth keeping, and how a text lies there. Pure;
imports nothing of ours.

https://learn.microsoft.com/windows/win32/dataxchg/standard-clipboard-formats
"""

import struct
from collections.abc import Iterable

CF_TEXT, CF_OEMTEXT, CF_DIB, CF_UNICODETEXT, CF_DIBV5 = 1, 7, 8, 13, 17

_STANDARD = {
    CF_TEXT: "CF_TEXT",
    4: "CF_SYLK",
    5: "CF_DIF",
    6: "CF_TIFF",
    CF_OEMTEXT: "CF_OEMTEXT",
    CF_DIB: "CF_DIB",
    11: "CF_RIFF",
    12: "CF_WAVE",
    CF_UNICODETEXT: "CF_UNICODETEXT",
    15: "CF_HDROP",
    16: "CF_LOCALE",
    CF_DIBV5: "CF_DIBV5",
}
"""Those whose data is plain memory. The others are handles of drawing objects, which Windows makes from these anew
(synthesized formats), or are drawn by their owner."""

_NUMBERS = {name: number for number, name in _STANDARD.items()}

_ALIKE = ({CF_UNICODETEXT, CF_TEXT, CF_OEMTEXT}, {CF_DIBV5, CF_DIB})
"""Windows makes one from the other, and lists what it made behind what was put there: the first is the original."""

_REGISTERED = range(0xC000, 0x10000)

_OF_ITS_OWNER = {"DataObject", "Ole Private Data", "OwnerLink", "ObjectLink", "Link Source", "Embed Source"}
"""They name windows and objects of the program that put them there: worth nothing from anybody else."""

EXCLUSIONS = {
    "ExcludeClipboardContentFromMonitorProcessing": struct.pack("<I", 0),
    "CanIncludeInClipboardHistory": struct.pack("<I", 0),
    "CanUploadToCloudClipboard": struct.pack("<I", 0),
}
"""Formats that keep a text out of histories, and off other computers; the first one by being there at all.
https://learn.microsoft.com/windows/win32/dataxchg/clipboard-formats#cloud-clipboard-and-clipboard-history-formats"""


def worth_keeping(offered: Iterable[tuple[int, str]]) -> tuple[tuple[int, str], ...]:
    """Of the formats on the clipboard, in their order, as number and registered name: those to read, with the name
    under which a snapshot keeps them."""
    kept: list[tuple[int, str]] = []
    seen: set[int] = set()
    for number, registered in offered:
        alike = next((group for group in _ALIKE if number in group), {number})
        name = registered if number in _REGISTERED else _STANDARD.get(number, "")
        if name and name not in _OF_ITS_OWNER and not alike & seen:
            kept.append((number, name))
            seen.add(number)
    return tuple(kept)


def standard_number(name: str) -> int | None:
    """The number of a standard format by the name in a snapshot; None if it is one to register."""
    return _NUMBERS.get(name)


def unicode_text(text: str) -> bytes:
    """CF_UNICODETEXT: UTF-16, lines ended by carriage return and line feed, and a zero at the end."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")
    return (lines.replace("\0", "") + "\0").encode("utf-16-le", "replace")
