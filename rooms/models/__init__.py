"""What is stored: rooms and who belongs to them, the log, the names it defines."""

from .events import Definition, Event
from .rooms import Access, Membership, Removal, Role, Room

__all__ = ["Access", "Definition", "Event", "Membership", "Removal", "Role", "Room"]
