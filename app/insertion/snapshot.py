"""What was on a clipboard, and which of its formats are worth keeping. Imports nothing of ours; knows no Qt.

Facts, measured on X11: a source that offers an image offers up to 24 encodings of it, all made on demand; reading
every one of a 1500x1000 image took 475 ms. Some names on offer are no content but questions (TIMESTAMP) or even orders:
converting to DELETE makes the owner delete its selection (https://x.org/releases/X11R7.6/doc/xorg-docs/specs/ICCCM/icccm.html,
2.6.3).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

CAP = 32 * 1024 * 1024
"""Bytes of one clipboard that are kept, over all formats."""

_IMAGES_BY_WORTH = ("image/png", "image/tiff", "image/bmp", "image/jpeg")
_KEPT_WITHOUT_SLASH = ("x-kde-passwordManagerHint",)
_UTF8 = ("UTF8_STRING", "text/plain;charset=utf-8", "text/plain;charset=UTF-8")
"""Names of the same bytes. A `text/plain` without a charset is in whatever encoding its owner likes."""
_SYNTHETIC = ("application/x-qt-image",)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The content of one clipboard: format name and bytes, in the order in which its owner offered them."""

    formats: tuple[tuple[str, bytes], ...] = ()


def worth_keeping(offered: Sequence[str]) -> tuple[str, ...]:
    """The formats to read, in the order offered: everything that is content, and of the images the best one."""
    content = [name for name in dict.fromkeys(offered) if _is_content(name)]
    image = _best_image(name for name in content if name.startswith("image/"))
    return tuple(name for name in content if not name.startswith("image/") or name == image)


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask the owner of an X selection for."""

    target: str
    names: tuple[str, ...]
    """The formats that the answer is, as a MIME type each."""
    rank: int
    """Lower ones first: who hangs in the middle should have told what is worth most."""

    def decoded(self, data: bytes) -> bytes:
        """The bytes of the format. STRING is ISO 8859-1 (ICCCM, 2.6.2); everything else is kept as it is."""
        return data.decode("latin-1").encode() if self.target == "STRING" else data


def x11_requests(targets: Sequence[str]) -> tuple[Request, ...]:
    """What to ask an owner for that offers these targets. A text is asked for once, whatever names it has."""
    text = next((name for name in (*_UTF8, "text/plain", "STRING") if name in targets), None)
    same = tuple(name for name in targets if name in _UTF8 and "/" in name and text in _UTF8)
    rest = tuple(name for name in worth_keeping(targets) if name != "text/plain" and name not in same)
    others = tuple(Request(name, (name,), 2 if name.startswith("image/") else 1) for name in rest)
    return (Request(text, ("text/plain", *same), 0), *others) if text else others


def _is_content(name: str) -> bool:
    return ("/" in name and name not in _SYNTHETIC) or name in _KEPT_WITHOUT_SLASH


def _best_image(names: Iterable[str]) -> str | None:
    """Lossless and widely read before anything else."""
    present = list(names)
    ranked = [name for name in _IMAGES_BY_WORTH if name in present] + present
    return ranked[0] if ranked else None
