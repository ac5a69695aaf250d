"""Joining and leaving, roles, removal: each is an event of the log and, where it ends a membership, closes sockets."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from accounts.models import Person

from .. import access, announce, log
from ..models import Access, Membership, Removal, Role
from ..protocol import codes
from ..protocol.codes import Refusal
from ..protocol.events import MEMBER, By


def join(slug: str, person: Person) -> Membership:
    """Make the person a member of an open room; one who is already stays as they are. Raises Refusal."""
    found = access.look(slug, person)
    if isinstance(found, Membership):
        return found
    with _written(found.room.pk) as writer:
        if writer.access != Access.OPEN:
            raise Refusal(codes.NOT_FOUND)
        if Removal.objects.filter(room_id=writer.room_id, person=person).exists():
            raise Refusal(codes.REMOVED)
        membership, new = Membership.objects.get_or_create(
            room_id=writer.room_id, person=person, defaults={"role": Role.MEMBER, "read": writer.head + 1}
        )
        if new:
            member_event(writer, "joined", By(person.pk, person.name), membership, datetime.now(UTC))
    return membership


def leave(member: Membership) -> None:
    """End one's own membership. Raises Refusal `last_owner`."""
    with _written(member.room_id) as writer:
        current = _still(member)
        _keep_an_owner(current)
        by = By(current.person_id, current.person.name)
        member_event(writer, "left", by, current, datetime.now(UTC))
        current.delete()
        announce.after_commit(announce.out(member.room_id, member.person_id, codes.OUT))


def remove(owner: Membership, person_id: str) -> None:
    """Remove another member, who stays out until invited again (owners only). Raises Refusal."""
    with _written(owner.room_id) as writer:
        acting = _still(owner)
        access.require_owner(acting)
        removed = _member(owner.room_id, person_id)
        _keep_an_owner(removed)
        by = By(acting.person_id, acting.person.name)
        member_event(writer, "removed", by, removed, datetime.now(UTC))
        Removal.objects.get_or_create(room_id=owner.room_id, person_id=person_id)
        removed.delete()
        announce.after_commit(announce.out(owner.room_id, person_id, codes.OUT))


def change_role(owner: Membership, person_id: str, role: Role) -> Membership:
    """Give a member another role (owners only). Raises Refusal, also when no owner would be left."""
    with _written(owner.room_id) as writer:
        acting = _still(owner)
        access.require_owner(acting)
        changed = _member(owner.room_id, person_id)
        if changed.role != role:
            if role != Role.OWNER:
                _keep_an_owner(changed)
            changed.role = role
            changed.save(update_fields=["role"])
            by = By(acting.person_id, acting.person.name)
            member_event(writer, "role", by, changed, datetime.now(UTC))
    return changed


def member_event(writer: log.Writer, action: str, by: By, membership: Membership, at: datetime) -> log.Appended:
    """Append what happened to a membership."""
    person = membership.person
    who = {"id": person.pk, "name": person.name, "guest": person.guest}
    return writer.append(MEMBER, by, {"action": action, "person": who, "role": membership.role}, at=at)


@contextmanager
def _written(room_id: int) -> Iterator[log.Writer]:
    """Lock the room, and announce what was appended to its log once that is committed. Raises Refusal `not_found`."""
    with log.locked([room_id]) as writers:
        if room_id not in writers:
            raise Refusal(codes.NOT_FOUND)
        writer = writers[room_id]
        yield writer
        if writer.fresh:
            first = writer.fresh[0].seq
            announce.after_commit(announce.lines(room_id, first, writer.texts()))


def _still(member: Membership) -> Membership:
    now = access.again(member)
    if now is None:
        raise Refusal(codes.NOT_A_MEMBER)
    return now


def _member(room_id: int, person_id: str) -> Membership:
    found = Membership.objects.select_related("person").filter(room_id=room_id, person_id=person_id).first()
    if found is None:
        raise Refusal(codes.NOT_FOUND, "There is no such member.")
    return found


def _keep_an_owner(leaving: Membership) -> None:
    others = Membership.objects.filter(room_id=leaving.room_id, role=Role.OWNER).exclude(pk=leaving.pk)
    if leaving.role == Role.OWNER and not others.exists():
        raise Refusal(codes.LAST_OWNER)
