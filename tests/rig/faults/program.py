"""Holdfast without its window: session, pipeline, chain, journal and history as the app has them, on loopback sockets
to services that hear, with a microphone that plays a part.
"""

import queue
import threading
import time
import uuid
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from pathlib import Path

from app import outcomes, presentation
from app.controller import Controller
from app.failures import treatment
from app.headless import AlarmClocks
from app.history.history import History
from app.history.record import Record
from app.insertion.receipt import Landed, Receipt
from app.messages import Cancelled, Deliver, DeliverPart, Input, Pressed, Released, Rolled
from app.outcomes import Handing
from app.pipeline import Pipeline
from app.recordings import Recordings
from app.settings import Delivery, Settings
from audio.errors import DeviceError, DeviceErrorKind
from audio.level import Level
from audio.pcm import Format
from providers.failover import FailoverRecogniser
from rig.chained import HASTY, link_to
from rig.faults.plan import Plan
from rig.faults.verdict import Verdict, judge, words_of
from rig.simulators import services as simulated
from rig.simulators.server import Simulator
from rig.simulators.tones import encode, hear

BLOCK = 640
"""Bytes of 20 ms."""

FINALIZE_S = 8.0
"""For a busy computer; the links give up sooner."""

PATIENCE_S = 90.0


Parts = queue.SimpleQueue["bytes | Callable[[], None] | None"]


class Microphone:
    """Plays what it is given, in blocks of 20 ms, on a thread of its own."""

    overflows = 0

    def __init__(self, speed: float) -> None:
        self._pause = 0.02 / speed
        self._scripts: queue.SimpleQueue[Parts] = queue.SimpleQueue()
        self._playing: Parts = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def next(self, parts: "list[bytes | Callable[[], None]]") -> None:
        """What is heard when it is started next: sound, and what is done when everything before it was delivered."""
        script: Parts = queue.SimpleQueue()
        for part in parts:
            script.put(part)
        self._scripts.put(script)

    def prepare(self) -> None:
        pass

    def start(self, on_block: Callable[[bytes], None], on_end: Callable[[DeviceError], None]) -> Format:
        self._on_end = on_end
        self._playing = self._scripts.get(timeout=10)
        self._thread = threading.Thread(target=self._play, args=(on_block,), daemon=True)
        self._thread.start()
        return Format(16_000, 1)

    def heard(self, level: Level) -> None:
        pass

    def stop(self) -> None:
        if self._thread:
            self._playing.put(None)
            self._thread.join()
            self._thread = None

    close = stop

    def unplug(self) -> None:
        """Called between two parts: nothing more comes, and the driver says so."""
        while not self._playing.empty():
            self._playing.get()
        self._on_end(DeviceError("The microphone is gone.", DeviceErrorKind.VANISHED))

    def _play(self, on_block: Callable[[bytes], None]) -> None:
        while (part := self._playing.get()) is not None:
            if callable(part):
                part()
                continue
            for start in range(0, len(part), BLOCK):
                on_block(part[start : start + BLOCK])
                time.sleep(self._pause)


