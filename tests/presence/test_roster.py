"""From two sets of people to what changed between them: a pure function."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from presence.roster import Present, Roster, difference
from tests.presence.leases import after

people = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(["active", "idle"])).map(
    lambda found: {id_: Present(id_, id_.upper(), True, status) for id_, status in found.items()}
)


@given(people, people)
def test_a_diff_leads_from_one_roster_to_the_other(before: dict[str, Present], then: dict[str, Present]) -> None:
    diff = replace(difference(before, then), rev=8)

    assert after(Roster(7, before), diff) == Roster(8, then)


def test_people_are_shown_as_the_contract_says() -> None:
    ann = Present("a", "Ann", True, "idle")

    assert ann.as_fields() == {"id": "a", "name": "Ann", "guest": True, "status": "idle"}
    assert Roster(7, {"a": ann}).as_fields() == {"rev": 7, "people": [ann.as_fields()]}
    assert Roster(7, {"a": ann}, 300).as_fields() == {"rev": 7, "people": [ann.as_fields()], "count": 300}
