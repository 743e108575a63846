"""From what happened to what is shown: session effects and receipts in, the widgets' plain values out. Pure.

Imports the messages, the receipts, the outcomes, the failures' sentences, who recognised what, and the widgets'
vocabulary (which has no Qt in it).
"""

from dataclasses import dataclass, replace
from datetime import datetime

from providers.errors import Failure

from . import failures, names, outcomes, who
from .insertion.receipt import Landed, Receipt
from .late import LateText
from .messages import Deliver, Outcome, Phase, Show
from .microphone_notes import Note, NoteKind
from .names import billing_page, capitalised
from .outcomes import End
from .ui.status import Action, HistoryEntry, Mark, Notice, Severity, Status, StatusKind

ENTER_KEY = "enter key "
"""What the id of an action begins with that opens the settings where a key is entered; the provider's id follows."""
OPEN_PAGE = "open page "
"""What the id of an action begins with that opens a page; its address follows."""

TAKE_BACK = "take back "
"""What the id of an action begins with that takes a cancelled text back; the dictation's number follows."""

TAP_S = 0.3
"""A press shorter than this that brought no text was a slip of the finger, not a failed dictation: nothing is said."""

NO_SPEECH = "No speech was heard. If you did speak, check the microphone in the settings."
CANCELLED = "Cancelled. The text is in the history."
CANCELLED_PARTLY = "Cancelled. What was inserted while you spoke stays there; all of it is in the history."
CANCEL_AGAIN = "Press {key} again to cancel"
NOTHING_TO_CANCEL = "Cancelled."
UNCONFIRMED = "The recogniser did not confirm the end in time: check the last words."
COPIED = "Copied to the clipboard."
KEPT = "What was recognised until then is in the history."
HELD = "What was recognised until then is on the clipboard and in the history."
HELD_REST = "What was recognised behind the words that are inserted is on the clipboard; all of it is in the history."
KEPT_REST = "What was recognised until then is in the history; its first words were inserted while you spoke."
NOT_TRANSCRIBED = "Nothing was transcribed."
AUDIO_KEPT = "The recording is kept: transcribe it from the history."
RECONNECTING = "Reconnecting…"
ONLY_RECORDED = "What you say is only recorded."
UNHEARD = "Nobody hears what you say: let go."
KEPT_SO_FAR = "What you said is kept."
TAKING_OVER = "{name} takes over."
TOOK_OVER = "{name} took over."
WAITING = "{title}. Trying again…"
KEEP_TALKING = "Keep talking: nothing is lost."
LATE = "More text came for {time}: it is in the history."
LATE_NOTE = "Some of this text came when its time was over, and was inserted nowhere."
CONFIRMED_LATE = "The recogniser confirmed it when its time was over: nothing is missing."
COPY_LATE = "copy late "
"""What the id of an action begins with that copies a text that came late; the dictation's number follows."""

_MARKS = {Landed.INSERTED: Mark.INSERTED, Landed.SENT: Mark.SENT, Landed.COPIED: Mark.COPIED}

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
    audio_kept: bool = False
    """The sound is still there."""
    silent: str = ""
    """What is to be said of the microphone, if nothing but digital silence came from it."""


def status(
    shown: Show,
    hands_free: bool = False,
    chosen: str = "",
    recorded: bool = False,
    cancels: str = "",
    note: Note | None = None,
) -> Status:
    """The state line while a dictation is under way. `chosen`: who was to recognise it. `recorded`: what is said stays,
    whether it is recognised or not. `cancels`: the key that cancels if it is pressed now. `note`: what there is to know
    about the microphone."""
    kind = STATUS_KINDS[shown.phase]
    badge = who.badge(shown.serving, chosen)
    if cancels and kind.speaking:
        return Status(kind, CANCEL_AGAIN.format(key=cancels), badge=badge)
    if shown.given_up and kind.speaking:
        advice = ONLY_RECORDED if recorded else UNHEARD
        return Status(kind, f"{failures.title(shown.given_up)}. {advice}", alone=True)
    if shown.interrupted and kind is not StatusKind.STARTING:
        return Status(kind, _going_on(shown, shown.interrupted, badge), interrupted=True, badge=badge)
    if note and kind.speaking:
        return Status(kind, note.sentence, unheard=note.kind is NoteKind.SILENT, badge=badge)
    if hands_free and kind is StatusKind.LISTENING:
        return Status(kind, "Listening hands-free: tap the key to finish", badge=badge)
    return Status(kind, badge=badge)


