"""Telling what was committed: at once to this process, as a hint to all others. Nobody else calls `group_send`.

An announcement is a dict with a `type`, so that it travels over any channel layer. The types are ours alone; what a client
sends never becomes one.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import structlog
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

from accounts.secrecy import digest
from presence.roster import Diff, Present

from .protocol.codes import Close

Announcement = dict[str, Any]
Listener = Callable[[Announcement], None]

LINES = "room.lines"  # events were committed
OUT = "room.out"  # a person may no longer be in the room
CLOSED = "room.closed"  # the room is gone
PRESENCE = "room.presence"
TYPING = "room.typing"
ENDED = "person.ended"  # a session or token ended
PERSON = "person.changed"  # goes by another name

EVERYWHERE = "everywhere"  # the group that every process joins

log = structlog.get_logger(__name__)
_listeners: list[Listener] = []


def group_of(announcement: Announcement) -> str:
    """Return the group whose members need to hear this. Closings go to all, so that none depends on who listens yet."""
    told_in_the_room = announcement["type"] in (LINES, PRESENCE, TYPING)
    return f"room.{announcement['room']}" if told_in_the_room else EVERYWHERE


def listen(listener: Listener) -> Callable[[], None]:
    """Have `listener` called (in any thread) with what this process announces; returns how to stop it."""
    _listeners.append(listener)
    return partial(_listeners.remove, listener)


def publish(announcement: Announcement) -> None:
    """Tell it. A process that serves rooms has a listener that passes it on; a command tells the others itself."""
    for listener in list(_listeners):
        listener(announcement)
    if not _listeners:
        try:
            async_to_sync(get_channel_layer().group_send)(group_of(announcement), announcement)
        except Exception:
            # What is committed stays committed: the servers' own check of heads finds it without the hint.
            log.warning("hint lost", type=announcement["type"], exc_info=True)


def after_commit(announcement: Announcement) -> None:
    """Tell it once the transaction around this call has committed; never if it fails."""
    transaction.on_commit(partial(publish, announcement))


def lines(room_id: int, first: int, texts: Sequence[str]) -> Announcement:
    """Events `first`, `first` + 1 … were committed; `texts` are their JSON."""
    return {"type": LINES, "room": room_id, "first": first, "texts": list(texts)}


def merged(announcements: Iterable[Announcement]) -> list[Announcement]:
    """Return the same announcements with lines that follow each other in one room made one; each room's order is kept."""
    found: list[Announcement] = []
    last: dict[object, Announcement] = {}
    for announcement in announcements:
        before = last.get(announcement.get("room"))
        if before and _follows(before, announcement):
            before["texts"].extend(announcement["texts"])
        else:
            texts = {"texts": [*announcement["texts"]]} if announcement["type"] == LINES else {}
            found.append({**announcement, **texts})
            last[announcement.get("room")] = found[-1]
    return found


def _follows(before: Announcement, announcement: Announcement) -> bool:
    if not before["type"] == announcement["type"] == LINES:
        return False
    return bool(announcement["first"] == before["first"] + len(before["texts"]))


def out(room_id: int, person_id: str, close: Close) -> Announcement:
    """The person's sockets in the room have to close."""
    return {"type": OUT, "room": room_id, "person": person_id, "code": close.code}


def closed(room_id: int) -> Announcement:
    """The room was deleted."""
    return {"type": CLOSED, "room": room_id}


def ended(key: str) -> Announcement:
    """The session or token behind an identity's key has ended. The key itself, which a cookie holds, does not travel."""
    return {"type": ENDED, "digest": digest(key)}


def person_changed(person_id: str, name: str) -> Announcement:
    """A person goes by another name."""
    return {"type": PERSON, "person": person_id, "name": name}


def presence(room_id: int, diff: Diff) -> Announcement:
    """Who is in the room has changed."""
    joined, changed = ([_packed(person) for person in part] for part in (diff.joined, diff.changed))
    people = {"joined": joined, "left": list(diff.left), "changed": changed}
    return {"type": PRESENCE, "room": room_id, "rev": diff.rev, **people, "count": diff.count}


def diff_of(announcement: Announcement) -> Diff:
    """Return the diff that `presence` packed."""
    joined, changed = (tuple(Present(*person) for person in announcement[part]) for part in ("joined", "changed"))
    return Diff(announcement["rev"], joined, tuple(announcement["left"]), changed, announcement["count"])


def _packed(person: Present) -> list[Any]:
    return [person.id, person.name, person.guest, person.status]
