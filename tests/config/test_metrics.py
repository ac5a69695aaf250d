"""`/metrics`: counts of this process, for who asks from this machine."""

from tests.support.client import House


async def test_metrics_count_open_sockets_and_name_nobody(house: House) -> None:
    ann = await house.guest("Ann")
    room = await ann.makes_room("Secret plans")

    async with ann.enters(room):
        shown = (await ann.http.get("/metrics")).text

    values = dict(line.split(" ") for line in shown.splitlines() if line.startswith("countinghouse_"))
    assert float(values["countinghouse_sockets"]) >= 1
    assert float(values["countinghouse_rooms"]) >= 1
    assert float(values["countinghouse_degraded"]) == float(values["countinghouse_hints_lost_total"]) == 0
    assert room not in shown and ann.id not in shown


async def test_metrics_are_not_there_for_who_comes_through_a_proxy(house: House) -> None:
    ann = await house.guest("Ann")

    assert (await ann.http.get("/metrics", headers={"X-Forwarded-For": "192.0.2.7"})).status_code == 404


async def test_a_call_to_an_unknown_host_is_refused_in_the_contracts_form(house: House) -> None:
    stranger = await house.stranger()

    refused = await stranger.http.get("/api/v1/me", headers={"Host": "evil.example"})

    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "bad_frame")