class Program:
    """Carries out one plan."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        self._plan = plan
        self._folder = folder
        self._inputs: queue.SimpleQueue[Input] = queue.SimpleQueue()
        self._clocks = AlarmClocks()
        self._delivered: list[Deliver] = []
        self._parts: defaultdict[int, str] = defaultdict(str)
        """What of each dictation would be in another program before it ends, if the user liked that."""
        self._spoken: list[list[str]] = []
        """The words of each dictation, in the order in which they began."""
        self.troubles: list[str] = []
        """What the user was told of disks."""

    def run(self) -> tuple[list[Verdict], list[str]]:
        """The verdicts, and whatever else is not as it should be."""
        plan = self._plan
        with ExitStack() as stack:
            simulators = [self._simulator(stack, plan.provider, plan.day)]
            if plan.follower:
                simulators.append(self._simulator(stack, plan.follower, plan.follower_day))
            links = [link_to(each, keep_open_s=plan.keep_open_s, answer_s=2.0) for each in simulators]
            recogniser = FailoverRecogniser(links, treatment, patience=HASTY)
            settings = Settings(provider=plan.provider)
            if not plan.disk:
                (self._folder / "recordings").write_text("a file in the way")
            self._recordings = Recordings(self._folder / "recordings", lambda: settings, self.troubles.append)
            self._history = History(self._folder / "history.db", settings.keep_texts_days, self.troubles.append)
            self._microphone = Microphone(plan.speed)
            self._pipeline = Pipeline(self._microphone, recogniser, self._inputs.put, recorder=self._recordings)
            self._controller = Controller(
                self._pipeline,
                self._clocks,
                lambda _: None,
                self._delivered.append,
                FINALIZE_S,
                deliver_part=self._take_part,
            )
            self._controller.use_parts(True)
            try:
                self._dictate()
            finally:
                self._pipeline.shut_down()
            verdicts, wrong = self._judge_all()
            self._history.close()
            self._recordings.close()
            wrong += [f"{each.service.provider}: {said}" for each in simulators for said in each.violations]
        return verdicts, wrong

    def _simulator(self, stack: ExitStack, provider: str, day: object) -> Simulator:
        return stack.enter_context(Simulator(simulated.SERVICES[provider], day=day, check_pace=False))

    # ------------------------------------------------------------------------------------------- speaking

    def _dictate(self) -> None:
        number = 0
        for press, words in enumerate(self._plan.spoken):
            parts = self._script(press, words, number)
            number += len(words)
            self._microphone.next(parts)
            self._spoken.append([])
            self._controller.take(Pressed(time.monotonic()))
            self._await(lambda: self._controller.state.listening is None)
        self._await(lambda: self._controller.state.idle)

    def _script(self, press: int, words: tuple[str, ...], number: int) -> "list[bytes | Callable[[], None]]":
        """What the microphone plays for a press. `number`: words of the presses before it."""
        plan = self._plan
        last = press == len(plan.spoken) - 1
        parts: list[bytes | Callable[[], None]] = []
        for index, word in enumerate(words, 1):
            parts += [encode([word]), partial(self._said, word)]
            parts.append(bytes(2 * plan.pauses[(number + index) % len(plan.pauses)]) if plan.pauses else b"")
            if press == 0:
                for behind, what in (
                    (plan.roll_behind, self._roll),
                    (plan.stalled_behind, lambda: time.sleep(0.2)),
                    (plan.asleep_behind, self._pipeline.wake),
                    (plan.unplugged_behind, self._microphone.unplug),
                ):
                    parts += [what] if index == behind else []
            if last and index == plan.cancelled_behind:
                parts.append(lambda: self._inputs.put(Cancelled(time.monotonic())))
                return parts
        if plan.late_release:
            parts.append(bytes(6400))
        return [*parts, lambda: self._inputs.put(Released(time.monotonic()))]

    def _take_part(self, part: DeliverPart) -> None:
        self._parts[part.dictation] += part.text

    def _said(self, word: str) -> None:
        self._spoken[-1].append(word)

    def _roll(self) -> None:
        """At a block's edge, between two words: what comes next belongs to the next dictation."""
        self._rolled = threading.Event()
        self._spoken.append([])
        self._inputs.put(Rolled(time.monotonic()))
        assert self._rolled.wait(PATIENCE_S)

    def _await(self, is_so: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE_S
        while not is_so():
            if time.monotonic() > end:
                raise AssertionError(
                    f"{self._plan.seed}: a dictation does not come to its end: {self._controller.state}"
                )
            try:
                given = self._inputs.get(timeout=min(self._clocks.wait() or 0.5, 0.5))
            except queue.Empty:
                for passed in self._clocks.rung():
                    self._controller.take(passed)
                continue
            self._controller.take(given)
            if isinstance(given, Rolled):
                self._pipeline.on_control(lambda: self._pipeline._post(self._rolled.set))

    # ------------------------------------------------------------------------------------------- what became of it

    def _judge_all(self) -> tuple[list[Verdict], list[str]]:
        wrong = []
        if len(self._delivered) != len(self._spoken):
            wrong.append(f"{len(self._spoken)} dictations, {len(self._delivered)} deliveries")
        for each in self._delivered:
            part = self._parts[each.dictation]
            if not each.text.startswith(part) or part != each.delivered:
                wrong.append(f"inserted while spoken: {part!r}, but the text is {each.text!r}")
        verdicts = [self._judge(delivered) for delivered in self._delivered]
        kept: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._history.page(100, lambda page: kept.put(len(page.records)))
        expected = sum(bool(each.text) or each.failure is not None for each in self._delivered)
        if (count := kept.get(timeout=PATIENCE_S)) != expected:
            wrong.append(f"{count} records in the history instead of {expected}")
        return verdicts, wrong

    def _judge(self, delivered: Deliver) -> Verdict:
        spoken = self._spoken[delivered.dictation - 1]
        name = self._recordings.name_of(delivered.dictation)
        self._keep(delivered, name)
        there = outcomes.audio_needed(delivered) and self._recordings.has(name)
        recorded = words_of(hear(self._recordings.pcm(name))) if there else None
        return judge(spoken, delivered, recorded)

    def _keep(self, delivered: Deliver, recording: str) -> None:
        """As the history's flow does it: the recording goes when the text is safe."""
        how = outcomes.handing(delivered, Delivery.INSERT)
        receipt = Receipt(Landed.INSERTED) if how is Handing.INSERT else None
        entry = presentation.entry(delivered, receipt, datetime.now().astimezone())
        needed = outcomes.audio_needed(delivered)
        if entry is None:
            self._recordings.settle(recording, needed=needed)
            return
        record = Record(
            uuid.uuid4().hex,
            entry.time,
            entry.text,
            entry.mark,
            entry.end,
            delivered.spoken,
            recording=recording,
            answered=delivered.answered,
        )
        saved = threading.Event()
        self._history.add(record, lambda _: None, saved.set)
        assert saved.wait(PATIENCE_S)
        self._recordings.settle(recording, needed=needed)
        if self._recordings.has(recording) and not needed:
            end = time.monotonic() + PATIENCE_S
            while self._recordings.has(recording):
                assert time.monotonic() < end, "the recording of a safe text stays"
                time.sleep(0.002)
