"""Make logs long: `python -m benchmarks.contestants.long_logs '[[slug, events], …]'` fills each room up to so many.

The rows are made by the database itself, like those of lines that were said: a million submissions would take minutes.
"""

import json
import os
import sys
from datetime import UTC, datetime

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402 (needs Django to be set up)

from rooms.models import Membership, Room  # noqa: E402

TEXT = "A line of a long conversation about who paid for what, and when, and why."
FILL = """
    INSERT INTO rooms_event (room_id, seq, kind, at, by_id, by_name, submission, body)
    WITH RECURSIVE numbers (seq) AS (SELECT %s UNION ALL SELECT seq + 1 FROM numbers WHERE seq < %s)
    SELECT %s, seq, 'message', {at}, %s, 'Guest', 'l' || seq, {body} FROM numbers
"""


def main(wanted: list[tuple[str, int]]) -> None:
    """Fill the rooms."""
    postgres = connection.vendor == "postgresql"
    fill = FILL.format(at="%s::timestamptz", body="%s::jsonb") if postgres else FILL.format(at="%s", body="%s")
    at = datetime.now(UTC).isoformat() if postgres else datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    with connection.cursor() as cursor:
        for slug, length in wanted:
            member = Membership.objects.select_related("room").filter(room__slug=slug).order_by("pk")[0]
            room, person = member.room, member.person_id
            with transaction.atomic():
                cursor.execute(fill, [room.head + 1, length, room.pk, at, person, json.dumps({"text": TEXT})])
                Room.objects.filter(pk=room.pk).update(head=length)
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
