"""The log file, and what a command says instead. Imports nothing of ours.

What is logged: what happened and how long it took. What is never logged: a word that was said, a key.
"""

import logging
import sys
import threading
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
MAX_BYTES = 1_000_000


def start_logging(folder: Path) -> str | None:
    """Log into `folder` from now on; a sentence for the user if that cannot be, and the program goes on without."""
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    threading.excepthook = lambda crash: _crashed(crash.exc_type, crash.exc_value, crash.exc_traceback)
    sys.excepthook = _crashed
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handler = RotatingFileHandler(folder / "holdfast.log", maxBytes=MAX_BYTES, backupCount=2, encoding="utf-8")
    except OSError as error:
        return f"No log can be written in {folder} ({error.strerror}). Holdfast works all the same."
    handler.setFormatter(logging.Formatter(FORMAT))
    root.addHandler(handler)
    return None


def start_terminal_logging() -> None:
    """For a command, which says what came of it by itself: only errors in Holdfast go to standard error."""
    handler = logging.StreamHandler()
    handler.setLevel(logging.ERROR)
    handler.setFormatter(logging.Formatter("holdfast: %(message)s"))
    logging.getLogger().addHandler(handler)


def _crashed(kind: type[BaseException], error: BaseException | None, traceback: TracebackType | None) -> None:
    """An error nobody caught is a bug: it goes to the log, and to whoever started the program in a terminal."""
    if error is not None:
        logging.getLogger("holdfast").critical("An error in Holdfast", exc_info=(kind, error, traceback))
        sys.__excepthook__(kind, error, traceback)
