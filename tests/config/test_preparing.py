"""Servers that start together on one new database get ready one after the other."""

import subprocess
import sys
from pathlib import Path

import pytest
from psycopg import sql

from tests.support.deployment import Deployments
from tests.support.ports import free_port
from tests.support.server import ROOT, environment


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_three_servers_that_start_at_once_all_come_up(tmp_path: Path, kind: str, deployments: Deployments) -> None:
    settings = {"REDIS_URL": f"redis://127.0.0.1:{free_port()}", "PORT": "0"}
    if kind == "postgres":
        deployments.postgres.execute(sql.SQL("CREATE DATABASE together"))
        settings["DATABASE_URL"] = deployments.postgres.url("together")
    starting = [
        subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--prepare"],
            cwd=ROOT,
            env=environment(tmp_path, **settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        for _ in range(3)
    ]
    try:
        said = [server.stdout.readline() for server in starting if server.stdout]
    finally:
        for server in starting:
            server.terminate()
        for server in starting:
            server.communicate(timeout=20)

    assert all("is open at" in line for line in said), said
