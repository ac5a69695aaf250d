"""The two tables of refusals and closings hold what the contract says."""

import pytest

from rooms.protocol import codes
from rooms.protocol.codes import Code, Refusal

NOT_BY_ITSELF = {1000, 1009, 4401, 4403, 4404}


def test_every_close_code_of_the_contract_is_in_the_table() -> None:
    assert codes.CLOSES.keys() >= {1000, 1009, 1012, 4401, 4403, 4404, 4408, 4413, 4429}


@pytest.mark.parametrize("close", codes.CLOSES.values(), ids=lambda close: str(close.code))
def test_who_should_come_back_is_told_when(close: codes.Close) -> None:
    assert (close.retry_ms is None) == (close.code in NOT_BY_ITSELF)
    assert close.retry_ms is None or 0 <= close.retry_ms[0] <= close.retry_ms[1] <= 30_000


def test_names_of_refusals_are_unique_and_their_statuses_fit() -> None:
    table = [code for code in vars(codes).values() if isinstance(code, Code)]

    assert len({code.name for code in table}) == len(table)
    assert all(400 <= code.status < 600 and code.message for code in table)


def test_a_refusal_tells_its_code_a_sentence_and_the_facts() -> None:
    refusal = Refusal(codes.RATE_LIMITED, retry_after=0.5)

    assert refusal.as_fields() == {
        "code": "rate_limited",
        "message": codes.RATE_LIMITED.message,
        "retry_after": 0.5,
    }
