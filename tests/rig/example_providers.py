"""Providers as the catalogue describes them, with every kind of option: a form can be tried without a service."""

from providers.catalogue import PROVIDERS
from providers.info import Capabilities, Option, ProviderInfo

LOCAL = PROVIDERS[0]
SERVICE = ProviderInfo(
    id="service",
    name="Example Speech",
    description="Accurate, punctuated text in many languages. What you say goes to this service.",
    capabilities=Capabilities(finalize_deadline_s=5.0, keeps_connections=True),
    languages=("en", "de", "fr", "ja", "multi"),
    needs_key=True,
    key_variable="EXAMPLE_API_KEY",
    key_page="https://example.com/keys",
    billing_page="https://example.com/billing",
    idle_cost="The service bills an open connection like speech.",
    endpoint="wss://stt.example.com/v1/listen",
    options=(
        Option("region", "Region", "choice", "us", "A key belongs to one region.", choices=("us", "eu", "jp")),
        Option("numerals", "Numbers as digits", "switch", True, "“Twenty-five” becomes “25”."),
        Option("delay", "Longest pause", "number", 2000, "Milliseconds that end an utterance.", least=500, most=3000),
        Option("threshold", "End of turn", "number", 1.0, "How sure the model must be.", least=0.5, most=1.0),
        Option("model", "Model", "text", "", "Empty: the service's newest."),
    ),
)
OTHER = ProviderInfo(
    id="other",
    name="Other Speech",
    description="English only.",
    capabilities=Capabilities(finalize_deadline_s=5.0),
    languages=("en",),
    needs_key=True,
    key_variable="OTHER_API_KEY",
    key_page="https://example.org/keys",
    idle_cost="Its connections are not kept.",
    endpoint="wss://example.org/listen",
)
ALL = (LOCAL, SERVICE, OTHER)
