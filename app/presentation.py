"""From what happened to what is shown: session effects and receipts in, the widgets' plain values out. Pure.

Imports the messages, the receipts, the outcomes, the failures' sentences, who recognised what, and the widgets'
vocabulary (which has no Qt in it).
"""

from dataclasses import dataclass, replace
from datetime import datetime

from . import failures, outcomes, who
from .insertion.receipt import Landed, Receipt
from .late import LateText
from .messages import Deliver, Outcome, Phase, Show
from .outcomes import End
from .ui.status import Action, HistoryEntry, Mark, Notice, Severity, Status, StatusKind

ENTER_KEY = Action("enter key", "Enter &key…")
OPEN_PAGE = "open page "
"""What the id of an action begins with that opens a page; its address follows."""

TAP_S = 0.3
"""A press shorter than this that brought no text was a slip of the finger, not a failed dictation: nothing is said."""

NO_SPEECH = "No speech was heard. If you did speak, check the microphone in the settings."
CANCELLED = "Cancelled. The text is in the history."
NOTHING_TO_CANCEL = "Cancelled."
UNCONFIRMED = "The recogniser did not confirm the end in time: check the last words."
COPIED = "Copied to the clipboard."
KEPT = "What was recognised until then is in the history."
HELD = "What was recognised until then is on the clipboard and in the history."
NOT_TRANSCRIBED = "Nothing of it was transcribed."
AUDIO_KEPT = "The recording is kept: have it transcribed again from the history."
RECONNECTING = "Reconnecting… Keep talking: nothing is lost."
RECONNECTING_AFTERWARDS = "Reconnecting… What you said is kept."
LATE = "More text came for {time}: it is in the history."
LATE_NOTE = "Some of this text came when its time was over, and was inserted nowhere."
CONFIRMED_LATE = "The recogniser confirmed it when its time was over: nothing is missing."
COPY_LATE = "copy late "
"""What the id of an action begins with that copies a text that came late; the dictation's number follows."""

