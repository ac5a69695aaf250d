"""What `make` says when the machine lacks something: one clear line each."""

import subprocess
from pathlib import Path

import pytest

VENV = Path(__file__).resolve().parents[2] / "config" / "venv.sh"


def program(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def set_up(folder: Path, python: Path, search: str = "/usr/bin:/bin") -> subprocess.CompletedProcess[str]:
    command = ["/bin/sh", str(VENV), str(python), "base", "requirements.txt"]
    return subprocess.run(command, cwd=folder, env={"PATH": search}, capture_output=True, text=True, check=False)


def test_an_old_python_is_named_with_the_way_to_another(tmp_path: Path) -> None:
    old = program(tmp_path / "python", "exit 1")

    done = set_up(tmp_path, old)

    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "Python 3.11 or newer is needed: install it, or say which with make PYTHON=/path/to/python3.11"
    ]


def test_a_missing_venv_module_is_named_with_its_package(tmp_path: Path) -> None:
    bare = program(tmp_path / "python", 'case "$2" in *ensurepip*) exit 1 ;; esac')

    done = set_up(tmp_path, bare)

    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "Python's venv module is missing: install it (Debian: apt-get install python3-venv)"
    ]


@pytest.fixture
def without_compiler(tmp_path: Path) -> str:
    """A search path with what the script needs, and no `cc`."""
    for tool in ("grep", "tail", "sh"):
        (tmp_path / "tools" / tool).parent.mkdir(exist_ok=True)
        (tmp_path / "tools" / tool).symlink_to(f"/bin/{tool}")
    return str(tmp_path / "tools")


def test_a_missing_compiler_is_named_with_its_package(tmp_path: Path, without_compiler: str) -> None:
    program(tmp_path / ".venv/bin/python", "echo \"error: command 'gcc' failed: No such file or directory\"; exit 1")

    done = set_up(tmp_path, program(tmp_path / "python", "exit 0"), without_compiler)

    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "A package has to be compiled here and there is no C compiler"
        " (Debian: apt-get install build-essential python3-dev)"
    ]


def test_a_failed_install_tells_its_end_and_where_the_rest_is(tmp_path: Path) -> None:
    program(tmp_path / ".venv/bin/python", "echo no route to the index; exit 1")

    done = set_up(tmp_path, program(tmp_path / "python", "exit 0"))

    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "no route to the index",
        "Installing requirements.txt failed; the whole story is in .venv/install-base.log",
    ]
