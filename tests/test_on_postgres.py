"""What tests in their own process show on SQLite, they show on PostgreSQL as well: they run once more, there."""

import os
import subprocess
import sys
from pathlib import Path

from tests.support.deployment import Deployments

ROOT = Path(__file__).resolve().parents[1]
ROOMS = sorted(
    str(path) for path in (ROOT / "tests" / "rooms").glob("test_*.py")
)  # the sockets' tests: tests/promises


def test_every_test_that_uses_the_database_in_its_own_process_passes_on_postgres(deployments: Deployments) -> None:
    again = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-m", "not long", "--create-db", "tests/accounts", *ROOMS],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": deployments.postgres.url("postgres")},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )

    assert again.returncode == 0, again.stdout[-20_000:] + again.stderr[-2_000:]
    assert int(again.stdout.split(" passed")[0].split()[-1]) > 50
