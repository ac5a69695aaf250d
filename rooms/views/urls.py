"""Addresses of the pages."""

from django.urls import path

from . import home, people, room

urlpatterns = [
    path("", home.home, name="home"),
    path("rooms/", home.create, name="create"),
    path("me/name/", people.rename, name="rename"),
    path("me/sign-out/", people.sign_out, name="sign-out"),
    path("r/<str:slug>/", room.room, name="room"),
    path("r/<str:slug>/join/", room.join, name="join"),
    path("r/<str:slug>/leave/", room.leave, name="leave"),
]
