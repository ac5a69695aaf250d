-- Makes or changes leases. ARGV: lifetime in ms, then socket and lease by turns.
local lifetime = tonumber(ARGV[1])
lives(lifetime)
for index = 2, #ARGV, 2 do
  hold(ARGV[index], ARGV[index + 1], now + lifetime)
end
return settle()
