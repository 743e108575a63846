"""From the user's choices and a backend's facts to the gesture's policy. Pure; imports both vocabularies."""

from .gesture_messages import Mode, Policy
from .hotkey.backend import Capabilities, Repeats

REPEAT_GRACE_S = 0.04
"""How long a release is doubted where auto-repeat arrives as release and press."""


def policy_for(facts: Capabilities, mode: Mode, longest_hold_s: float) -> Policy:
    """How the gesture reads what this backend reports."""
    return Policy(
        mode=mode,
        knows_state=facts.knows_state,
        release_grace_s=REPEAT_GRACE_S if facts.repeats is Repeats.PAIRS else 0.0,
        longest_hold_s=longest_hold_s,
    )
