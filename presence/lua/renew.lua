-- Has leases last longer. ARGV: lifetime in ms, sockets as JSON. Where some are missing it answers with these alone, as JSON
-- without more, and has settled nothing: the caller makes them, and learns then how the place stands.
local lifetime = tonumber(ARGV[1])
local wanted, missing = cjson.decode(ARGV[2]), {}
lives(lifetime)
for start = 1, #wanted, CHUNK do
  local last = math.min(start + CHUNK - 1, #wanted)
  local scores, ends = {}, whole(now + lifetime)
  for index, score in ipairs(call('ZMSCORE', leases, unpack(wanted, start, last))) do
    local socket = wanted[start + index - 1]
    if score then
      scores[#scores + 1] = ends
      scores[#scores + 1] = socket
    else
      missing[#missing + 1] = socket
    end
  end
  if #scores > 0 then
    call('ZADD', leases, unpack(scores))
  end
end
if #missing > 0 then
  return '{"missing":' .. cjson.encode(missing) .. '}'
end
return settle()
