"""A script that Redis keeps."""

import hashlib
from importlib import resources
from typing import Any

from redis.asyncio import Redis, RedisCluster
from redis.exceptions import NoScriptError

Client = Redis | RedisCluster


class Script:
    """A file of `lua/`, sent once."""

    def __init__(self, client: Client, name: str) -> None:
        self._client: Any = client
        self._text = (resources.files(__package__) / "lua" / f"{name}.lua").read_text()
        self._digest = hashlib.sha1(self._text.encode(), usedforsecurity=False).hexdigest()

    async def run(self, keys: list[str], *args: str | int) -> Any:
        """Run it on keys of one slot."""
        try:
            return await self._client.evalsha(self._digest, len(keys), *keys, *args)
        except NoScriptError:
            return await self._client.eval(self._text, len(keys), *keys, *args)
