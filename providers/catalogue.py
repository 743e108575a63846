"""Who can recognise speech, as data that a settings window may show. Pure; imports only data.

What differs between providers stands here. Nobody above `providers/` asks which provider it has.
"""

from .info import Capabilities, Option, ProviderInfo
from .services import SERVICES

__all__ = ["PROVIDERS", "Capabilities", "Option", "ProviderInfo", "UnknownProvider", "provider"]


class UnknownProvider(ValueError):  # noqa: N818 - reads as what it is
    """There is no provider of that id. The message names the value and the ones that there are."""


PROVIDERS: tuple[ProviderInfo, ...] = (
    ProviderInfo(
        id="local",
        name="On this computer (basic)",
        description="A basic offline recogniser: US English, lower case, no punctuation. Nothing leaves this computer.",
        # It answers in well under a tenth of a second unless it is behind, which it is when the machine is busy or
        # the model was still loading at release; then the words are worth the wait.
        capabilities=Capabilities(finalize_deadline_s=10.0, catch_up=4.0),
        languages=("en-US",),
        called="the offline recogniser",
    ),
    *(service.info for service in SERVICES.values()),
)
"""Every provider, the default first. Settings, command line and history know them by these ids, which never change
their meaning."""


def provider(provider_id: str) -> ProviderInfo:
    """The provider of that id. Raises UnknownProvider."""
    for info in PROVIDERS:
        if info.id == provider_id:
            return info
    known = ", ".join(info.id for info in PROVIDERS)
    raise UnknownProvider(f"There is no provider called {provider_id!r}. Choose one of: {known}.")
