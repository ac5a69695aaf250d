"""The log's events, and the names they define."""

from django.conf import settings
from django.db import models

from .rooms import Room


class Event(models.Model):
    """One event of a room's log. Rows are only ever added, by `rooms.log`."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="events")
    seq = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=12)
    at = models.DateTimeField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    # As it was said: a later change of name does not rewrite what every member has already received.
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

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="definitions")
    name = models.CharField(max_length=32)
    seq = models.PositiveBigIntegerField()
    binding = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "name"], name="one_definition")]
        indexes = [models.Index(fields=["room", "seq"], name="definitions_since")]

    def __str__(self) -> str:
        return f"{self.name} of room {self.room_id}"
