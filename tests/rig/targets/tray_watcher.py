"""A desktop's tray, as programs see it: org.kde.StatusNotifierWatcher. Says "ready", and each item it is told of.

https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/StatusNotifierWatcher/
"""

import os

from jeepney import HeaderFields, Message, MessageType, message_bus, new_error, new_method_return
from jeepney.io.blocking import Proxy, open_dbus_connection

PROPERTIES = {"IsStatusNotifierHostRegistered": ("b", True), "ProtocolVersion": ("i", 0)}


def answer(call: Message) -> Message:
    match (call.header.fields[HeaderFields.member], *call.body):
        case "Get", _, name if name in PROPERTIES:
            return new_method_return(call, "v", (PROPERTIES[name],))
        case "GetAll", _:
            return new_method_return(call, "a{sv}", (PROPERTIES,))
        case "RegisterStatusNotifierItem", item:
            print(f"item {item}", flush=True)
            return new_method_return(call)
    return new_error(call, "org.freedesktop.DBus.Error.UnknownMethod")


connection = open_dbus_connection(os.environ["DBUS_SESSION_BUS_ADDRESS"])
Proxy(message_bus, connection).RequestName("org.kde.StatusNotifierWatcher")
print("ready", flush=True)
while True:
    message = connection.receive()
    if message.header.message_type is MessageType.method_call:
        connection.send(answer(message))