def _going_on(shown: Show, broke: Failure, badge: str) -> str:
    """What is done about a stream that broke. `badge`: who goes on, if somebody else does."""
    if badge:
        begun = TAKING_OVER.format(name=capitalised(names.name(shown.serving)))
    elif failures.treatment(broke.kind).waiting:
        begun = WAITING.format(title=failures.title(broke))
    else:
        begun = RECONNECTING
    return f"{begun} {KEEP_TALKING if shown.phase is Phase.LISTENING else KEPT_SO_FAR}"


def entry(
    delivered: Deliver, receipt: Receipt | None, pressed: datetime, about: Circumstances | None = None
) -> HistoryEntry | None:
    """The line of the history; None for a dictation that brought neither text nor trouble."""
    about = about or Circumstances()
    if not delivered.text and delivered.failure is None:
        return None
    told = [sentence for sentence, _ in _told(delivered, receipt, about)]
    if receipt and receipt.rule:
        told.append(receipt.rule)
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
    told = _told(delivered, receipt, about) or _said_in_passing(delivered, receipt, about)
    if not told:
        return None
    worst = max((severity for _, severity in told), key=list(Severity).index)
    return Notice(" ".join(sentence for sentence, _ in told), worst, _action(delivered, about.chosen))


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
    elif broken := _needing_help(delivered):
        told.append((failures.describe(broken), Severity.WARNING))
        if delivered.providers:
            told.append((TOOK_OVER.format(name=capitalised(names.name(delivered.providers[-1]))), Severity.WARNING))
        elif _is_silent(delivered):
            told.append((about.silent or NO_SPEECH, Severity.WARNING))
    if outcomes.end(delivered, receipt) is End.KEPT_AUDIO:
        told.append((NOT_TRANSCRIBED, Severity.TROUBLE))
    if delivered.outcome is Outcome.FAILED and delivered.text:
        on_clipboard = receipt is not None and receipt.landed is Landed.COPIED
        told.append((_where(on_clipboard, bool(delivered.delivered)), Severity.TROUBLE))
    if delivered.outcome is Outcome.UNCONFIRMED:
        told.append((UNCONFIRMED, Severity.WARNING))
    if receipt and receipt.reason:
        told.append((receipt.reason, Severity.TROUBLE if receipt.landed is Landed.NOWHERE else Severity.WARNING))
    if receipt and receipt.note:
        told.append((receipt.note, Severity.WARNING))
    if kept:
        told.append((AUDIO_KEPT, Severity.INFO))
    return told


def _where(on_clipboard: bool, partly: bool) -> str:
    """Where the text is of a dictation that nobody could recognise to the end. `partly`: it was inserted as far as its
    first words."""
    if on_clipboard:
        return HELD_REST if partly else HELD
    return KEPT_REST if partly else KEPT


def _needing_help(delivered: Deliver) -> Failure | None:
    """Why somebody else had to take over, if that will not go away by itself; with whose failure it is."""
    broken = who.needing_help(delivered)
    return replace(broken.failure, provider=broken.failure.provider or broken.provider) if broken else None


def enter_key(provider: str) -> Action:
    """The offer to enter that provider's API key."""
    return Action(ENTER_KEY + provider, "Enter &key…")


def _action(delivered: Deliver, chosen: str) -> Action | None:
    """What helps whoever failed, chosen or not, and whoever is chosen by now."""
    if delivered.outcome is Outcome.CANCELLED and delivered.text:
        return Action(f"{TAKE_BACK}{delivered.dictation}", "&Take back")
    failure = delivered.failure or _needing_help(delivered)
    if failure is None:
        return None
    provider = failure.provider or chosen
    match failures.treatment(failure.kind).help:
        case failures.Help.ENTER_KEY:
            return enter_key(provider)
        case failures.Help.ADD_CREDIT if page := billing_page(provider):
            return Action(OPEN_PAGE + page, "Open the billing page")
    return None


def _said_in_passing(delivered: Deliver, receipt: Receipt | None, about: Circumstances) -> list[tuple[str, Severity]]:
    """What is worth a moment's notice, though nothing is wrong."""
    if delivered.outcome is Outcome.CANCELLED:
        cancelled = CANCELLED_PARTLY if delivered.delivered else CANCELLED
        return [(cancelled if delivered.text else NOTHING_TO_CANCEL, Severity.INFO)]
    if _is_silent(delivered) and about.silent:
        return [(about.silent, Severity.WARNING)]
    if _is_silent(delivered):
        why = [(failures.happened(each.failure), Severity.INFO) for each in delivered.breaks[-1:]]
        return [*why, (NO_SPEECH, Severity.INFO)]
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
    return _MARKS[receipt.landed]


def _is_silent(delivered: Deliver) -> bool:
    return not delivered.text and delivered.spoken >= TAP_S
