"""The server's own secret: made on the first start, kept in DATA_DIR, readable by its user alone."""

import os
from pathlib import Path

from django.core.management.utils import get_random_secret_key


def kept_secret(path: Path) -> str:
    """Return the secret kept at `path`, making it when there is none. Raises OSError when it can't be kept."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        secret = get_random_secret_key()
        file.write(secret)
    return secret
