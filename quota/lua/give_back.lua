-- Give seats back.
-- KEYS: this process's seats by name
-- ARGV: name, how many, name, how many …
for i = 1, #ARGV, 2 do
  if redis.call('HINCRBY', KEYS[1], ARGV[i], -ARGV[i + 1]) <= 0 then
    redis.call('HDEL', KEYS[1], ARGV[i])
  end
end
return 0
