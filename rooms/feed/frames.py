"""What is sent, encoded once for everybody."""

import json
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from ..protocol.codes import Close
from ..protocol.limits import BATCH_EVENTS, BATCH_LENGTH


class Frame:
    """One text frame for any number of sockets: as text, and ready for the wire."""

    def __init__(self, text: str) -> None:
        self.text = text

    @classmethod
    def of(cls, fields: dict[str, Any]) -> "Frame":
        """Encode an object."""
        return cls(compact(fields))

    @classmethod
    def goodbye(cls, close: Close) -> "Frame":
        """The `bye` before a close."""
        retry = list(close.retry_ms) if close.retry_ms else None
        return cls.of({"type": "bye", "code": close.code, "retry_ms": retry})

    @cached_property
    def wire(self) -> bytes:
        """The unmasked WebSocket frame (RFC 6455 §5.2) of this text."""
        payload = self.text.encode()
        size = len(payload)
        if size < 126:
            return bytes((0x81, size)) + payload
        if size < 65_536:
            return b"\x81\x7e" + size.to_bytes(2, "big") + payload
        return b"\x81\x7f" + size.to_bytes(8, "big") + payload


class Events(Frame):
    """Consecutive events `first` … `last` in one frame."""

    def __init__(self, first: int, texts: Sequence[str]) -> None:
        self.first = first
        self.before = first - 1
        self.last = first + len(texts) - 1
        self.texts = texts
        super().__init__('{"type":"events","events":[' + ",".join(texts) + "]}")

    @cached_property
    def stream(self) -> bytes:
        """The same events as Server-Sent Events."""
        lines = (f"id: {self.first + index}\ndata: {text}\n\n" for index, text in enumerate(self.texts))
        return "".join(lines).encode()


def compact(value: Any) -> str:
    """Return it as JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def split(first: int, texts: Sequence[str]) -> list[Events]:
    """Pack consecutive events into frames of at most `BATCH_EVENTS` events and about `BATCH_LENGTH` code points."""
    frames, start, length = [], 0, 0
    for index, text in enumerate(texts):
        if index > start and (index - start == BATCH_EVENTS or length + len(text) > BATCH_LENGTH):
            frames.append(Events(first + start, texts[start:index]))
            start, length = index, 0
        length += len(text)
    if start < len(texts):
        frames.append(Events(first + start, texts[start:]))
    return frames
