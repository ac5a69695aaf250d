"""Winding a Redis: time passes for the leases, not for its clock."""

from typing import Any

WIND = """
local by = tonumber(ARGV[1])
for _, key in ipairs(redis.call('KEYS', '*:leases')) do
  local found = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
  for index = 1, #found, 2 do
    redis.call('ZADD', key, string.format('%.0f', found[index + 1] - by), found[index])
  end
end
for _, key in ipairs(redis.call('KEYS', '*:state')) do
  local settled = redis.call('HGET', key, 'settled')
  if settled then
    redis.call('HSET', key, 'settled', string.format('%.0f', settled - by))
  end
end
"""


class RedisClock:
    """Winds all leases in a Redis."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def wind(self, seconds: float) -> None:
        """Let time pass; a negative time is a clock set back."""
        self._connection.eval(WIND, 0, round(seconds * 1000))
