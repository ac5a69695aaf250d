"""From text to frames: every bad frame has its own refusal, and every good one is understood."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.protocol import codec, frames
from rooms.protocol.codes import Refusal
from tests.rooms.protocol.bad_frames import bad_frames, extremes, say


@bad_frames
def test_a_bad_frame_is_refused_with_its_own_code(frame: str, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        codec.decode(frame)

    assert refusal.value.code.name == code


@extremes
def test_extreme_json_is_refused_like_any_other(frame: str) -> None:
    try:
        codec.decode(frame)
    except Refusal as refusal:
        assert refusal.code.name in ("bad_json", "bad_frame")


def test_a_binary_frame_is_a_bad_frame() -> None:
    with pytest.raises(Refusal) as refusal:
        codec.decode(None)

    assert refusal.value.code.name == "bad_frame"


@pytest.mark.parametrize(
    ("frame", "meant"),
    [
        ({"type": "say", "id": "a", "text": "x" * 4000}, frames.Say(type="say", id="a", text="x" * 4000)),
        ({"type": "say", "id": "-_aZ9" * 12 + "abcd", "text": "𝔘" * 4000}, None),
        ({"type": "say", "id": "a", "text": " "}, frames.Say(type="say", id="a", text=" ")),
        ({"type": "evaluate", "id": "a", "expression": "1" * 1000}, None),
        ({"type": "preview", "id": "a", "expression": "1"}, None),
        ({"type": "read", "seq": 0}, frames.Read(type="read", seq=0)),
        ({"type": "status", "status": "idle"}, frames.Status(type="status", status="idle")),
        ({"type": "typing"}, frames.Typing(type="typing")),
        ({"type": "who"}, frames.Who(type="who")),
        ({"type": "ping"}, frames.Ping(type="ping")),
    ],
)
def test_a_good_frame_is_understood(frame: dict[str, object], meant: frames.Frame | None) -> None:
    understood = codec.decode(json.dumps(frame))

    assert understood.model_dump() == frame
    assert meant is None or understood == meant


def test_fields_beyond_the_contract_are_ignored() -> None:
    assert codec.decode('{"type": "ping", "id": "x", "later": [1, {"a": null}]}') == frames.Ping(type="ping")


def test_of_a_field_named_twice_the_last_counts() -> None:
    assert codec.decode('{"type": "shout", "type": "ping"}') == frames.Ping(type="ping")


def test_escaped_pairs_of_surrogates_are_one_character() -> None:
    frame = codec.decode('{"type": "say", "id": "a", "text": "\\ud83d\\ude00"}')

    assert isinstance(frame, frames.Say)
    assert frame.text == "😀"


@pytest.mark.parametrize(
    ("frame", "told"),
    [
        (say(text=""), {"id": "a"}),
        (say(text="x" * 4001), {"id": "a"}),
        (say(text="\x00"), {"id": "a"}),
        ('{"type": "shout", "id": "a"}', {"id": "a"}),
        (say(id="not good"), {}),
        (say(id=7), {}),
        ("[]", {}),
    ],
)
def test_a_refusal_names_the_submission_if_it_had_a_name(frame: str, told: dict[str, str]) -> None:
    with pytest.raises(Refusal) as refusal:
        codec.decode(frame)

    assert refusal.value.facts == told


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
frame_like = st.fixed_dictionaries(
    {"type": st.sampled_from(["say", "evaluate", "preview", "read", "status", "ping"]) | json_values},
    optional={
        "id": json_values,
        "text": json_values,
        "expression": json_values,
        "seq": json_values,
        "status": json_values,
    },
)


@given(st.text() | frame_like.map(json.dumps))
def test_whatever_comes_is_a_frame_or_a_refusal(text: str) -> None:
    try:
        assert isinstance(codec.decode(text), frames.Frame)
    except Refusal as refusal:
        assert refusal.code.status == 400
        json.dumps(refusal.as_fields()).encode()


@given(st.text(alphabet=st.characters(), min_size=1, max_size=50))
def test_text_survives_or_is_refused_as_bad_text(text: str) -> None:
    try:
        frame = codec.decode(json.dumps({"type": "say", "id": "a", "text": text}))
    except Refusal as refusal:
        assert refusal.code.name == "bad_text"
        assert "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text)
    else:
        assert isinstance(frame, frames.Say)
        assert frame.text == text
        frame.text.encode()
