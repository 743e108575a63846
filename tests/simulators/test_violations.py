"""Whatever a client does against the vendors' manuals is noted, each thing in its own words."""

import json
from dataclasses import replace

import pytest
from websockets.exceptions import InvalidStatus

from rig.simulators.bad_day import GOOD_DAY
from rig.simulators.server import KEY, Simulator
from rig.simulators.services import SERVICES
from rig.simulators.tones import encode
from rig.vendor_manuals import MANUALS, Client

PROVIDERS = sorted(SERVICES)


@pytest.fixture(params=PROVIDERS)
def simulator(request):
    with Simulator(SERVICES[request.param], check_pace=False) as made:
        yield made


def refused(simulator: Simulator, **changes: object) -> list[str]:
    """The violations of a handshake with these changes to the manual, which is not let in."""
    client = Client(simulator, replace(MANUALS[simulator.service.provider], **changes))
    with pytest.raises(InvalidStatus), client:
        pass
    return simulator.violations


def with_query(provider: str, **changes: str | None) -> tuple[tuple[str, str], ...]:
    query = {**dict(MANUALS[provider].query), **changes}
    return tuple((name, value) for name, value in query.items() if value is not None)


def test_an_empty_binary_frame_is_noted(simulator):
    with Client.of(simulator) as client:
        client.speak("alpha")
        client.send(b"")
        if simulator.service.provider not in ("soniox", "deepgram"):  # to those it is the end
            client.end()
    assert [each for each in simulator.violations if "empty binary frame" in each]


def test_half_samples_and_long_chunks_are_noted(simulator):
    with Client.of(simulator) as client:
        client.send(bytes(3202))
        client.send(bytes(33))
        client.finalize(wait=False)
        client.end()
    name = simulator.service.provider
    assert simulator.violations == [
        f"{name}, stream 0: a chunk has 3202 bytes, more than 100 ms (3200)",
        f"{name}, stream 0: a chunk has 33 bytes, which is half a sample",
    ]


@pytest.mark.parametrize("milliseconds", [0, 100])
def test_finalize_without_silence_before_it_is_noted(simulator, milliseconds):
    with Client.of(simulator) as client:
        client.speak("alpha bravo", silence=bytes(32 * milliseconds))
        client.finalize(wait=False)
        client.end()
    assert [
        each for each in simulator.violations if f"finalize came {milliseconds + 60}" in each or "ms behind" in each
    ]
    assert client.text == "alpha bravo"


def test_anything_behind_the_end_message_is_noted(simulator):
    with Client.of(simulator) as client:
        client.speak("alpha")
        client.finalize()
        client.send(client.manual.end)
        client.send(bytes(3200))
        client.until(lambda: False)
    behind = [each for each in simulator.violations if each.endswith("a binary frame came behind the end message")]
    assert len(behind) == len(simulator.violations) <= 1, "unless it came when all was over"


def test_audio_that_comes_too_fast_is_noted_once():
    with Simulator(SERVICES["deepgram"]) as simulator, Client.of(simulator) as client:
        client.speak(" ".join(["alpha"] * 12))
        client.finalize()
        client.end()
    assert simulator.violations == ["deepgram, stream 0: audio came faster than 1.25 times real time"]


def test_a_second_of_audio_may_come_at_once():
    with Simulator(SERVICES["deepgram"]) as simulator, Client.of(simulator) as client:
        client.speak("alpha bravo charlie")
        client.finalize()
        client.end()
    assert simulator.violations == []


def test_the_key_belongs_into_one_header_only(simulator):
    manual = MANUALS[simulator.service.provider]
    with Client(simulator, replace(manual, headers={**manual.headers, "X-Key": KEY})) as client:
        client.send(json.dumps({"type": "finalize", "api_key": KEY}))
    assert [each for each in simulator.violations if each.endswith("the key stands in the header X-Key")]
    assert [each for each in simulator.violations if each.endswith("the key stands in a message")]
    assert not any(KEY in each for each in simulator.violations)


def test_the_key_does_not_belong_into_the_address(simulator):
    manual = MANUALS[simulator.service.provider]
    violations = refused(simulator, query=(*manual.query, ("token", KEY)))
    assert [each for each in violations if each.endswith("the key stands in the address")]


