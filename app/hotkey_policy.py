"""From the user's choices and a backend's facts to the gesture's policy. Pure; imports both vocabularies."""

from .gesture_messages import MISSED_S, Mode, Policy
from .hotkey.backend import Capabilities, Repeats

REPEAT_GRACE_S = 0.04
"""How long a release is doubted where auto-repeat arrives as release and press."""
EARLY_GRACE_S = 0.3
"""How long a release is doubted that may come early, if somebody was just speaking."""
CANCEL_TWICE_S = 1.0
"""Within how long the cancel key is to be pressed again."""
BOUNCE_S = 0.1
"""Where neither releases nor repeats are told, any press is one; but contacts bounce."""


def policy_for(facts: Capabilities, mode: Mode, longest_hold_s: float, cancel_twice: bool = True) -> Policy:
    """How the gesture reads what this backend reports."""
    deaf = not facts.holds
    return Policy(
        mode=mode,
        knows_state=facts.knows_state and not deaf,
        hears_release=not deaf,
        release_grace_s=REPEAT_GRACE_S if facts.repeats is Repeats.PAIRS else 0.0,
        early_grace_s=EARLY_GRACE_S if facts.early_release else 0.0,
        missed_s=BOUNCE_S if deaf and facts.repeats is Repeats.NONE else MISSED_S,
        cancel_twice_s=CANCEL_TWICE_S if cancel_twice else 0.0,
        longest_hold_s=longest_hold_s,
    )
