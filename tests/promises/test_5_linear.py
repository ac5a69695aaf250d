"""Promise 5: the result at seq n is what one calculator fed with events 1 … n−1 in order would give."""

import asyncio
import random

from tests.support.client import Guest, House
from tests.support.replay import check_replay

LINES = [
    "a = {n}",
    "b = a + {n}/3",
    "a = a + 1",
    "f(x) = a x + {n}",
    "g(x) = f(x) + b",
    "f({n})",
    "g(a)",
    "ans + 1",
    "c = ans",
    "a + b + c",
    "#{back} + 1",
    "a = sqrt({n})",
    "b = f(2) + #{back}",
    "{n}/0",
    "unheard_of + 1",
]


async def test_a_long_talk_of_many_racing_on_names_and_ans_replays_to_the_same_results(house: House) -> None:
    people = await house.guests("Ann", "Bob", "Cleo", "Dan")
    room = await people[0].makes_room()
    for person in people[1:]:
        await person.joins(room)

    async with asyncio.TaskGroup() as racing:
        for seed, person in enumerate(people):
            racing.create_task(calculate_at_random(person, room, seed, 100))
            racing.create_task(calculate_at_random(person, room, seed + 100, 50))

    assert check_replay(await people[0].log(room)) > 200


async def test_counting_up_together_loses_no_step(house: House) -> None:
    ann, bob = await house.guests("Ann", "Bob")
    room = await ann.makes_room()
    await bob.joins(room)

    async with ann.enters(room) as anns, bob.enters(room) as bobs:
        await anns.evaluated("n = 0")
        for _ in range(100):
            await anns.evaluate("n = n + 1")
            await bobs.evaluate("n = n + 1")
        events = await anns.until(203)

    assert [events[seq]["result"]["text"] for seq in range(4, 204)] == [str(step) for step in range(1, 201)]
    assert [events[seq]["uses"] for seq in range(4, 204)] == [{"n": seq} for seq in range(3, 203)]


async def test_http_and_sockets_write_one_history(house: House) -> None:
    ann = await house.guest("Ann")
    room = await ann.makes_room()

    async with ann.enters(room) as socket:
        await socket.evaluated("n = 1")
        for number in range(20):
            await socket.evaluate("n = 2 n")
            body = {"type": "evaluate", "id": f"n{number}", "expression": "n = n + 1"}
            assert (await ann.ask("POST", f"rooms/{room}/events", body)).status_code == 201
        await socket.until(42)

    assert check_replay(await ann.log(room)) == 41


async def test_messages_between_calculations_do_not_move_ans(house: House) -> None:
    ann = await house.guest("Ann")
    room = await ann.makes_room()

    async with ann.enters(room) as socket:
        await socket.evaluated("6 * 7")
        await socket.said("a word in between")
        await socket.evaluated("f(x) = x + ans")
        event = await socket.evaluated("ans + 0")

    assert event["result"]["text"] == "42"
    assert event["uses"] == {"ans": 2}


async def test_a_failed_line_changes_no_name(house: House) -> None:
    ann = await house.guest("Ann")
    room = await ann.makes_room()

    async with ann.enters(room) as socket:
        await socket.evaluated("x = 1")
        await socket.evaluate("x = 1/0", "wrong")
        await socket.expect("error", id="wrong", code="expression")
        event = await socket.evaluated("x")

    assert (event["seq"], event["result"]["text"]) == (3, "1")


async def test_a_function_looks_up_its_free_names_when_it_is_called(house: House) -> None:
    ann = await house.guest("Ann")
    room = await ann.makes_room()

    async with ann.enters(room) as socket:
        for line in ("rate = 2", "cost(x) = rate x", "rate = 10"):
            await socket.evaluated(line)
        event = await socket.evaluated("cost(3)")

    assert event["result"]["text"] == "30"
    assert event["uses"] == {"cost": 3, "rate": 4}


async def test_a_line_can_be_referred_to_only_where_it_is_a_calculation_of_this_room(house: House) -> None:
    ann = await house.guest("Ann")
    room, other = await ann.makes_room(), await ann.makes_room()
    async with ann.enters(other) as socket:
        await socket.said("padding")
        await socket.evaluated("7")

    async with ann.enters(room) as socket:
        await socket.evaluated("1")
        for wrong in ("#1", "#3", "#0", "#99999999999999999999999"):
            await socket.evaluate(f"{wrong} + 1", "refers")
            assert (await socket.expect("error", id="refers"))["code"] == "expression"
        event = await socket.evaluated("#2 + 1")

    assert event["result"]["text"] == "2"


async def test_variables_over_http_are_those_of_the_log(house: House) -> None:
    ann = await house.guest("Ann")
    room = await ann.makes_room()

    async with ann.enters(room) as socket:
        for line in ("zeta = 1/3", "alpha = 2", "f(x) = x^2", "alpha = 5", "99"):
            await socket.evaluated(line)
    variables = (await ann.call("GET", f"rooms/{room}/variables"))["variables"]
    events = {event["seq"]: event for event in await ann.log(room)}

    assert [variable["name"] for variable in variables] == ["alpha", "f", "zeta"]
    assert [variable["seq"] for variable in variables] == [5, 4, 2]
    assert all(variable["result"] == events[variable["seq"]]["result"] for variable in variables)
    assert all(variable.keys() == {"name", "result", "seq"} for variable in variables)


async def test_a_preview_tells_what_a_line_would_come_to_and_defines_nothing(house: House) -> None:
    ann, bob = await house.guests("Ann", "Bob")
    room = await ann.makes_room()
    await bob.joins(room)

    async with ann.enters(room) as anns, bob.enters(room) as bobs:
        await anns.evaluated("x = 20")
        await anns.send("preview", id="p", expression="y = x + 1")
        shown = await anns.expect("preview", id="p")
        await anns.send("preview", id="q", expression="y + 1")
        refused = await anns.expect("preview", id="q")
        await bobs.nothing_but("events", "presence")

    assert shown["result"] == {"text": "21", "exact": True}
    assert refused["error"].keys() == {"code", "message", "start", "end", "hint"}
    assert "result" not in refused
    assert len(await ann.log(room)) == 3


async def calculate_at_random(person: Guest, room: str, seed: int, lines: int) -> None:
    chance = random.Random(seed)
    async with person.enters(room) as socket:
        for number in range(1, lines + 1):
            back = chance.randint(1, max(1, socket.position))
            line = chance.choice(LINES).format(n=number, back=back)
            submission = await socket.evaluate(line)
            if chance.random() < 0.5:
                await socket.find(lambda frame, sent=submission: frame.get("id") == sent)
        await socket.ping()