@pytest.mark.parametrize("header", [None, "Basic x", "", "other scheme"])
def test_the_header_must_be_exactly_the_vendors(simulator, header):
    manual = MANUALS[simulator.service.provider]
    headers = {name: value for name, value in manual.headers.items() if name != "Authorization"}
    if header == "other scheme":
        header = f"{'Token' if simulator.service.auth_scheme == 'Bearer' else 'Bearer'} {KEY}"
    if header is not None:
        headers["Authorization"] = header
    try:
        with Client(simulator, replace(manual, headers=headers)) as client:
            client.until(lambda: False)
            assert client.messages[0]["error_code"] == 401
    except InvalidStatus as refusal:
        assert refusal.response.status_code == 401
    (violation,) = simulator.violations
    assert "there is not exactly one header Authorization" in violation


def test_another_path_is_refused(simulator):
    assert "path /elsewhere is none of" in refused(simulator, path="/elsewhere")[0]


QUERIES = [
    ("soniox", {"model": "stt-rt-v5"}, "there is a query"),
    ("smallest", {"language": None}, "parameter language is missing"),
    ("smallest", {"sample_rate": "44100"}, "parameter sample_rate=44100 is none of 16000"),
    ("smallest", {"eou_timeout_ms": "0"}, "eou_timeout_ms=0 is no whole number from 100 to 10000"),
    ("smallest", {"eou_timeout_ms": "10001"}, "eou_timeout_ms=10001 is no whole number from 100 to 10000"),
    ("smallest", {"itn_normalize": "True"}, "itn_normalize=True is none of true, false"),
    ("smallest", {"keywords": ""}, "keywords= is empty"),
    ("smallest", {"keyterm": "x"}, "parameter keyterm=x is unknown"),
    ("cartesia", {"model": "ink-3"}, "parameter model=ink-3 is none of ink-2"),
    ("cartesia", {"language": "de"}, "language de is not for ink-2"),
    ("cartesia", {"min_volume": "0.5"}, "are for ink-whisper"),
    ("cartesia", {"model": "ink-whisper", "keyterm": "x"}, "keyterm is not for ink-whisper"),
    ("cartesia", {"keyterm": "x" * 1201}, "is empty or longer than 1200"),
    ("deepgram", {"model": None}, "parameter model is missing"),
    ("deepgram", {"model": "flux-general-en"}, "is no model that listens here"),
    ("deepgram", {"endpointing": "true"}, "endpointing=true is no whole number"),
    ("deepgram", {"utterance_end_ms": "999"}, "utterance_end_ms=999 is no whole number from 1000"),
    ("deepgram", {"utterance_end_ms": "1000", "interim_results": "false"}, "utterance_end_ms needs interim_results"),
    ("deepgram", {"dictation": "true"}, "dictation needs punctuate"),
    ("deepgram", {"keywords": "x:2"}, "keywords is not for nova-3"),
    ("deepgram", {"model": "nova-2", "keyterm": "x"}, "keyterm is for nova-3"),
    ("deepgram", {"diarize": "true", "diarize_model": "v1"}, "exclude each other"),
    ("deepgram", {"keyterm": "a " * 501}, "is empty or longer than 1000"),
    ("deepgram-flux", {"eot_threshold": "0.4"}, "eot_threshold=0.4 is no number from 0.5 to 1"),
    ("deepgram-flux", {"eot_threshold": "high"}, "eot_threshold=high is no number from 0.5 to 1"),
    ("deepgram-flux", {"eager_eot_threshold": "0.95"}, "is no number from 0.3 to 0.9"),
    ("deepgram-flux", {"eot_timeout_ms": "499"}, "eot_timeout_ms=499 is no whole number from 500 to 60000"),
    ("deepgram-flux", {"language": "en"}, "parameter language=en is unknown"),
    ("deepgram-flux", {"language_hint": "de"}, "language_hint is for flux-general-multi"),
    ("deepgram-flux", {"punctuate": "true"}, "parameter punctuate=true is unknown"),
]


@pytest.mark.parametrize(("provider", "changes", "told"), QUERIES)
def test_a_wrong_query_is_refused(provider, changes, told):
    with Simulator(SERVICES[provider]) as simulator:
        violations = refused(simulator, query=with_query(provider, **changes))
    assert any(told in violation for violation in violations), violations


@pytest.mark.parametrize(("provider", "terms"), [("cartesia", 101), ("deepgram", 501), ("deepgram-flux", 101)])
def test_too_many_terms_and_doubled_parameters_are_refused(provider, terms):
    query = MANUALS[provider].query
    with Simulator(SERVICES[provider]) as simulator:
        refused(simulator, query=(*query, *[("keyterm", f"t{number}") for number in range(terms)]))
        assert len(simulator.violations) == 1
        refused(simulator, query=(*query, ("model", dict(query)["model"])))
        assert "parameter model stands there more than once" in simulator.violations[1]


