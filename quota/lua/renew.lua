-- Hold on to a process's seats. Returns how many there are.
-- KEYS: processes by the end of their lease; this process's seats by name
-- ARGV: this process; lease in ms; 1 to write all of its seats anew: then name, how many, name, how many …
local time = redis.call('TIME')
if ARGV[3] == '1' then
  redis.call('DEL', KEYS[2])
  for i = 4, #ARGV, 2 do
    redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1])
  end
end
redis.call('ZADD', KEYS[1], time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[2], ARGV[1])
redis.call('PEXPIRE', KEYS[2], ARGV[2])
local held = 0
for _, seats in ipairs(redis.call('HVALS', KEYS[2])) do
  held = held + seats
end
return held
