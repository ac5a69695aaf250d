"""All tables, one after the other: `python -m benchmarks`, or `--quick` with small numbers in a minute or so."""

import argparse
import subprocess
import sys

QUICK = {
    "evaluate": [],
    "append": ["--seconds", "1"],
    "fanout": ["--sockets", "200", "--seconds", "1"],
    "ceiling": ["--sockets", "200", "--rates", "60,120", "--seconds", "1", "--rounds", "1"],
    "connect": ["--crowd", "100", "--count", "50", "--rounds", "1"],
    "storm": ["--sockets", "50", "--rounds", "1"],
    "rooms": ["--rooms", "20", "--seconds", "1"],
    "neighbours": ["--seconds", "1", "--rounds", "1"],
    "memory": ["--sockets", "20,100", "--events", "20000"],
    "growth": ["--crowds", "20,100", "--rooms", "2,10", "--logs", "200,2000", "--seconds", "1", "--rounds", "1"],
    "layer": ["--seconds", "1", "--rounds", "1"],
    "model": [],
}


def main() -> None:
    """Run each in a process of its own; the status is that of the first that failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small numbers: shows that it runs, measures little")
    quick = parser.parse_args().quick
    statuses = []
    for name, small in QUICK.items():
        print(f"\n== {name}", flush=True)
        command = [sys.executable, "-m", f"benchmarks.{name}", *(small if quick else [])]
        statuses.append(subprocess.run(command, check=False).returncode)
    sys.exit(next(filter(None, statuses), 0))


if __name__ == "__main__":
    main()
