"""Every simulated service, spoken to as its vendor's manual says, hears and says exactly the words."""

import pytest

from rig.simulators.server import Simulator
from rig.simulators.services import SERVICES
from rig.simulators.tones import RATE, WORDS, encode
from rig.vendor_manuals import Client

SPOKEN = " ".join(WORDS[5:22])
PROVIDERS = sorted(SERVICES)


@pytest.fixture(params=PROVIDERS)
def simulator(request):
    with Simulator(SERVICES[request.param], check_pace=False) as made:
        yield made


def test_what_was_spoken_is_heard_and_said(simulator):
    with Client.of(simulator) as client:
        client.speak(SPOKEN)
        client.finalize()
        client.end()
    assert client.text == simulator.heard == SPOKEN
    assert simulator.violations == []
    assert client.closed == ((1005, "") if simulator.service.provider == "deepgram-flux" else (1000, ""))
    assert client.manual.ended(client.messages) != (simulator.service.provider == "deepgram-flux")


def test_a_socket_serves_several_utterances(simulator):
    with Client.of(simulator) as client:
        for words in ("alpha bravo", "charlie delta echo", "foxtrot"):
            client.speak(words)
            client.finalize()
        client.end()
    assert client.text == simulator.heard == "alpha bravo charlie delta echo foxtrot"
    assert simulator.violations == []
    (stream,) = simulator.streams
    assert [finalize.sample for finalize in stream.finalizes] == sorted({f.sample for f in stream.finalizes})
    assert all(finalize.answered >= finalize.received for finalize in stream.finalizes)
    assert stream.ended and stream.closed


def test_finalize_and_the_end_may_go_out_back_to_back(simulator):
    with Client.of(simulator) as client:
        client.speak(SPOKEN)
        client.finalize(wait=False)
        client.end()
    assert client.text == SPOKEN
    assert client.manual.acknowledged(client.messages) == 1
    assert simulator.violations == []


def test_a_long_pause_loses_nothing(simulator):
    with Client.of(simulator) as client:
        client.speak("alpha bravo", silence=bytes(4 * RATE * 2))
        client.speak("charlie delta")
        client.finalize()
        client.end()
    assert client.text == simulator.heard == "alpha bravo charlie delta"
    assert simulator.violations == []


def test_silence_says_nothing_and_is_no_violation(simulator):
    with Client.of(simulator) as client:
        client.speak("")
        client.finalize(wait=False)
        client.end()
    assert client.text == simulator.heard == ""
    assert simulator.violations == []


def test_text_comes_while_one_speaks(simulator):
    """Not final for Soniox, Smallest, Deepgram and Flux; Cartesia says finals early."""
    with Client.of(simulator) as client:
        client.speak(SPOKEN)
        client.until(lambda: any("hot" in str(message) for message in client.messages))
        assert client.manual.acknowledged(client.messages) == 0
        client.end()


def test_a_lost_and_a_doubled_chunk_change_the_text(simulator):
    pcm = encode(SPOKEN) + bytes(6400)
    chunks = [pcm[start : start + 3200] for start in range(0, len(pcm), 3200)]
    for sent in (chunks[:5] + chunks[6:], chunks[:6] + chunks[5:]):
        with Client.of(simulator) as client:
            for chunk in sent:
                client.send(chunk)
            client.finalize()
            client.end()
        assert client.text == simulator.streams[-1].text != SPOKEN
    assert simulator.violations == []


def test_the_answer_to_finalize_takes_as_long_as_told():
    slow = Simulator(SERVICES["cartesia"], check_pace=False, answer_delay_s=0.05)
    with slow as simulator, Client.of(simulator) as client:
        client.speak("alpha")
        client.finalize()
        client.end()
    (finalize,) = simulator.streams[0].finalizes
    assert finalize.answered - finalize.received >= 0.05


def test_streams_are_told_apart():
    service = Simulator(SERVICES["deepgram"], check_pace=False)
    with service as simulator, Client.of(simulator) as first, Client.of(simulator) as second:
        second.abandoned = True
        first.speak("alpha bravo")
        second.speak("yankee zulu")
        second.finalize()
        first.finalize()
        first.end()
        second.end()
    assert [stream.text for stream in simulator.streams] == ["alpha bravo", "yankee zulu"]
    assert (first.text, second.text) == ("alpha bravo", "yankee zulu")
