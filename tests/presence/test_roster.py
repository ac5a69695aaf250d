"""From sockets to people and from people to diffs: pure functions."""

from hypothesis import given
from hypothesis import strategies as st

from presence.roster import Lease, Present, Roster, difference, people_of

leases = st.builds(
    Lease,
    socket=st.uuids().map(str),
    person=st.sampled_from("abc"),
    name=st.sampled_from(["Ann", "Anna"]),
    guest=st.booleans(),
    status=st.sampled_from(["active", "idle"]),
    expires=st.floats(0, 100),
)
people = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(["active", "idle"])).map(
    lambda found: {id_: Present(id_, id_.upper(), True, status) for id_, status in found.items()}
)


@given(st.lists(leases))
def test_people_are_those_who_hold_a_lease(held: list[Lease]) -> None:
    found = people_of(held)

    assert found.keys() == {lease.person for lease in held}
    for id_, person in found.items():
        mine = [lease for lease in held if lease.person == id_]
        assert (person.status == "active") == any(lease.status == "active" for lease in mine)
        assert person.name in {lease.name for lease in mine}


def test_the_name_of_the_lease_renewed_last_counts() -> None:
    old, new = Lease("1", "a", "Ann", True, expires=5), Lease("2", "a", "Anna", True, expires=9)

    assert people_of([new, old])["a"].name == people_of([old, new])["a"].name == "Anna"


@given(people, people)
def test_a_diff_leads_from_one_roster_to_the_other(before: dict[str, Present], after: dict[str, Present]) -> None:
    diff = difference(8, before, after)

    if diff is None:
        assert before == after
    else:
        roster = Roster(7, before).changed_by(diff)
        assert (roster.rev, dict(roster.people)) == (8, after)
        assert not {person.id for person in diff.joined} & before.keys()
        assert not set(diff.left) & after.keys()


def test_a_person_is_shown_as_the_contract_says() -> None:
    assert Present("a", "Ann", True, "idle").as_fields() == {"id": "a", "name": "Ann", "guest": True, "status": "idle"}
