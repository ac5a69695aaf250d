"""What the hub asks the database: small questions about many rooms or one."""

import structlog

from accounts.models import Person

from .. import replay
from ..models import Room
from ..models.rooms import new_key
from ..protocol.limits import REPLAY

logger = structlog.get_logger(__name__)


def newest(room_id: int) -> tuple[int, str, list[str]]:
    """Return head, epoch and newest events of a room."""
    head, epoch = Room.objects.values_list("head", "epoch").get(pk=room_id)
    return head, epoch, replay.newest(room_id, head, REPLAY)


def name(person_id: str) -> str | None:
    """Return what a person is called, or None."""
    return Person.objects.filter(pk=person_id).values_list("name", flat=True).first()


def heads(room_ids: list[int]) -> dict[int, tuple[int, str]]:
    """Return head and epoch of each of these rooms that exists."""
    rows = Room.objects.filter(pk__in=room_ids).values_list("pk", "head", "epoch")
    return {room_id: (head, epoch) for room_id, head, epoch in rows}


def renew(room_id: int, epoch: str) -> str:
    """Give a room whose log is shorter than it was (a backup was restored under us) another epoch, and return that it has
    then: of several processes one wins.
    """
    if Room.objects.filter(pk=room_id, epoch=epoch).update(epoch=new_key()):
        logger.warning("a log was restored to an earlier state", room=room_id)
    return Room.objects.filter(pk=room_id).values_list("epoch", flat=True).first() or ""
