-- Take a seat under each name, or none. Returns 0, or the number of the name whose cap is reached.
-- KEYS: processes by the end of their lease; this process's seats by name
-- ARGV: this process; lease in ms; prefix of every process's seats; then name, cap, name, cap …
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
local processes = redis.call('ZRANGE', KEYS[1], 0, -1)
for i = 4, #ARGV, 2 do
  local taken = 0
  for _, process in ipairs(processes) do
    taken = taken + (tonumber(redis.call('HGET', ARGV[3] .. process, ARGV[i])) or 0)
  end
  if taken >= tonumber(ARGV[i + 1]) then
    return (i - 2) / 2
  end
end
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
for i = 4, #ARGV, 2 do
  redis.call('HINCRBY', KEYS[2], ARGV[i], 1)
end
redis.call('PEXPIRE', KEYS[2], ARGV[2])
return 0
