"""Files that come with Holdfast, by name. Imports nothing of ours.

They are real files beside this module, in a checkout, in an installed wheel and in a frozen app alike, so that they
can be handed to libraries and programs that want a path.
"""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Recording:
    """Recorded speech (WAV, 16 kHz, mono, 16-bit) and what is said in it."""

    name: str
    path: Path
    words: str
    """In lower case, without punctuation, one space between words."""


def recording(name: str) -> Recording:
    """The recording of that name. Raises LookupError, which names the ones there are."""
    folder = ROOT / "speech"
    path = folder / f"{name}.wav"
    if not path.is_file():
        names = ", ".join(sorted(each.stem for each in folder.glob("*.wav")))
        raise LookupError(f"There is no recording called {name!r}. There are: {names}.")
    return Recording(name, path, path.with_suffix(".txt").read_text(encoding="utf-8").strip())


def recordings() -> tuple[Recording, ...]:
    """The single sentences, for tests and measurements: every recording but the sample that is made of them."""
    return tuple(recording(path.stem) for path in sorted((ROOT / "speech").glob("austen-*.wav")))


def sample_recording() -> Path:
    """What `./run --demo` dictates."""
    return recording("sample").path
