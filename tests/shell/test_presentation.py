"""app/presentation.py: every way a dictation can end, and what the user is told about it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app import presentation
from app.insertion.receipt import Landed, Receipt
from app.late import LateText
from app.messages import Break, Deliver, Outcome, Phase, Show
from app.microphone_notes import Note, NoteKind
from app.names import billing_page
from app.outcomes import End
from app.presentation import Circumstances
from app.ui.status import Action, Mark, Notice, Severity, Status, StatusKind
from providers.errors import Failure, FailureKind

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
BROKEN = Failure(FailureKind.NETWORK, "the connection was reset")
UNPLUGGED = Failure(FailureKind.DEVICE, "The microphone stopped delivering sound.")
INSERTED = Receipt(Landed.INSERTED)
ON_CLIPBOARD = Receipt(Landed.COPIED)
NO_ANSWER = Failure(FailureKind.TIMEOUT, "")
SOUND_KEPT = Circumstances("soniox", audio_kept=True)


def deliver(text="some words", outcome=Outcome.COMMITTED, failure=None, spoken=2.0, **more):
    answered = outcome in (Outcome.COMMITTED, Outcome.CANCELLED)
    return Deliver(7, text, outcome, spoken, failure, **{"answered": answered, **more})


@pytest.mark.parametrize(
    ("phase", "kind"),
    [
        (Phase.STARTING, StatusKind.STARTING),
        (Phase.LISTENING, StatusKind.LISTENING),
        (Phase.FINALIZING, StatusKind.FINALIZING),
        (Phase.SETTLED, StatusKind.FINALIZING),
    ],
)
def test_each_phase_has_its_status(phase, kind):
    assert presentation.status(Show(1, phase, "", "")).kind is kind


def test_hands_free_says_how_it_ends_but_only_while_it_listens():
    assert "tap" in presentation.status(Show(1, Phase.LISTENING, "", ""), hands_free=True).sentence
    assert "tap" not in presentation.status(Show(1, Phase.FINALIZING, "", ""), hands_free=True).sentence


@pytest.mark.parametrize("hands_free", [False, True])
@pytest.mark.parametrize(
    ("phase", "kind", "sentence"),
    [
        (Phase.LISTENING, StatusKind.LISTENING, "Reconnecting… Keep talking: nothing is lost."),
        (Phase.FINALIZING, StatusKind.FINALIZING, "Reconnecting… What you said is kept."),
    ],
)
def test_an_interruption_is_no_error_and_says_that_nothing_is_lost(phase, kind, sentence, hands_free):
    shown = presentation.status(Show(1, phase, "", "", BROKEN), hands_free)
    assert (shown.kind, shown.sentence, shown.interrupted) == (kind, sentence, True)


def test_one_that_is_waited_for_is_not_connected_to_again():
    busy = Failure(FailureKind.LIMIT, "Soniox: too many", provider="soniox")
    shown = presentation.status(Show(1, Phase.LISTENING, "", "", busy), chosen="soniox")
    assert shown.sentence == "Soniox takes no more requests just now. Trying again… Keep talking: nothing is lost."


@pytest.mark.parametrize(("recorded", "advice"), [(True, presentation.ONLY_RECORDED), (False, presentation.UNHEARD)])
@pytest.mark.parametrize("hands_free", [True, False])
def test_who_speaks_to_nobody_is_told_why_and_what_becomes_of_it(recorded, advice, hands_free):
    refused = Failure(FailureKind.AUTH, "Soniox: wrong key", provider="soniox")
    shown = Show(1, Phase.LISTENING, "some", " words", given_up=refused)
    told = presentation.status(shown, hands_free, "soniox", recorded)
    assert told.sentence == f"Soniox cannot be used without a valid API key. {advice}"
    assert (told.kind, told.alone, told.interrupted) == (StatusKind.LISTENING, True, False)
    later = presentation.status(replace(shown, phase=Phase.FINALIZING), hands_free, "soniox", recorded)
    assert not later.alone


@pytest.mark.parametrize("kind", [FailureKind.AUTH, FailureKind.LIMIT, FailureKind.NETWORK])
def test_where_somebody_else_takes_over_that_is_what_is_said(kind):
    shown = presentation.status(Show(1, Phase.LISTENING, "", "", Failure(kind, "no"), "local"), chosen="soniox")
    assert shown.sentence == "The offline recogniser takes over. Keep talking: nothing is lost."
    assert (shown.interrupted, shown.badge) == (True, "Offline recogniser")


def test_before_the_microphone_is_live_that_is_what_counts():
    shown = presentation.status(Show(1, Phase.STARTING, "", "", BROKEN))
    assert (shown.kind, shown.text, shown.interrupted) == (StatusKind.STARTING, "", False)


@pytest.mark.parametrize("interrupted", [None, BROKEN])
@pytest.mark.parametrize("hands_free", [False, True])
def test_a_badge_says_who_recognises_if_it_is_not_the_one_that_was_chosen(interrupted, hands_free):
    shown = Show(1, Phase.LISTENING, "", "", interrupted, "local")
    assert presentation.status(shown, hands_free, "soniox").badge == "Offline recogniser"
    assert presentation.status(shown, hands_free, "local").badge == ""


def test_when_all_is_well_nothing_is_said():
    assert presentation.notice(deliver(), INSERTED) is None
    entry = presentation.entry(deliver(), INSERTED, NOON)
    assert (entry.id, entry.time, entry.text, entry.mark, entry.note) == (7, NOON, "some words", Mark.INSERTED, "")


def test_a_slip_of_the_finger_is_not_worth_a_word_but_silence_is():
    assert presentation.notice(deliver("", spoken=0.05), None) is None
    assert "No speech" in presentation.notice(deliver("", spoken=2.0), None).text
    assert presentation.entry(deliver(""), None, NOON) is None


def test_a_cancelled_text_is_kept():
    cancelled = deliver(outcome=Outcome.CANCELLED)
    assert "history" in presentation.notice(cancelled, None).text
    assert presentation.entry(cancelled, None, NOON).mark is Mark.CANCELLED
    assert presentation.notice(deliver("", Outcome.CANCELLED), None).text == presentation.NOTHING_TO_CANCEL


def test_copied_by_choice_is_said_in_passing_and_copied_for_want_of_a_receipt_with_its_reason():
    chosen = presentation.notice(deliver(), Receipt(Landed.COPIED))
    assert (chosen.text, chosen.severity) == (presentation.COPIED, Severity.INFO)
    forced = Receipt(Landed.COPIED, "The program did not take it: press Ctrl+V.")
    told = presentation.notice(deliver(), forced)
    assert (told.text, told.severity) == (forced.reason, Severity.WARNING)
    entry = presentation.entry(deliver(), forced, NOON)
    assert (entry.mark, entry.note) == (Mark.COPIED, forced.reason)


def test_nowhere_is_trouble():
    nowhere = Receipt(Landed.NOWHERE, "Copy it from the history.")
    assert presentation.notice(deliver(), nowhere).severity is Severity.TROUBLE
    assert presentation.entry(deliver(), nowhere, NOON).mark is Mark.FAILED


def test_a_typed_text_is_not_said_to_have_arrived():
    typed = Receipt(Landed.SENT)
    assert presentation.notice(deliver(), typed) is None
    assert presentation.entry(deliver(), typed, NOON).mark is Mark.SENT


def test_a_success_with_a_price_names_the_price():
    lossy = Receipt(Landed.INSERTED, note="The clipboard could not be given back.")
    assert presentation.notice(deliver(), lossy).text == lossy.note
    entry = presentation.entry(deliver(), lossy, NOON)
    assert (entry.mark, entry.note) == (Mark.INSERTED, lossy.note)


def test_unconfirmed_is_marked_and_not_hidden_by_where_it_landed():
    told = presentation.notice(deliver(outcome=Outcome.UNCONFIRMED), Receipt(Landed.COPIED, "Press Ctrl+V."))
    assert told.text == f"{presentation.UNCONFIRMED} Press Ctrl+V."
    entry = presentation.entry(deliver(outcome=Outcome.UNCONFIRMED), INSERTED, NOON)
    assert (entry.mark, entry.note) == (Mark.UNCONFIRMED, presentation.UNCONFIRMED)


def test_a_failure_is_told_and_says_where_the_text_is():
    with_text = deliver(outcome=Outcome.FAILED, failure=BROKEN)
    at_once = presentation.notice(with_text, None)
    assert "the connection was reset" in at_once.text and presentation.KEPT in at_once.text
    assert at_once.severity is Severity.TROUBLE
    told = presentation.notice(with_text, ON_CLIPBOARD)
    assert presentation.HELD in told.text and presentation.KEPT not in told.text
    entry = presentation.entry(with_text, ON_CLIPBOARD, NOON)
    assert (entry.mark, entry.text) == (Mark.INCOMPLETE, "some words")
    refused = presentation.notice(with_text, Receipt(Landed.NOWHERE, "The clipboard did not take it."))
    assert presentation.KEPT in refused.text and "did not take it" in refused.text


def test_what_nobody_could_recognise_is_called_so():
    silent = deliver("", Outcome.FAILED, NO_ANSWER)
    told = presentation.notice(silent, None)
    assert presentation.NOT_TRANSCRIBED in told.text and presentation.KEPT not in told.text
    assert told.severity is Severity.TROUBLE
    assert presentation.entry(silent, None, NOON).mark is Mark.NOT_TRANSCRIBED
    cancelled = deliver("", Outcome.CANCELLED, NO_ANSWER, answered=False)
    assert presentation.entry(cancelled, None, NOON).mark is Mark.NOT_TRANSCRIBED


def test_without_any_sound_there_was_nothing_to_transcribe():
    dead = deliver("", failure=UNPLUGGED, recorded=False)
    assert presentation.NOT_TRANSCRIBED not in presentation.notice(dead, None).text
    assert presentation.entry(dead, None, NOON).mark is Mark.FAILED


@pytest.mark.parametrize(
    "delivered",
    [
        deliver("", Outcome.FAILED, NO_ANSWER),
        deliver(outcome=Outcome.FAILED, failure=BROKEN),
        deliver(outcome=Outcome.UNCONFIRMED),
    ],
)
def test_sound_that_is_still_needed_is_said_to_be_there_only_if_it_is(delivered):
    assert presentation.AUDIO_KEPT in presentation.notice(delivered, None, SOUND_KEPT).text
    assert presentation.AUDIO_KEPT in presentation.entry(delivered, None, NOON, SOUND_KEPT).note
    assert presentation.AUDIO_KEPT not in presentation.notice(delivered, None).text
    assert presentation.notice(deliver(), INSERTED, SOUND_KEPT) is None


ENTER_SONIOX = Action("enter key soniox", "Enter &key…")
PAY_SONIOX = Action(f"open page {billing_page('soniox')}", "Open the billing page")
PAY_DEEPGRAM = Action(f"open page {billing_page('deepgram')}", "Open the billing page")


@pytest.mark.parametrize(
    ("kind", "action"),
    [
        (FailureKind.AUTH, ENTER_SONIOX),
        (FailureKind.QUOTA, PAY_SONIOX),
        (FailureKind.LIMIT, None),
        (FailureKind.NETWORK, None),
        (FailureKind.UNSUPPORTED, None),
    ],
)
def test_a_failure_offers_what_helps(kind, action):
    failure = Failure(kind, "Soniox: no")
    told = presentation.notice(deliver("", Outcome.FAILED, failure), None, Circumstances("soniox"))
    assert told.action == action
    # Also when somebody else took over, unless it goes away by itself.
    mended = deliver(providers=("local",), breaks=(Break("soniox", failure),))
    told = presentation.notice(mended, INSERTED, Circumstances("soniox"))
    assert (told is None) == (kind in (FailureKind.LIMIT, FailureKind.NETWORK))
    assert told is None or (told.action, told.severity) == (action, Severity.WARNING)


def test_what_helps_is_for_the_one_that_failed_and_not_for_the_one_that_is_chosen():
    broke = Failure(FailureKind.QUOTA, "Deepgram: no", provider="deepgram")
    for chosen in ("soniox", "local", ""):
        failed = deliver("", Outcome.FAILED, broke)
        assert presentation.notice(failed, None, Circumstances(chosen)).action == PAY_DEEPGRAM
        for broken in (Break("deepgram", replace(broke, provider="")), Break("", broke)):
            mended = deliver(providers=("local",), breaks=(broken,))
            assert presentation.notice(mended, INSERTED, Circumstances(chosen)).action == PAY_DEEPGRAM


def test_where_nobody_knows_who_failed_or_where_to_pay_no_page_is_offered():
    failed = deliver("", Outcome.FAILED, Failure(FailureKind.QUOTA, "no"))
    assert presentation.notice(failed, None).action is None
    assert presentation.notice(failed, None, Circumstances("local")).action is None


def test_who_took_over_is_said_with_what_has_to_be_done():
    refused = Break("soniox", Failure(FailureKind.AUTH, "Soniox: wrong key"))
    told = presentation.notice(deliver(providers=("local",), breaks=(refused,)), INSERTED, Circumstances("soniox"))
    assert told.text == (
        "Soniox cannot be used without a valid API key: wrong key. Enter the key in the settings, or choose another "
        "recogniser. The offline recogniser took over."
    )


def test_silence_behind_a_break_is_not_only_the_microphones_fault():
    busy = Break("soniox", Failure(FailureKind.LIMIT, "Soniox: too many", provider="soniox"))
    told = presentation.notice(deliver("", breaks=(busy,)), None, Circumstances("soniox"))
    assert told.text == f"Soniox takes no more requests just now: too many. {presentation.NO_SPEECH}"
    refused = Break("soniox", Failure(FailureKind.AUTH, "Soniox: wrong key"))
    told = presentation.notice(deliver("", breaks=(refused,)), None, Circumstances("soniox"))
    assert "valid API key" in told.text and told.text.endswith(presentation.NO_SPEECH)
    assert told.action == ENTER_SONIOX
    slip = presentation.notice(deliver("", breaks=(refused,), spoken=0.1), None, Circumstances("soniox"))
    assert presentation.NO_SPEECH not in slip.text


def test_the_history_says_who_recognised_it_and_nobody_is_bothered_with_it():
    mended = deliver(providers=("soniox", "local"), breaks=(Break("soniox", BROKEN),))
    entry = presentation.entry(mended, INSERTED, NOON, Circumstances("soniox"))
    assert entry.mark is Mark.INSERTED
    assert entry.note == "Recognised by Soniox until the connection broke, then by the offline recogniser."
    assert presentation.notice(mended, INSERTED, Circumstances("soniox")) is None


def test_no_speech_from_another_recogniser_is_no_line():
    refused = Break("soniox", Failure(FailureKind.AUTH, "wrong key"))
    assert presentation.entry(deliver("", breaks=(refused,)), None, NOON) is None


def test_more_text_is_offered_and_marked():
    entry = presentation.entry(deliver(outcome=Outcome.UNCONFIRMED), INSERTED, NOON)
    assert entry.end == End.COMMITTED.value
    late = presentation.late_entry(entry, LateText(7, "some words more", ("soniox", "local")))
    assert (late.id, late.text, late.mark, late.note) == (7, "some words more", Mark.LATE, presentation.LATE_NOTE)
    assert (late.end, late.providers) == (End.HELD.value, ("soniox", "local"))
    assert (entry.answered, late.answered) == (False, False)
    told = presentation.late_notice(late)
    assert told.text == "More text came for 12:00: it is in the history."
    assert told.action.id == "copy late 7"


def test_word_that_this_is_all_is_noted_and_ends_the_doubt():
    doubtful = presentation.entry(deliver(outcome=Outcome.UNCONFIRMED), INSERTED, NOON)
    whole = LateText(7, doubtful.text, complete=True)
    confirmed = presentation.late_entry(doubtful, whole)
    assert (confirmed.note, confirmed.answered, confirmed.end) == (presentation.CONFIRMED_LATE, True, doubtful.end)
    late = presentation.late_entry(doubtful, LateText(7, "some words more"))
    all_of_it = presentation.late_entry(late, LateText(7, "some words more", complete=True))
    assert (all_of_it.note, all_of_it.mark, all_of_it.answered) == (presentation.LATE_NOTE, Mark.LATE, True)


def test_where_the_recording_is_there_nobody_is_told_to_dictate_again():
    silent = deliver("", Outcome.FAILED, NO_ANSWER)
    assert "Dictate again" in presentation.notice(silent, None).text
    assert "Dictate again" not in presentation.notice(silent, None, SOUND_KEPT).text
    refused = deliver("", Outcome.FAILED, Failure(FailureKind.AUTH, "Soniox: wrong key"))
    assert "Enter the key" in presentation.notice(refused, None, SOUND_KEPT).text


def test_a_cancelled_text_stays_cancelled_when_more_of_it_comes():
    entry = presentation.entry(deliver(outcome=Outcome.CANCELLED), None, NOON)
    assert presentation.late_entry(entry, LateText(7, "some words more")).mark is Mark.CANCELLED


def test_a_microphone_that_vanished_does_not_make_the_inserted_text_a_failure():
    vanished = deliver(failure=UNPLUGGED)
    entry = presentation.entry(vanished, INSERTED, NOON)
    assert entry.mark is Mark.INSERTED
    assert "stopped delivering" in entry.note


def test_copying_on_offer_says_what_came_of_it():
    assert presentation.copied(ON_CLIPBOARD).text == presentation.COPIED
    refused = presentation.copied(Receipt(Landed.NOWHERE, "The clipboard did not take it."))
    assert (refused.text, refused.severity) == ("The clipboard did not take it.", Severity.TROUBLE)


@pytest.mark.parametrize("phase", [Phase.STARTING, Phase.LISTENING])
def test_whoever_pressed_the_cancel_key_once_is_told_to_press_it_again(phase):
    shown = presentation.status(Show(1, phase, "", ""), hands_free=True, cancels="Esc")
    assert shown.sentence == "Press Esc again to cancel"


def test_what_is_not_spoken_any_more_is_not_cancelled_by_a_key():
    assert "Esc" not in presentation.status(Show(1, Phase.FINALIZING, "", ""), cancels="Esc").sentence


def test_a_cancelled_text_can_be_taken_back():
    cancelled = Deliver(3, "some words", Outcome.CANCELLED, 1.0)
    assert presentation.notice(cancelled, None).action == Action("take back 3", "&Take back")
    assert presentation.notice(replace(cancelled, text=""), None).action is None


def test_what_there_is_to_know_about_the_microphone_is_said_while_one_speaks():
    shown = Show(1, Phase.LISTENING, "", "")
    silent = Note(NoteKind.SILENT, "No sound.")
    assert presentation.status(shown, note=silent) == Status(StatusKind.LISTENING, "No sound.", unheard=True)
    moved = Note(NoteKind.MOVED, "Another one.")
    assert presentation.status(shown, hands_free=True, note=moved) == Status(StatusKind.LISTENING, "Another one.")
    assert presentation.status(replace(shown, phase=Phase.FINALIZING), note=silent) == Status(StatusKind.FINALIZING)


def test_a_recording_of_nothing_but_silence_is_told_with_its_reason():
    about = Circumstances(silent="It is muted.")
    nothing = Deliver(1, "", Outcome.COMMITTED, 2.0)
    assert presentation.notice(nothing, None, about) == Notice("It is muted.", Severity.WARNING)
    assert presentation.notice(replace(nothing, spoken=0.1), None, about) is None, "a slip of the finger"


def test_by_which_rule_a_text_went_in_stays_beside_it():
    ruled = Receipt(Landed.INSERTED, rule="Pasted with Ctrl+V, by the rule for xterm.")
    noted = presentation.entry(Deliver(1, "words", Outcome.COMMITTED, 1.0), ruled, datetime.now(UTC))
    assert noted.note == "Pasted with Ctrl+V, by the rule for xterm."


def test_the_rule_that_decided_is_in_the_history():
    ruled = Receipt(Landed.COPIED, rule="Copied by your rule for keepassxc.")
    entry = presentation.entry(Deliver(1, "words", Outcome.COMMITTED, 1.0), ruled, NOON)
    assert "your rule for keepassxc" in entry.note
