"""Rooms and members in the admin; the log can be read there, not changed."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from . import announce
from .models import Event, Membership, Removal, Room


@admin.register(Room)
class RoomAdmin(admin.ModelAdmin[Room]):
    list_display = ["title", "slug", "access", "head", "created_at"]
    list_filter = ["access"]
    search_fields = ["title", "slug"]
    readonly_fields = ["slug", "head", "epoch", "created_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Rooms are made by their owners, whose joining is event 1."""
        return False

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Count what goes with a room; its log and members can be deleted with it, though not by themselves."""
        deleted, counts, _, protected = super().get_deleted_objects(objs, request)
        return deleted, counts, set(), protected

    def delete_model(self, request: HttpRequest, obj: Room) -> None:
        """Delete a room and close its sockets."""
        announce.after_commit(announce.closed(obj.pk))
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Room]) -> None:
        """Delete several."""
        for room in queryset:
            self.delete_model(request, room)


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin[Membership]):
    list_display = ["person", "room", "role", "read", "joined_at"]
    list_filter = ["role"]
    search_fields = ["person__name", "room__title", "room__slug"]
    readonly_fields = ["room", "person", "role", "read", "joined_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Joining is an event of the log."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Membership | None = None) -> bool:
        """So is leaving."""
        return False


@admin.register(Removal)
class RemovalAdmin(admin.ModelAdmin[Removal]):
    list_display = ["person", "room", "at"]
    search_fields = ["person__name", "room__title"]
    readonly_fields = ["person", "room", "at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Removing somebody is an event of the log."""
        return False


@admin.register(Event)
class EventAdmin(admin.ModelAdmin[Event]):
    list_display = ["room", "seq", "kind", "by_name", "at"]
    list_filter = ["kind"]
    search_fields = ["room__title", "room__slug"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The log is read-only."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        """The log is read-only."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        """The log is read-only."""
        return False