STATUS_KINDS = {
    Phase.STARTING: StatusKind.STARTING,
    Phase.LISTENING: StatusKind.LISTENING,
    Phase.FINALIZING: StatusKind.FINALIZING,
    Phase.SETTLED: StatusKind.FINALIZING,
}


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What there is to know about a dictation besides how it ended."""

    chosen: str = ""
    """Who was to recognise it: an id of `providers/catalogue.py`."""
    billing_page: str | None = None
    """Where credit is added for that provider, if there is such a page."""
    audio_kept: bool = False
    """The sound is still there."""


def status(shown: Show, hands_free: bool = False, chosen: str = "") -> Status:
    """The state line while a dictation is under way. `chosen`: who was to recognise it."""
    kind = STATUS_KINDS[shown.phase]
    badge = who.badge(shown.serving, chosen)
    if shown.interrupted and kind is not StatusKind.STARTING:
        text = RECONNECTING if kind is StatusKind.LISTENING else RECONNECTING_AFTERWARDS
        return Status(kind, text, interrupted=True, badge=badge)
    if hands_free and kind is StatusKind.LISTENING:
        return Status(kind, "Listening hands-free: tap the key to finish", badge=badge)
    return Status(kind, badge=badge)


def entry(
    delivered: Deliver, receipt: Receipt | None, pressed: datetime, about: Circumstances | None = None
) -> HistoryEntry | None:
    """The line of the history; None for a dictation that brought neither text nor trouble."""
    about = about or Circumstances()
    if not delivered.text and delivered.failure is None:
        return None
    told = [sentence for sentence, _ in _told(delivered, receipt, about)]
    if credit := who.sentence(delivered, about.chosen):
        told.append(credit)
    return HistoryEntry(
        delivered.dictation,
        pressed,
        delivered.text,
        _mark(delivered, receipt),
        " ".join(told),
        about.chosen,
        outcomes.end(delivered, receipt).value,
        delivered.providers,
        delivered.answered,
    )


def notice(delivered: Deliver, receipt: Receipt | None, about: Circumstances | None = None) -> Notice | None:
    """What the user should be told about a dictation that ended; None when all is well and the text is there."""
    about = about or Circumstances()
    told = _told(delivered, receipt, about) or _said_in_passing(delivered, receipt)
    if not told:
        return None
    worst = max((severity for _, severity in told), key=list(Severity).index)
    return Notice(" ".join(sentence for sentence, _ in told), worst, _action(delivered, about))


def late_entry(entry: HistoryEntry, late: LateText) -> HistoryEntry:
    """The line of a dictation of which more text came, or word that this is all."""
    answered = entry.answered or late.complete
    if late.text == entry.text:
        note = CONFIRMED_LATE if entry.mark is Mark.UNCONFIRMED else entry.note
        return replace(entry, note=note, answered=answered)
    return replace(
        entry,
        text=late.text,
        mark=entry.mark if entry.mark is Mark.CANCELLED else Mark.LATE,
        note=LATE_NOTE,
        end=End.HELD.value,
        providers=late.providers,
        answered=answered,
    )


def late_notice(entry: HistoryEntry) -> Notice:
    """The offer of that text."""
    copy = Action(f"{COPY_LATE}{entry.id}", "&Copy the whole text")
    return Notice(LATE.format(time=f"{entry.time:%H:%M}"), Severity.INFO, copy)


def copied(receipt: Receipt) -> Notice:
    """What came of copying that a notice had offered."""
    if receipt.landed is Landed.COPIED:
        return Notice(COPIED)
    return Notice(receipt.reason, Severity.TROUBLE)


def _told(delivered: Deliver, receipt: Receipt | None, about: Circumstances) -> list[tuple[str, Severity]]:
    """Everything that was not as it should be: it is told at once, and stays beside the text in the history."""
    told = []
    kept = about.audio_kept and outcomes.audio_needed(delivered)
    if delivered.failure:
        # "Dictate again" is no advice where the recording is there.
        again = kept and failures.treatment(delivered.failure.kind).retry
        said = failures.happened(delivered.failure) if again else failures.describe(delivered.failure)
        told.append((said, Severity.TROUBLE))
    elif broken := who.needing_help(delivered):
        told.append((failures.describe(broken.failure), Severity.WARNING))
    if outcomes.end(delivered, receipt) is End.KEPT_AUDIO:
        told.append((NOT_TRANSCRIBED, Severity.TROUBLE))
    if delivered.outcome is Outcome.FAILED and delivered.text:
        on_clipboard = receipt is not None and receipt.landed is Landed.COPIED
        told.append((HELD if on_clipboard else KEPT, Severity.TROUBLE))
    if delivered.outcome is Outcome.UNCONFIRMED:
        told.append((UNCONFIRMED, Severity.WARNING))
    if receipt and receipt.reason:
        told.append((receipt.reason, Severity.TROUBLE if receipt.landed is Landed.NOWHERE else Severity.WARNING))
    if receipt and receipt.note:
        told.append((receipt.note, Severity.WARNING))
    if kept:
        told.append((AUDIO_KEPT, Severity.INFO))
    return told


def _action(delivered: Deliver, about: Circumstances) -> Action | None:
    failure = delivered.failure
    if failure is None and (broken := who.needing_help(delivered)) and broken.provider in ("", about.chosen):
        failure = broken.failure
    match failures.treatment(failure.kind).help if failure else None:
        case failures.Help.ENTER_KEY:
            return ENTER_KEY
        case failures.Help.ADD_CREDIT if about.billing_page:
            return Action(OPEN_PAGE + about.billing_page, "Open the billing page")
    return None


def _said_in_passing(delivered: Deliver, receipt: Receipt | None) -> list[tuple[str, Severity]]:
    """What is worth a moment's notice, though nothing is wrong."""
    if delivered.outcome is Outcome.CANCELLED:
        return [(CANCELLED if delivered.text else NOTHING_TO_CANCEL, Severity.INFO)]
    if not delivered.text:
        return [(NO_SPEECH, Severity.INFO)] if delivered.spoken >= TAP_S else []
    return [(COPIED, Severity.INFO)] if receipt and receipt.landed is Landed.COPIED else []


def _mark(delivered: Deliver, receipt: Receipt | None) -> Mark:
    if outcomes.end(delivered, receipt) is End.KEPT_AUDIO:
        return Mark.NOT_TRANSCRIBED
    if delivered.outcome is Outcome.CANCELLED:
        return Mark.CANCELLED
    if delivered.outcome is Outcome.FAILED and delivered.text:
        return Mark.INCOMPLETE
    if receipt is None or receipt.landed is Landed.NOWHERE:
        return Mark.FAILED
    if delivered.outcome is Outcome.UNCONFIRMED:
        return Mark.UNCONFIRMED
    return Mark.INSERTED if receipt.landed is Landed.INSERTED else Mark.COPIED
