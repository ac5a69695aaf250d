"""Starting and stopping: one clear line when it can't start, and an orderly end."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.support.client import House
from tests.support.raw import RawSocket
from tests.support.server import ROOT, Server, environment


def collected(data: Path) -> None:
    """Leave what a first start leaves of the static files."""
    (data / "static").mkdir()
    (data / "static" / "staticfiles.json").write_text('{"paths": {}, "version": "1.1", "hash": ""}')


def start(data: Path, *args: str, **settings: object) -> subprocess.CompletedProcess[str]:
    """Try to start a server that has to fail."""
    return subprocess.run(
        [sys.executable, "manage.py", "serve", *args],
        cwd=ROOT,
        env=environment(data, **{"PORT": 0, **settings}),
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )


def test_a_second_start_on_the_same_port_fails_with_one_line(server: Server, tmp_path: Path) -> None:
    port = server.url.rpartition(":")[2]
    collected(tmp_path)

    failed = start(tmp_path, PORT=port)

    assert failed.returncode != 0
    assert failed.stderr.count("\n") == 1
    assert port in failed.stderr
    assert "PORT" in failed.stderr


def test_a_second_server_on_the_same_data_fails_with_one_line(server: Server) -> None:
    failed = start(server.data)

    assert failed.returncode != 0
    assert failed.stderr.count("\n") == 1
    assert str(server.data) in failed.stderr


@pytest.mark.parametrize("inside", ["", "sub", "sub/deeper"])
@pytest.mark.parametrize("prepare", [[], ["--prepare"]], ids=["serve", "prepare"])
def test_a_data_dir_that_cannot_be_written_fails_with_one_line(
    tmp_path: Path, inside: str, prepare: list[str]
) -> None:
    (tmp_path / "file").write_text("not a folder")

    failed = start(tmp_path / "file" / inside, *prepare)

    assert failed.returncode != 0
    assert failed.stderr.count("\n") == 1
    assert "DATA_DIR" in failed.stderr


def test_an_address_that_is_not_ours_fails_with_one_line(tmp_path: Path) -> None:
    collected(tmp_path)

    failed = start(tmp_path, HOST="192.0.2.1")

    assert failed.returncode != 0
    assert failed.stderr.count("\n") == 1


async def test_on_sigterm_every_socket_is_told_to_come_back_and_the_server_ends(
    make_server: Callable[..., Server],
) -> None:
    server = make_server(DRAIN_SECONDS=0.2)
    async with House(server) as house:
        ann = await house.guest("Ann")
        room = await ann.makes_room()
        async with ann.enters(room) as one, ann.enters(room) as other, ann.streams(room) as stream:
            await stream.next()
            await one.said("last words")
            server.ask_to_stop()
            closings = await asyncio.gather(one.closed(), other.closed(), stream.ended())

    assert [closing.code for closing in closings[:2]] == [1012, 1012]
    for closing in closings[:2]:
        assert closing.bye is not None
        assert closing.bye["code"] == 1012
        least, most = closing.bye["retry_ms"]
        assert 0 <= least < most
    assert await asyncio.to_thread(server.wait) == 0


async def test_sigint_ends_it_as_well(make_server: Callable[..., Server]) -> None:
    server = make_server(DRAIN_SECONDS=0.2)
    async with House(server) as house:
        ann = await house.guest("Ann")
        room = await ann.makes_room()
        async with ann.enters(room) as socket:
            assert server._process
            server._process.send_signal(signal.SIGINT)
            closing = await socket.closed()

    assert closing.code == 1012
    assert await asyncio.to_thread(server.wait) == 0


async def test_while_draining_it_is_not_ready_and_lets_nobody_in(make_server: Callable[..., Server]) -> None:
    server = make_server(DRAIN_SECONDS=0.2)
    async with House(server) as house:
        ann = await house.guest("Ann")
        room = await ann.makes_room()
        async with RawSocket(ann, room) as stubborn, ann.enters(room) as polite:
            await stubborn.message("welcome")
            server.ask_to_stop()
            await polite.closed()  # the stubborn one does not answer, so the drain goes on for a while
            ready = await ann.http.get("/health/ready")
            live = await ann.http.get("/health/live")
            status, error = await ann.refused_at_the_door(room)
            streamed = await ann.ask("GET", f"rooms/{room}/stream")

    assert (ready.status_code, live.status_code) == (503, 200)
    assert (status, error["code"]) == (503, "draining")
    assert streamed.status_code == 503
    assert await asyncio.to_thread(server.wait) == 0


async def test_clients_who_do_not_answer_do_not_keep_it_from_ending(make_server: Callable[..., Server]) -> None:
    server = make_server(DRAIN_SECONDS=0.2)
    async with House(server) as house:
        ann = await house.guest("Ann")
        room = await ann.makes_room()
        async with RawSocket(ann, room) as first, RawSocket(ann, room, receive_buffer=4096):
            await first.message("welcome")
            start_of_end = asyncio.get_running_loop().time()
            server.ask_to_stop()
            status = await asyncio.to_thread(server.wait)

    assert status == 0
    assert asyncio.get_running_loop().time() - start_of_end < 10


async def test_what_was_acknowledged_before_the_end_is_there_afterwards(make_server: Callable[..., Server]) -> None:
    server = make_server(DRAIN_SECONDS=0.2)
    async with House(server) as house:
        ann = await house.guest("Ann")
        room = await ann.makes_room()
        async with ann.enters(room) as socket:
            for number in range(200):
                await socket.say("line", f"n{number}")
            server.ask_to_stop()
            await socket.closed()
        assert await asyncio.to_thread(server.wait) == 0
        await asyncio.to_thread(server.start)
        log = {event["id"]: event["seq"] for event in await ann.log(room)}

    acked = {frame["id"]: frame["seq"] for frame in socket.frames if frame["type"] == "ack"}
    assert acked.items() <= log.items()
    assert sorted(log.values()) == list(range(1, len(log) + 1))


async def test_a_restart_keeps_sessions_and_tokens(make_server: Callable[..., Server]) -> None:
    server = make_server()
    async with House(server) as house:
        vera, ann = await house.visitor("Vera"), await house.guest("Ann")
        assert await asyncio.to_thread(server.stop) == 0
        await asyncio.to_thread(server.start)

        assert (await vera.call("GET", "me"))["id"] == vera.id
        assert (await ann.call("GET", "me"))["id"] == ann.id


def test_health_tells_what_is_up(server: Server) -> None:
    live, ready = httpx.get(f"{server.url}/health/live"), httpx.get(f"{server.url}/health/ready")

    assert live.status_code == ready.status_code == 200
    assert ready.json()["database"] is True


def test_the_secret_is_kept_readable_by_its_user_alone(server: Server) -> None:
    secret = server.data / "secret"

    assert secret.stat().st_mode & 0o777 == 0o600
    assert len(secret.read_text()) >= 50


def test_it_listens_on_loopback_alone(server: Server) -> None:
    assert server.host.startswith("127.0.0.1:")


def test_a_killed_servers_data_can_be_used_again_at_once(make_server: Callable[..., Server]) -> None:
    server = make_server()

    server.kill()
    server.start()

    assert server.stop() == 0
