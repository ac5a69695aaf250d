"""How little Python can cost: picows as a server, whose frames and transport are compiled, doing what the bare one does."""

import asyncio

import uvloop
from picows import WSFrame, WSListener, WSMsgType, WSTransport, WSUpgradeRequest, ws_create_server

from benchmarks.contestants.stock import BACKLOG

sockets: set[WSTransport] = set()


class Echo(WSListener):  # type: ignore[misc]
    """Passes what one socket says to all."""

    def on_ws_connected(self, transport: WSTransport) -> None:
        """See picows."""
        sockets.add(transport)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """See picows."""
        if frame.msg_type == WSMsgType.TEXT:
            payload = frame.get_payload_as_bytes()
            for told in sockets:
                told.send(WSMsgType.TEXT, payload)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        """See picows."""
        sockets.discard(transport)


def accept(request: WSUpgradeRequest) -> Echo:
    """Accept everybody."""
    return Echo()


async def main() -> None:
    """Serve until told to end."""
    server = await ws_create_server(accept, "127.0.0.1", 0, backlog=BACKLOG)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(main())
