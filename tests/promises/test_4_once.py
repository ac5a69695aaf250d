"""Promise 4: a submission repeated with the same id creates no second event, and is acknowledged with the first's seq."""

import asyncio

from tests.support.client import House


async def test_a_repeat_on_the_same_socket_is_acknowledged_with_the_first_seq(house: House) -> None:
    ann = await house.guest("Ann")
    room = await ann.makes_room()

    async with ann.enters(room) as socket:
        first = await socket.said("once", "a")
        again = await socket.said("once", "a")

    assert first == {"type": "ack", "id": "a", "seq": 2}
    assert again == {"type": "ack", "id": "a", "seq": 2, "duplicate": True}
    assert len(await ann.log(room)) == 2


async def test_a_repeat_is_acknowledged_whatever_it_says_this_time(house: House) -> None:
    ann = await house.guest("Ann")
    room = await ann.makes_room()
    different = [
        ("say", {"text": "something else"}),
        ("evaluate", {"expression": "1 + 1"}),
        ("evaluate", {"expression": "1 +* ) nothing that compiles"}),
        ("evaluate", {"expression": "compiles_but_fails + 1"}),
        ("evaluate", {"expression": "1 / 0"}),
    ]

    async with ann.enters(room) as socket:
        await socket.evaluated("6 * 7", "a")
        acks = []
        for kind, content in different:
            await socket.send(kind, id="a", **content)
            acks.append(await socket.expect("ack", id="a"))
        await socket.nothing_but("events", "presence")

    assert acks == [{"type": "ack", "id": "a", "seq": 2, "duplicate": True}] * len(different)
    assert [event["seq"] for event in await ann.log(room)] == [1, 2]


async def test_a_repeat_after_a_reconnect_finds_the_first(house: House) -> None:
    ann = await house.guest("Ann")
    room = await ann.makes_room()
    async with ann.enters(room) as socket:
        await socket.said("sent", "a")
        socket.drop()

    async with ann.enters(room, after=1) as socket:
        again = await socket.said("sent", "a")

    assert again["seq"] == 2
    assert again["duplicate"] is True


async def test_a_submission_whose_ack_was_lost_is_there_once(house: House) -> None:
    ann = await house.guest("Ann")
    room = await ann.makes_room()
    async with ann.enters(room) as socket:
        for number in range(30):
            await socket.say(f"line {number}", f"n{number}")
        await socket.until(10)
        socket.drop()

    async with ann.enters(room, after=socket.position) as socket:
        seqs = [(await socket.said(f"line {number}", f"n{number}"))["seq"] for number in range(30)]

    assert sorted(seqs) == list(range(2, 32))
    assert len(await ann.log(room)) == 31


async def test_over_http_a_repeat_answers_200_with_the_first_event(house: House) -> None:
    ann = await house.guest("Ann")
    room = await ann.makes_room()

    first, again = await ann.posts(room, "once", "a"), await ann.posts(room, "twice", "a")
    broken = await ann.ask("POST", f"rooms/{room}/events", {"type": "evaluate", "id": "a", "expression": "1 +* )"})

    assert (first.status_code, again.status_code, broken.status_code) == (201, 200, 200)
    assert first.json() == again.json() == broken.json()
    assert first.json()["text"] == "once"


async def test_socket_and_http_know_each_others_submissions(house: House) -> None:
    ann = await house.guest("Ann")
    room = await ann.makes_room()

    async with ann.enters(room) as socket:
        await socket.said("by socket", "a")
        posted = await ann.posts(room, "by socket", "a")
        await ann.posts(room, "by post", "b")
        ack = await socket.said("by post", "b")

    assert posted.status_code == 200
    assert posted.json()["seq"] == 2
    assert (ack["seq"], ack["duplicate"]) == (3, True)


async def test_of_two_sent_at_once_exactly_one_is_no_duplicate(house: House) -> None:
    ann = await house.guest("Ann")
    room = await ann.makes_room()

    async with ann.enters(room) as one, ann.enters(room) as other:
        for number in range(30):
            acks = await asyncio.gather(one.said("mine", f"n{number}"), other.said("no, mine", f"n{number}"))
            assert len({ack["seq"] for ack in acks}) == 1
            assert sorted(ack.get("duplicate", False) for ack in acks) == [False, True]

    assert len(await ann.log(room)) == 31


async def test_the_same_id_pipelined_on_one_socket_makes_one_event(house: House) -> None:
    ann = await house.guest("Ann")
    room = await ann.makes_room()

    async with ann.enters(room) as socket:
        for number in range(10):
            await socket.say(f"attempt {number}", "a")
        acks = [await socket.expect("ack", id="a") for _ in range(10)]

    assert {ack["seq"] for ack in acks} == {2}
    assert sum("duplicate" not in ack for ack in acks) == 1
    assert len(await ann.log(room)) == 2


async def test_two_people_and_two_rooms_may_use_the_same_id(house: House) -> None:
    ann, bob = await house.guests("Ann", "Bob")
    room, second = await ann.makes_room(), await ann.makes_room()
    await bob.joins(room)

    answers = [
        await ann.posts(room, "Ann", "a"),
        await bob.posts(room, "Bob", "a"),
        await ann.posts(second, "Ann", "a"),
    ]

    assert [answer.status_code for answer in answers] == [201, 201, 201]


async def test_a_refused_submission_does_not_use_up_its_id(house: House) -> None:
    ann = await house.guest("Ann")
    room = await ann.makes_room()

    async with ann.enters(room) as socket:
        for expression in ("1 +* )", "not_yet + 1", "1/0"):
            await socket.evaluate(expression, "a")
            assert (await socket.expect("error", id="a"))["code"] == "expression"
        await socket.send("say", id="a", text="x" * 4001)
        assert (await socket.expect("error", id="a"))["code"] == "too_long"
        ack = await socket.said("now it goes", "a")

    assert ack == {"type": "ack", "id": "a", "seq": 2}


async def test_a_repeat_creates_no_event_even_for_those_who_only_listen(house: House) -> None:
    ann, bob = await house.guests("Ann", "Bob")
    room = await ann.makes_room()
    await bob.joins(room)

    async with ann.enters(room) as anns, bob.enters(room) as bobs:
        await anns.said("once", "a")
        await anns.said("once", "a")
        await anns.said("something new")
        events = await bobs.until(4)

    assert [events[3]["text"], events[4]["text"]] == ["once", "something new"]


async def test_a_repeat_across_a_change_of_role_is_still_acknowledged(house: House) -> None:
    ann, bob = await house.guests("Ann", "Bob")
    room = await ann.makes_room()
    await bob.joins(room)
    first = await bob.posts(room, "as a member", "a")
    await ann.call("PATCH", f"rooms/{room}/members/{bob.id}", {"role": "viewer"})

    again = await bob.posts(room, "as a member", "a")

    assert again.status_code == 200
    assert again.json() == first.json()


async def test_a_repetition_that_overtakes_the_commit_is_acknowledged_whatever_it_says(house: House) -> None:
    ann = await house.guest("Ann")
    room = await ann.makes_room()

    async with ann.enters(room) as socket:
        for _ in range(10):
            submission = await socket.evaluate("1 + 1")
            await socket.evaluate("1 +", submission)
            first = await socket.expect("ack", id=submission)
            again = await socket.expect("ack", id=submission)

            assert (first["seq"], again.get("duplicate")) == (again["seq"], True)
