"""A simulated service as a program: `PYTHONPATH=tests python -m rig.simulators soniox --port 0`.

Prints its ws:// address and serves until its standard input ends or it is interrupted. Then it prints, as JSON, what it
heard and what its clients did wrong; the exit code is 1 if they did anything wrong.
"""

import argparse
import contextlib
import json
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import Any

from rig.simulators.bad_day import ERRORS, REFUSALS, Ack, BadDay, Trouble
from rig.simulators.server import KEY, Simulator
from rig.simulators.services import SERVICES


def main(arguments: Sequence[str]) -> int:
    """Serve; the exit code."""
    options = _parser().parse_args(arguments)
    simulator = Simulator(
        SERVICES[options.provider],
        key=options.key,
        day=_day(options),
        answer_delay_s=options.answer_delay,
        check_pace=not options.no_pace,
        idle_limit_s=options.idle_limit,
        port=options.port,
    )
    signal.signal(signal.SIGTERM, _interrupt)
    with simulator, contextlib.suppress(KeyboardInterrupt):
        print(simulator.endpoint, flush=True)
        sys.stdin.read()
    print(json.dumps(report(simulator), ensure_ascii=False, indent=2))
    return 1 if simulator.violations else 0


def report(simulator: Simulator) -> dict[str, Any]:
    """What tests of another process want to know."""
    return {
        "heard": simulator.heard,
        "violations": simulator.violations,
        "streams": [
            {
                "text": stream.text,
                "samples": stream.samples,
                "refused": stream.refused,
                "ended": stream.ended is not None,
                "closed": stream.closed,
                "finalizes": [
                    {"sample": each.sample, "received": each.received, "answered": each.answered}
                    for each in stream.finalizes
                ],
            }
            for stream in simulator.streams
        ],
    }


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _day(options: argparse.Namespace) -> BadDay:
    return BadDay(
        slow_handshake_s=options.slow_handshake,
        refuse=options.refuse,
        trouble=Trouble(options.trouble) if options.trouble else None,
        at_sample=options.at_sample,
        error=options.error,
        error_shape=options.error_shape,
        close_code=options.close_code,
        close_reason=options.close_reason,
        ack=Ack(options.ack),
        ack_delay_s=options.ack_delay,
        glued=options.glued,
        junk=options.junk,
        empty_finals=options.empty_finals,
        first_streams=options.first_streams,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="rig.simulators", description="A simulated speech service on loopback.")
    parser.add_argument("provider", choices=sorted(SERVICES))
    parser.add_argument("--port", type=int, default=0, help="0: any that is free")
    parser.add_argument("--key", default=KEY, help="the key that it knows (default: %(default)s)")
    parser.add_argument("--answer-delay", type=float, default=0.0, help="seconds between finalize and its answer")
    parser.add_argument("--idle-limit", type=float, help="seconds, in place of the service's own")
    parser.add_argument("--no-pace", action="store_true", help="take audio as fast as it comes")
    bad = parser.add_argument_group("bad days")
    bad.add_argument("--slow-handshake", type=float, default=0.0, help="seconds")
    bad.add_argument("--refuse", type=int, choices=REFUSALS, help="the HTTP status of the handshake")
    bad.add_argument("--trouble", choices=[each.value for each in Trouble])
    bad.add_argument("--at-sample", type=int, help="when trouble comes (default: at the first finalize)")
    bad.add_argument("--error", choices=ERRORS, default="server")
    bad.add_argument("--error-shape", type=int, default=0)
    bad.add_argument("--close-code", type=int, default=1011)
    bad.add_argument("--close-reason", default="")
    bad.add_argument("--ack", choices=[each.value for each in Ack], default=Ack.GOOD.value)
    bad.add_argument("--ack-delay", type=float, default=0.5, help="seconds")
    bad.add_argument("--glued", action="store_true", help="markers and text in one message")
    bad.add_argument("--junk", action="store_true", help="unknown and malformed messages")
    bad.add_argument("--empty-finals", action="store_true")
    bad.add_argument("--first-streams", type=int, help="only so many streams have the bad day")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
