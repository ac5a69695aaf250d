"""Fixtures for all tests: servers, and the people who use them."""

import logging
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest

from tests.support.client import House
from tests.support.deployment import KINDS, Deployment, Deployments, Kind
from tests.support.server import Server, Servers, servers
from tests.support.traffic import ALL_FIGURES, table

TAIL = 6_000
logging.getLogger("httpx").setLevel(logging.WARNING)


def pytest_configure() -> None:
    """Have tests in this process find static files where they are written: nothing is collected for them."""
    from django.conf import settings

    settings.STATIC_ROOT = settings.STATICFILES_DIRS[0]
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture(scope="session")
def all_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """What makes servers, ending them after the last test."""
    with servers(tmp_path_factory.mktemp("servers")) as made:
        yield made


@pytest.fixture(scope="session")
def server(all_servers: Servers) -> Server:
    """A server that all tests share: with room for many, and the dead found out quickly."""
    return all_servers.make()


@pytest.fixture(scope="session")
def deployments(all_servers: Servers) -> Iterator[Deployments]:
    """What makes deployments of several servers."""
    with Deployments(all_servers) as made:
        yield made


@pytest.fixture(scope="session", params=KINDS, ids=lambda kind: kind.name)
def kind(request: pytest.FixtureRequest) -> Kind:
    """Each way to deploy, one after the other."""
    return request.param


@pytest.fixture(scope="session")
def deployment(kind: Kind, deployments: Deployments) -> Iterator[Deployment]:
    """A deployment that tests share. Whatever they did there, every log is sound in the end."""
    made = deployments.make(kind)
    yield made
    made.end_proven()


@pytest.fixture
def make_deployment(kind: Kind, deployments: Deployments) -> Iterator[Callable[..., Deployment]]:
    """Make a deployment with settings of its own, proven and ended after the test."""
    made: list[Deployment] = []

    def make(**settings: object) -> Deployment:
        made.append(deployments.make(kind, **settings))
        return made[-1]

    yield make
    for one in made:
        one.end_proven()


@pytest.fixture
def make_server(all_servers: Servers) -> Iterator[Callable[..., Server]]:
    """Make a server with settings of its own, ended after the test."""
    made: list[Server] = []

    def make(**settings: object) -> Server:
        made.append(all_servers.make(**settings))
        return made[-1]

    yield make
    for one in made:
        one.end()


@pytest.fixture
async def house(server: Server) -> AsyncIterator[House]:
    """The shared server as its visitors see it."""
    async with House(server) as opened:
        yield opened


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Have nobody wait long for a lock; and keep a SQLite database of in-process tests in a file, as servers do: several
    threads use it.
    """
    from django.db import connections

    settings = connections.settings["default"]
    if connections["default"].vendor == "sqlite":
        settings["OPTIONS"]["timeout"] = 1
        settings["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
    else:
        settings["OPTIONS"]["options"] = "-c lock_timeout=1s"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With PostgreSQL in DATABASE_URL run what `tests/test_on_postgres.py` asks for: tests that use it in this process."""
    from django.db import connection

    if connection.vendor != "sqlite":
        others = [item for item in items if not {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item not in others]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Show what the servers of a failing test logged."""
    report = yield
    if report.failed:
        for server in _servers_of(item):
            report.sections.append((f"log of {server.url}", server.log.read_text()[-TAIL:]))
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the faults came to."""
    if ALL_FIGURES:
        terminalreporter.section("faults: seconds count from the end of each")
        terminalreporter.write("\n".join(table()) + "\n")


def _servers_of(item: pytest.Item) -> Iterator[Server]:
    for value in getattr(item, "funcargs", {}).values():
        place = value.place if isinstance(value, House) else value
        if isinstance(place, Server | Deployment):
            yield from (server for server in place.servers if server.log.exists())
