"""Names are tidied, and what would disturb others is refused."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from accounts.names import NAME_LENGTH, tidy_name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ann", "Ann"),
        ("  Ann   Marie ", "Ann Marie"),
        ("Ann\u00a0Marie", "Ann Marie"),
        ("Ann\tMarie\n", "Ann Marie"),
        ("Zoe\u0308", "Zoë"),
        ("李小龍", "李小龍"),
        ("👩\u200d🔬", "👩\u200d🔬"),
        ("<b>Ann</b>", "<b>Ann</b>"),
        ("x" * NAME_LENGTH, "x" * NAME_LENGTH),
    ],
)
def test_a_name_is_tidied(typed: str, kept: str) -> None:
    assert tidy_name(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "\u00a0",
        "x" * 41,
        "\x00",
        "\u202e",
        "a\u2066b",
        "a\u200bb",
        "a\ufeffb",
        "a\x1bb",
        "a\ud800",
        "a\ue000",
    ],
)
def test_a_name_that_hides_or_disturbs_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        tidy_name(typed)


@given(st.text())
def test_what_is_kept_is_clean_and_stays_as_it_is(typed: str) -> None:
    try:
        kept = tidy_name(typed)
    except ValidationError:
        return

    assert tidy_name(kept) == kept
    assert 0 < len(kept) <= NAME_LENGTH
    assert not any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in kept)


@pytest.mark.parametrize("name", ["\u200d", "\u3164", "\u2800", "Ada\u200d", "A\u200dda", "\u200c\u200d\u200c"])
def test_a_name_that_looks_like_nothing_or_like_another_is_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        tidy_name(name)


@pytest.mark.parametrize("name", ["\N{WOMAN}\u200d\N{PERSONAL COMPUTER}", "می\u200cخواهم"])
def test_joiners_stay_where_writing_needs_them(name: str) -> None:
    assert tidy_name(name) == name