def test_cartesia_wants_a_version():
    with Simulator(SERVICES["cartesia"]) as simulator:
        assert "Cartesia-Version None" in refused(simulator, headers={"Authorization": f"Bearer {KEY}"})[0]
        query = (*MANUALS["cartesia"].query, ("cartesia_version", "2026-08-14"))
        manual = replace(MANUALS["cartesia"], headers={"Authorization": f"Bearer {KEY}"}, query=query)
        with Client(simulator, manual) as client:
            client.end()
    assert len(simulator.violations) == 1


GOOD_START = json.loads(MANUALS["soniox"].opening)
STARTS = [
    ({"api_key": "x"}, "the key stands in the first message"),
    ({"model": "stt-rt-v1"}, "model 'stt-rt-v1' is none of"),
    ({"audio_format": "auto"}, "audio_format is 'auto', not 'pcm_s16le'"),
    ({"num_channels": None}, "num_channels is None, not 1"),
    ({"sample_rate": 8000}, "sample_rate is 8000, not 16000"),
    ({"max_endpoint_delay_ms": 499}, "max_endpoint_delay_ms 499 is not within 500 to 3000"),
    ({"max_endpoint_delay_ms": True}, "max_endpoint_delay_ms True is not within"),
    ({"endpoint_sensitivity": 1.5}, "endpoint_sensitivity 1.5 is not within -1 to 1"),
    ({"language_hints": ["eng"]}, "language hint 'eng' is not two letters"),
    ({"language_hints": ["en", "en"]}, "is no list of different languages"),
    ({"language_hints_strict": "true"}, "language_hints_strict is no boolean"),
    ({"context": {"words": []}}, "has other keys than"),
    ({"context": {"terms": [""]}}, "context.terms is no list of words"),
    ({"context": {"text": "x" * 10_001}}, "characters, more than 10000"),
    ({"client_reference_id": "x" * 257}, "client_reference_id is longer than 256"),
    ({"punctuate": True}, "punctuate is unknown"),
]


@pytest.mark.parametrize(("changes", "told"), STARTS)
def test_a_wrong_first_message_ends_a_stream_of_soniox(changes, told):
    opening = json.dumps({**GOOD_START, **changes})
    with Simulator(SERVICES["soniox"]) as simulator:
        with Client(simulator, replace(MANUALS["soniox"], opening=opening)) as client:
            client.until(lambda: False)
        assert any(told in violation for violation in simulator.violations), simulator.violations
        assert client.messages[-1]["error_code"] == 400


WRONG_TEXTS = [
    ("soniox", '{"type":"finalise"}', "is unknown", True),
    ("soniox", "finalize", "is unknown", True),
    ("smallest", '{"type":"end"}', "is unknown", False),
    ("smallest", "finalize", "is unknown", False),
    ("cartesia", '{"type":"finalize"}', "is none of the bare commands", False),
    ("deepgram", '{"type":"ForceEndTurn"}', "is unknown", True),
    ("deepgram", "[]", "is unknown", True),
    ("deepgram-flux", '{"type":"Finalize"}', "is unknown", True),
    ("deepgram-flux", '{"type":"KeepAlive"}', "is unknown", True),
    ("deepgram-flux", '{"type":"Configure","features":{}}', "is unknown", True),
]


@pytest.mark.parametrize(("provider", "text", "told", "deadly"), WRONG_TEXTS)
def test_a_wrong_text_frame_is_noted_and_answered_as_the_vendor_does(provider, text, told, deadly):
    with Simulator(SERVICES[provider]) as simulator:
        with Client.of(simulator) as client:
            client.send(text)
            client.end()
        assert len(simulator.violations) == 1 and told in simulator.violations[0]
        assert client.manual.ended(client.messages) != (deadly or provider == "deepgram-flux")


def test_control_messages_in_binary_frames_are_noted():
    with Simulator(SERVICES["deepgram"]) as simulator, Client.of(simulator) as client:
        client.send(b'{"type": "Finalize"}')
        client.end()
    assert simulator.violations == ["deepgram, stream 0: a control message came as a binary frame"]


def test_audio_before_the_first_message_ends_a_stream_of_soniox():
    with Simulator(SERVICES["soniox"], day=GOOD_DAY) as simulator:
        with Client(simulator, replace(MANUALS["soniox"], opening=None)) as client:
            client.send(encode("alpha"))
            client.until(lambda: False)
        assert client.messages[-1]["error_message"] == "Start request must be a text message."
        assert "audio came before the first message" in simulator.violations[-1]
