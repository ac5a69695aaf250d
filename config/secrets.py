"""The server's own secret: made on the first start, kept in DATA_DIR, readable by its user alone."""

import contextlib
import os
import tempfile
from pathlib import Path

from django.core.management.utils import get_random_secret_key


def kept_secret(path: Path) -> str:
    """Return the secret kept at `path`, making it when there is none. Raises OSError when it can't be kept.

    It is written aside and then put in place whole, so that neither a full disk nor a second process leaves or reads half.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or not path.read_text().strip():
        with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=path.name) as file:
            file.write(get_random_secret_key())
            file.flush()
            os.fsync(file.fileno())
            if path.exists():
                path.unlink()
            with contextlib.suppress(FileExistsError):
                os.link(file.name, path)
    return path.read_text().strip()
