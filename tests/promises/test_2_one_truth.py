"""Promise 2: every member receives the same event under the same seq, by whichever way they hear of it."""

import asyncio
import re

from tests.support.client import House

AT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


async def test_a_message_is_the_same_event_for_sender_member_stream_and_log(house: House) -> None:
    ann, bob = await house.guests("Ann", "Bob")
    room = await ann.makes_room()
    await bob.joins(room)

    async with ann.enters(room) as anns, bob.enters(room) as bobs, bob.streams(room) as stream:
        ack = await anns.said("Hello, Bob", "greeting")
        seq = ack["seq"]
        seen = [(await anns.until(seq))[seq], (await bobs.until(seq))[seq], (await stream.until(seq))[-1]]
    logged = (await bob.log(room))[-1]

    assert AT.fullmatch(logged.pop("at"))
    assert logged == {
        "seq": 3,
        "kind": "message",
        "by": {"id": ann.id, "name": "Ann"},
        "id": "greeting",
        "text": "Hello, Bob",
    }
    assert all({**event, "at": None} == {**logged, "at": None} for event in seen)
    assert len({event["at"] for event in seen}) == 1


async def test_a_calculation_tells_everybody_its_result_name_and_what_it_read(house: House) -> None:
    ann, bob = await house.guests("Ann", "Bob")
    room = await ann.makes_room()
    await bob.joins(room)

    async with ann.enters(room) as anns, bob.enters(room) as bobs:
        await anns.evaluated("rent = 1240")
        await anns.evaluated("share = rent / 3")
        mine = await anns.evaluated("ans + #3")
        theirs = (await bobs.until(5))[4]

    assert mine["uses"] == {"ans": 4, "#3": 3}
    assert theirs["expression"] == "share = rent / 3"
    assert theirs["result"]["exact"] is True
    assert (theirs["name"], theirs["uses"]) == ("share", {"rent": 3})


async def test_a_function_definition_has_its_own_text_as_result(house: House) -> None:
    ann = await house.guest("Ann")
    room = await ann.makes_room()

    async with ann.enters(room) as socket:
        await socket.evaluated("a = 2")
        defined = await socket.evaluated("f(x) = a x + 1")
        called = await socket.evaluated("f(3)")

    assert defined["name"] == "f"
    assert defined["result"]["text"].replace(" ", "").startswith("f(x)=")
    assert called["result"] == {"text": "7", "exact": True}
    assert called["uses"] == {"f": 3, "a": 2}


async def test_an_expression_that_fails_is_told_to_its_sender_alone_and_makes_no_event(house: House) -> None:
    ann, bob = await house.guests("Ann", "Bob")
    room = await ann.makes_room()
    await bob.joins(room)

    async with ann.enters(room) as anns, bob.enters(room) as bobs:
        await anns.evaluate("2 + nothing_here", "wrong")
        error = await anns.expect("error", id="wrong")
        await bobs.nothing_but("events", "presence")
    log = await ann.log(room)

    assert error["code"] == "expression"
    assert error["detail"].keys() == {"code", "message", "start", "end", "hint"}
    assert (error["detail"]["start"], error["detail"]["end"]) == (4, 16)
    assert len(log) == 2


async def test_offsets_of_an_error_count_code_points(house: House) -> None:
    ann = await house.guest("Ann")
    room = await ann.makes_room()

    async with ann.enters(room) as socket:
        await socket.evaluate("½ + 1 + nothing_here # 𝒞𝒪", "wrong")
        error = await socket.expect("error", id="wrong")

    assert (error["detail"]["start"], error["detail"]["end"]) == (8, 20)


async def test_text_of_every_script_arrives_as_it_was_sent(house: House) -> None:
    text = "שלום 👩‍👩‍👧‍👦 \u202e<b>&amp;\\\"'\u2028\n\t𝔘𝔫𝔦 e\u0301 \ufffe"
    ann = await house.guest("Ann")
    room = await ann.makes_room()

    async with ann.enters(room) as socket, ann.streams(room) as stream:
        ack = await socket.said(text)
        seen = [(await socket.until(2))[2], (await stream.until(2))[-1], (await ann.log(room))[-1]]

    assert ack["seq"] == 2
    assert [event["text"] for event in seen] == [text] * 3


async def test_members_who_come_in_different_ways_hold_the_same_log(house: House) -> None:
    ann, bob, cleo = await house.guests("Ann", "Bob", "Cleo")
    room = await ann.makes_room()
    await bob.joins(room)
    await cleo.joins(room)

    async with (
        ann.enters(room) as anns,
        bob.enters(room, after=0) as bobs,
        cleo.streams(room, query="?after=0") as stream,
    ):
        for number in range(60):
            await (anns if number % 2 else bobs).evaluate(f"x{number % 5} = {number} / 7")
        views = await asyncio.gather(anns.until(63), bobs.until(63), stream.until(63))
    log = await cleo.log(room)

    assert list(views[0].values()) == log
    assert list(views[1].values()) == log
    assert views[2] == log


async def test_a_new_name_does_not_rewrite_what_was_said_before(house: House) -> None:
    ann = await house.guest("Ann")
    room = await ann.makes_room()

    async with ann.enters(room) as socket:
        await socket.said("as Ann")
        await ann.call("PATCH", "me", {"name": "Anna"})
        await socket.said("as Anna")
        events = await socket.until(3)

    assert [events[2]["by"]["name"], events[3]["by"]["name"]] == ["Ann", "Anna"]
    assert (await ann.log(room))[1]["by"]["name"] == "Ann"
