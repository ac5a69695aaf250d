"""Static files under hashed names, JavaScript modules included, so that browsers may keep them for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedModules(CompressedManifestStaticFilesStorage):
    """Rewrites `import … from "./x.js"` to hashed names as well, so a new release never mixes with an old module."""

    support_js_module_import_aggregation = True
