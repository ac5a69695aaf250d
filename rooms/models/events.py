"""The log's events, and the names they define."""

from django.db import models

from .rooms import Room


class Event(models.Model):
    """One event of a room's log. Rows are only ever added, by `rooms.log`."""

    # No index of its own: those that begin with the room serve, and every one more is paid for by every line.
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="events", db_index=False)
    seq = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=12)
    at = models.DateTimeField()
    # As it was said: a later change of name does not rewrite what every member has already received, nor does it matter
    # that a person is deleted.
    by_id = models.CharField(max_length=16)
    by_name = models.CharField(max_length=40)
    submission = models.CharField(max_length=64, null=True)
    body = models.JSONField()
    binding = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "seq"], name="one_event_a_seq"),
            models.UniqueConstraint(
                fields=["room", "by_id", "submission"],
                condition=models.Q(submission__isnull=False),
                name="one_event_a_submission",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.seq} of room {self.room_id}"


class Definition(models.Model):
    """What a name of a room stands for now: a shortcut into the log, which alone is the truth. `ans` is one too."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="definitions", db_index=False)
    name = models.CharField(max_length=32)
    seq = models.PositiveBigIntegerField()
    binding = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "name"], name="one_definition")]

    def __str__(self) -> str:
        return f"{self.name} of room {self.room_id}"
