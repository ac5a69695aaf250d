"""Static files under hashed names, JavaScript modules included, so that browsers may keep them for ever."""

from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedModules(CompressedManifestStaticFilesStorage):
    """Rewrites `import … from "./x.js"` to hashed names as well, so a new release never mixes with an old module."""

    support_js_module_import_aggregation = True


def collected() -> bool:
    """Return whether pages will find their static files."""
    return settings.DEBUG or (Path(settings.STATIC_ROOT) / "staticfiles.json").exists()


def collect_what_changed() -> None:
    """Collect the static files unless they are those of last time (compared by path, size and time)."""
    stamp = Path(settings.STATIC_ROOT) / "collected"
    found = sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            state = Path(storage.path(path)).stat()
            found.update(f"{path} {state.st_size} {state.st_mtime_ns}\n".encode())
    if not stamp.exists() or stamp.read_text() != found.hexdigest():
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(found.hexdigest())
