"""What is replayed is what was told when it happened."""

import json
from datetime import UTC, datetime

from rooms import replay
from rooms.batch import Batch
from rooms.models import Membership
from rooms.sheets import Sheets
from tests.rooms.founding import calculates, joined, says, whole_log


def test_a_replayed_event_says_what_was_announced(owner: Membership) -> None:
    lines = [says(owner, 'a "word" – 𝔘\n</script>', "a"), calculates(owner, "x = 1/3", "b"), says(owner, "c", "c")]
    told: list[str] = []
    for at in (datetime(2026, 11, 21, 12, 0, 0, 123_456, UTC), datetime(2026, 11, 21, 12, 0, 1, 0, UTC)):
        batch = Batch([lines.pop(0)] if len(lines) == 3 else lines, Sheets(), at)
        batch.commit()
        told += [text for announced in batch.announcements for text in announced["texts"]]

    assert [json.loads(text) for text in replay.after(owner.room_id, 1, 50)] == [json.loads(text) for text in told]
    assert [json.loads(text)["at"] for text in told[:2]] == ["2026-11-21T12:00:00.123Z", "2026-11-21T12:00:01.000Z"]


def test_pages_are_ascending_and_bounded(owner: Membership) -> None:
    for number in range(8):
        joined(owner, f"Guest {number}")

    assert seqs(replay.after(owner.room_id, 3, 4)) == [4, 5, 6, 7]
    assert seqs(replay.after(owner.room_id, 9, 4)) == []
    assert seqs(replay.newest(owner.room_id, 8, 3)) == [6, 7, 8]
    assert [json.loads(text) for text in replay.newest(owner.room_id, 9, 50)] == whole_log(owner.room_id)


def seqs(texts: list[str]) -> list[int]:
    return [json.loads(text)["seq"] for text in texts]
