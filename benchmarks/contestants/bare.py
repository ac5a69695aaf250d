"""The floor: an ASGI application that passes what one socket says to all sockets of its path as it came.

Nothing is decoded, checked or stored; one coroutine sends to one socket after the other, which is the cheapest way stock
Hypercorn has.
"""

from typing import Any

from benchmarks.contestants import stock

rooms: dict[str, set[Any]] = {}


async def application(scope: Any, receive: Any, send: Any) -> None:
    """One socket, or the server's lifespan."""
    if scope["type"] == "lifespan":
        await stock.lifespan(scope, receive, send)
        return
    await receive()
    await send({"type": "websocket.accept"})
    sockets = rooms.setdefault(scope["path"], set())
    sockets.add(send)
    try:
        while (message := await receive())["type"] == "websocket.receive":
            frame = {"type": "websocket.send", "text": message["text"]}
            for told in list(sockets):
                await told(frame)
    finally:
        sockets.discard(send)


if __name__ == "__main__":
    stock.run(application)
