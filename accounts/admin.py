"""People in the admin."""

from django.contrib import admin
from django.http import HttpRequest

from .models import Person, Token


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin[Person]):
    list_display = ["name", "id", "guest", "is_active", "is_staff", "created_at"]
    list_filter = ["guest", "is_active", "is_staff"]
    search_fields = ["name", "id", "username"]
    exclude = ["password"]
    readonly_fields = ["id", "created_at", "last_login"]


@admin.register(Token)
class TokenAdmin(admin.ModelAdmin[Token]):
    list_display = ["name", "person", "created_at"]
    readonly_fields = ["person", "name", "created_at"]
    exclude = ["hashed"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A token's secret is shown to who asks for it, once."""
        return False
