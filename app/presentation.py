"""From what happened to what is shown: session effects and receipts in, the widgets' plain values out. Pure.

Imports the messages, the receipts, the failures' sentences and the widgets' vocabulary (which has no Qt in it).
"""

from datetime import datetime

from . import failures
from .insertion.receipt import Landed, Receipt
from .messages import Deliver, Outcome, Phase, Show
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

STATUS_KINDS = {
    Phase.STARTING: StatusKind.STARTING,
    Phase.LISTENING: StatusKind.LISTENING,
    Phase.FINALIZING: StatusKind.FINALIZING,
    Phase.SETTLED: StatusKind.FINALIZING,
}


def status(shown: Show, hands_free: bool = False) -> Status:
    """The state line while a dictation is under way."""
    kind = STATUS_KINDS[shown.phase]
    if hands_free and kind is StatusKind.LISTENING:
        return Status(kind, "Listening hands-free: tap the key to finish")
    return Status(kind)


def should_insert(delivered: Deliver) -> bool:
    """Whether the text goes to the focused program. A failed or cancelled one is kept, never put in unasked."""
    return bool(delivered.text) and delivered.outcome in (Outcome.COMMITTED, Outcome.UNCONFIRMED)


def entry(delivered: Deliver, receipt: Receipt | None, pressed: datetime) -> HistoryEntry | None:
    """The line of the history; None for a dictation that brought neither text nor trouble."""
    if not delivered.text and delivered.failure is None:
        return None
    note = " ".join(sentence for sentence, _ in _told(delivered, receipt))
    return HistoryEntry(delivered.dictation, pressed, delivered.text, _mark(delivered, receipt), note)


def notice(delivered: Deliver, receipt: Receipt | None, billing_page: str | None = None) -> Notice | None:
    """What the user should be told about a dictation that ended; None when all is well and the text is there.

    `billing_page`: where credit is added for the provider in use, if there is such a page.
    """
    told = _told(delivered, receipt) or _said_in_passing(delivered, receipt)
    if not told:
        return None
    worst = max((severity for _, severity in told), key=list(Severity).index)
    return Notice(" ".join(sentence for sentence, _ in told), worst, _action(delivered, billing_page))


def _told(delivered: Deliver, receipt: Receipt | None) -> list[tuple[str, Severity]]:
    """Everything that was not as it should be: it is told at once, and stays beside the text in the history."""
    told = []
    if delivered.failure:
        told.append((failures.describe(delivered.failure), Severity.TROUBLE))
    if delivered.outcome is Outcome.FAILED and delivered.text:
        told.append((KEPT, Severity.TROUBLE))
    if delivered.outcome is Outcome.UNCONFIRMED:
        told.append((UNCONFIRMED, Severity.WARNING))
    if receipt and receipt.reason:
        told.append((receipt.reason, Severity.TROUBLE if receipt.landed is Landed.NOWHERE else Severity.WARNING))
    if receipt and receipt.note:
        told.append((receipt.note, Severity.WARNING))
    return told


def _action(delivered: Deliver, billing_page: str | None) -> Action | None:
    match failures.treatment(delivered.failure.kind).help if delivered.failure else None:
        case failures.Help.ENTER_KEY:
            return ENTER_KEY
        case failures.Help.ADD_CREDIT if billing_page:
            return Action(OPEN_PAGE + billing_page, "Open the billing page")
    return None


def _said_in_passing(delivered: Deliver, receipt: Receipt | None) -> list[tuple[str, Severity]]:
    """What is worth a moment's notice, though nothing is wrong."""
    if delivered.outcome is Outcome.CANCELLED:
        return [(CANCELLED if delivered.text else NOTHING_TO_CANCEL, Severity.INFO)]
    if not delivered.text:
        return [(NO_SPEECH, Severity.INFO)] if delivered.spoken >= TAP_S else []
    return [(COPIED, Severity.INFO)] if receipt and receipt.landed is Landed.COPIED else []


def _mark(delivered: Deliver, receipt: Receipt | None) -> Mark:
    if delivered.outcome is Outcome.CANCELLED:
        return Mark.CANCELLED
    if receipt is None or receipt.landed is Landed.NOWHERE:
        return Mark.FAILED
    if delivered.outcome is Outcome.UNCONFIRMED:
        return Mark.UNCONFIRMED
    return Mark.INSERTED if receipt.landed is Landed.INSERTED else Mark.COPIED
