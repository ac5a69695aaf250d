"""Settings that can't be meant end in one clear line."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.server import ROOT, environment

PROGRAM = "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'config.settings'; import config.settings"


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("PORT", "abc", "a whole number"),
        ("PORT", "70000", "from 0 to 65535"),
        ("LOG_LEVEL", "loud", "one of DEBUG, INFO"),
        ("DATABASE_URL", "nonsense", "begin with one of sqlite://"),
        ("REDIS_URL", "localhost", "begin with redis://"),
        ("RATE_PER_SECOND", "0", "more than 0"),
        ("RATE_BURST", "nan", "more than 0"),
        ("DRAIN_SECONDS", "-1", "0 or more"),
        ("SOCKETS_PER_PERSON", "0", "from 1"),
    ],
)
def test_a_bad_setting_is_named_in_one_line(tmp_path: Path, name: str, value: str, says: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env=environment(tmp_path, **{name: value}),
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 1
    assert ended.stderr.startswith(name)
    assert says in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
