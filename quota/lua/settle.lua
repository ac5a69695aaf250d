-- Add to debts that wear off. Returns the debts.
-- KEYS: one for each name
-- ARGV: for each name the amount, what wears off in a second, and the most
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local debts = {}
for i, key in ipairs(KEYS) do
  local amount, rate, most = tonumber(ARGV[3 * i - 2]), tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i])
  local known = redis.call('HMGET', key, 'debt', 'at')
  local debt = math.max(0, (tonumber(known[1]) or 0) - math.max(0, now - (tonumber(known[2]) or now)) * rate)
  debt = math.min(debt + amount, most)
  redis.call('HSET', key, 'debt', tostring(debt), 'at', string.format('%.6f', now))
  redis.call('PEXPIRE', key, math.ceil(debt / rate * 1000) + 1000)
  debts[i] = tostring(debt)
end
return debts
