"""How a dictation ends, and what is done with its text on the way there. Pure; imports the messages and the receipts.

Everything that was said is in exactly one place at the end: where the user wanted it, or held for the user, or still
as sound. Nobody else decides that.

    the session's outcome    text    what is done with it               the end
    ---------------------    ----    --------------------------------   ------------------------------------------
    COMMITTED, UNCONFIRMED   some    inserted, or copied by choice;     COMMITTED with a receipt, else HELD
                                     behind a locked screen put on the
                                     clipboard
    FAILED                   some    put on the clipboard               HELD
    CANCELLED                some    nothing, it is in the history      HELD
    any                      none    nothing                            KEPT_AUDIO if there was sound that nobody
                                                                        accounted for, else NOTHING
"""

from enum import Enum

from .insertion.receipt import Landed, Receipt
from .messages import Deliver, Outcome
from .settings import Delivery


class Handing(Enum):
    """What to do with a text."""

    INSERT = "insert"
    """Into the program that has the focus."""
    COPY = "copy"
    """To the clipboard, because that is what the user chose for all texts."""
    HOLD = "hold"
    """To the clipboard, because it is not one to insert unasked."""
    NONE = "none"
    """Nothing: there is none, or the user does not want it."""


class End(Enum):
    """Where what was said is."""

    COMMITTED = "committed"
    """Where the user wanted it: there is a receipt."""
    HELD = "held"
    """In the history, and on the clipboard unless the user cancelled or the clipboard refused it."""
    KEPT_AUDIO = "kept audio"
    """Not transcribed: the sound is all there is of it."""
    NOTHING = "nothing"
    """Nothing was said."""


def handing(delivered: Deliver, how: Delivery, locked: bool = False) -> Handing:
    """What to do with the text, when the user chose `how` for all texts. `locked`: what has the focus is the screen's
    lock."""
    if not delivered.text:
        return Handing.NONE
    if delivered.outcome is Outcome.CANCELLED:
        return Handing.NONE
    if delivered.outcome is Outcome.FAILED:
        return Handing.HOLD
    if how is Delivery.COPY:
        return Handing.COPY
    return Handing.HOLD if locked else Handing.INSERT


def end(delivered: Deliver, receipt: Receipt | None) -> End:
    """Where it ended. `receipt`: what came of handing the text over; None if that was not to be done."""
    if not delivered.text:
        return End.KEPT_AUDIO if audio_needed(delivered) else End.NOTHING
    wanted = delivered.outcome in (Outcome.COMMITTED, Outcome.UNCONFIRMED)
    arrived = receipt is not None and receipt.landed is not Landed.NOWHERE and not receipt.reason
    return End.COMMITTED if wanted and arrived else End.HELD


def audio_needed(delivered: Deliver) -> bool:
    """Whether the sound may hold words that are in no final text. As long as it does it is not thrown away."""
    return delivered.recorded and not delivered.answered
