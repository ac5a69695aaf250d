"""Every way for a frame to be bad, and the error the contract names for it: run against the codec and against a server."""

import json
from typing import Any

import pytest

BAD_JSON, BAD_FRAME, UNKNOWN, TOO_LONG, BAD_TEXT = "bad_json", "bad_frame", "unknown_type", "too_long", "bad_text"


def say(**fields: Any) -> str:
    """A `say` with these fields in place of good ones; None takes one away."""
    frame = {"type": "say", "id": "a", "text": "Hello", **fields}
    return json.dumps({name: value for name, value in frame.items() if value is not None})


def evaluate(expression: str) -> str:
    """An `evaluate`."""
    return json.dumps({"type": "evaluate", "id": "a", "expression": expression})


CASES: dict[str, tuple[str, str]] = {
    # not JSON
    "an empty frame": ("", BAD_JSON),
    "words": ("hello there", BAD_JSON),
    "half an object": ('{"type": "ping"', BAD_JSON),
    "two objects": ('{"type": "ping"}{"type": "ping"}', BAD_JSON),
    "single quotes": ("{'type': 'ping'}", BAD_JSON),
    "a trailing comma": ('{"type": "ping",}', BAD_JSON),
    "a comment": ('{"type": "ping"} // hello', BAD_JSON),
    "NaN": ('{"type": "read", "seq": NaN}', BAD_JSON),
    "Infinity": ('{"type": "read", "seq": Infinity}', BAD_JSON),
    "-Infinity": ('{"type": "read", "seq": -Infinity}', BAD_JSON),
    "a raw NUL": ('{"type": "say", "id": "a", "text": "\x00"}', BAD_JSON),
    "a raw line break in a string": ('{"type": "say", "id": "a", "text": "a\nb"}', BAD_JSON),
    "a byte-order mark": ('\ufeff{"type": "ping"}', BAD_JSON),
    # no object
    "a list": ("[]", BAD_FRAME),
    "a string": ('"ping"', BAD_FRAME),
    "a number": ("7", BAD_FRAME),
    "null": ("null", BAD_FRAME),
    "true": ("true", BAD_FRAME),
    # its type
    "no type": ("{}", BAD_FRAME),
    "a type that is null": ('{"type": null}', BAD_FRAME),
    "a type that is a number": ('{"type": 1}', BAD_FRAME),
    "a type that is a list": ('{"type": ["ping"]}', BAD_FRAME),
    "a type that is an object": ('{"type": {"a": 1}}', BAD_FRAME),
    "a type that is not listed": ('{"type": "shout"}', UNKNOWN),
    "an empty type": ('{"type": ""}', UNKNOWN),
    "a type of the server": ('{"type": "welcome"}', UNKNOWN),
    "a type of Channels": ('{"type": "websocket.disconnect"}', UNKNOWN),
    "a type of the groups": ('{"type": "room.lines", "room": 1, "first": 1, "texts": ["{}"]}', UNKNOWN),
    "a type in capitals": ('{"type": "PING"}', UNKNOWN),
    "a type of half a character": ('{"type": "\\ud800"}', UNKNOWN),
    "a type named twice": ('{"type": "ping", "type": "shout"}', UNKNOWN),
    # its id
    "no id": (say(id=None), BAD_FRAME),
    "an empty id": (say(id=""), BAD_FRAME),
    "an id of 65 characters": (say(id="a" * 65), BAD_FRAME),
    "an id with a space": (say(id="a b"), BAD_FRAME),
    "an id with a dot": (say(id="a.b"), BAD_FRAME),
    "an id with a line break at its end": (say(id="a\n"), BAD_FRAME),
    "an id in another script": (say(id="а"), BAD_FRAME),  # a Cyrillic one
    "an id of other digits": (say(id="٣"), BAD_FRAME),
    "an id that is a number": (say(id=7), BAD_FRAME),
    "an id that is true": (say(id=True), BAD_FRAME),
    "an id that is a list": (say(id=["a"]), BAD_FRAME),
    "an id of half a character": ('{"type": "say", "id": "\\udfff", "text": "x"}', BAD_FRAME),
    # its text
    "no text": (say(text=None), BAD_FRAME),
    "an empty text": (say(text=""), BAD_FRAME),
    "a text that is a number": (say(text=7), BAD_FRAME),
    "a text that is a list": (say(text=["x"]), BAD_FRAME),
    "a text that is an object": (say(text={"a": "b"}), BAD_FRAME),
    "a text of 4001 characters": (say(text="x" * 4001), TOO_LONG),
    "a text of 4001 characters beyond the first plane": (say(text="𝔘" * 4001), TOO_LONG),
    "a text with NUL": (say(text="a\x00b"), BAD_TEXT),
    "a text with a high surrogate alone": ('{"type": "say", "id": "a", "text": "\\ud83d"}', BAD_TEXT),
    "a text with a low surrogate alone": ('{"type": "say", "id": "a", "text": "x\\ude00"}', BAD_TEXT),
    "a text with surrogates the wrong way round": ('{"type": "say", "id": "a", "text": "\\ude00\\ud83d"}', BAD_TEXT),
    "a message in an evaluate": ('{"type": "evaluate", "id": "a", "text": "1 + 1"}', BAD_FRAME),
    # its expression
    "no expression": ('{"type": "evaluate", "id": "a"}', BAD_FRAME),
    "an empty expression": (evaluate(""), BAD_FRAME),
    "an expression of 1001 characters": (evaluate("1" * 1001), TOO_LONG),
    "an expression with NUL": (evaluate("1 + \x00"), BAD_TEXT),
    "an expression of half a character": ('{"type": "evaluate", "id": "a", "expression": "\\ud800"}', BAD_TEXT),
    "a preview of 1001 characters": (json.dumps({"type": "preview", "id": "a", "expression": "1" * 1001}), TOO_LONG),
    "a preview without an id": ('{"type": "preview", "expression": "1"}', BAD_FRAME),
    # other fields
    "a read without seq": ('{"type": "read"}', BAD_FRAME),
    "a read of a string": ('{"type": "read", "seq": "1"}', BAD_FRAME),
    "a read of a fraction": ('{"type": "read", "seq": 1.5}', BAD_FRAME),
    "a read of true": ('{"type": "read", "seq": true}', BAD_FRAME),
    "a read below zero": ('{"type": "read", "seq": -1}', BAD_FRAME),
    "a read of 30 digits": ('{"type": "read", "seq": ' + "9" * 30 + "}", BAD_FRAME),
    "a read of an infinite float": ('{"type": "read", "seq": 1e999}', BAD_FRAME),
    "a status without status": ('{"type": "status"}', BAD_FRAME),
    "an unknown status": ('{"type": "status", "status": "away"}', BAD_FRAME),
    "a status that is true": ('{"type": "status", "status": true}', BAD_FRAME),
}

# Valid JSON that a reader may refuse as such (RFC 8259 §9 allows limits of depth and of numbers).
EXTREMES: dict[str, str] = {
    "5,000 digits": '{"type": "read", "seq": ' + "9" * 5000 + "}",
    "30,000 lists in each other": '{"type": "ping", "x": ' + "[" * 30_000 + "]" * 30_000 + "}",
    "10,000 objects in each other": '{"type": "say", "x": ' + '{"a":' * 10_000 + "1" + "}" * 10_000 + "}",
    "30,000 open brackets": "[" * 30_000,
}

bad_frames = pytest.mark.parametrize(("frame", "code"), CASES.values(), ids=CASES.keys())
extremes = pytest.mark.parametrize("frame", EXTREMES.values(), ids=EXTREMES.keys())
