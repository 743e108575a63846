"""A portal in a process of its own: `python -m rig.portal PLAN`, with the plan as JSON (`service.Plan`).

Reads a line of JSON for each order from standard input, ["press", "talk"], and writes one for each thing that happens:
{"asked": "BindShortcuts", "with": [...]}. Ends with its input.
"""

import asyncio
import json
import sys
from typing import Any

from dbus_fast.aio import MessageBus
from dbus_fast.introspection import Node

from rig.portal.remote_desktop import RemoteDesktop
from rig.portal.service import NAME, Plan, Service
from rig.portal.shortcuts import Shortcuts


def tell(what: dict[str, Any]) -> None:
    print(json.dumps(what), flush=True)


def obey(service: Service, shortcuts: Shortcuts | None, order: list[Any]) -> None:
    match order:
        case "press", str(name):
            shortcuts.press(name)
        case "release", str(name):
            shortcuts.release(name)
        case ("another key",):
            shortcuts.another_key()
        case "retrigger", str(app), str(name), str(trigger):
            shortcuts.retrigger(app, name, trigger)
        case ("nothing",):
            pass
        case "close", str(interface):
            for session in [each for each in service.sessions.values() if each.interface.endswith(interface)]:
                service.close(session)
        case "dialogs", list(answers):
            service.plan.dialogs = answers
        case "hang", list(methods):
            service.plan.hang = methods
        case _:
            raise ValueError(order)
    tell({"done": order})


async def main(plan: Plan) -> None:
    bus = await MessageBus().connect()
    service = Service(bus, plan, tell)
    shortcuts = Shortcuts(service) if "GlobalShortcuts" in plan.versions else None
    if "RemoteDesktop" in plan.versions:
        RemoteDesktop(service)
    dbus = await bus.introspect("org.freedesktop.DBus", "/org/freedesktop/DBus")
    assert isinstance(dbus, Node)
    proxy = bus.get_proxy_object("org.freedesktop.DBus", "/org/freedesktop/DBus", dbus)
    await proxy.get_interface("org.freedesktop.DBus").call_add_match("type='signal',member='NameOwnerChanged'")
    await bus.request_name(NAME)
    tell({"ready": True})
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := await lines.readline():
        obey(service, shortcuts, json.loads(line))
    bus.disconnect()


if __name__ == "__main__":
    asyncio.run(main(Plan(**json.loads(sys.argv[1]))))
