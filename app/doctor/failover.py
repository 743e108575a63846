"""The check of who takes over when the chosen provider cannot go on. Imports the chain, the settings, the keys."""

from app import failover as chain
from app import who
from app.keys import Keys

from .finding import Finding
from .system import chosen

NAME = "failover"


def failover() -> Finding:
    """Whether everybody that the settings name for it can take over. Speaks to nobody but the key store."""
    settings = chosen()[0]
    followers, problems = chain.followers(settings)
    without_key = chain.without_key(settings, Keys())
    able = [who.name(each.provider) for each in followers if each.provider not in without_key]
    after = f"Where {who.name(settings.provider)} cannot go on, {_then(able)}."
    said = [*problems, *(f"{who.name(each)} is passed over: there is no API key for it." for each in without_key)]
    if not said:
        return Finding(NAME, True if able else None, after)
    remedy = "Change the list in the settings, under “Takes over”"
    keys = " or enter the key there" if without_key else ""
    return Finding(NAME, False, f"{' '.join(said)} {after}", f"{remedy}{keys}.")


def _then(names: list[str]) -> str:
    if not names:
        return "nobody takes over: what was said is kept"
    *first, last = names
    return f"{', then '.join((*first, last))} {'takes' if not first else 'take'} over"
