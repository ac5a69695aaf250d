-- Has leases end. ARGV: grace in ms, then sockets.
for index = 2, #ARGV do
  local ends = call('ZSCORE', leases, ARGV[index])
  if ends and tonumber(ends) > now + ARGV[1] then
    call('ZADD', leases, whole(now + ARGV[1]), ARGV[index])
  end
end
return settle()
