-- What was announced: [rev, people, of a crowd how many there are]. People stand by arrival, unless they are a sample.
local crowd = counted and call('HLEN', people) or 'null'
local found = {}
if counted then
  found = call('HVALS', sample)
else
  local keys = call('ZRANGE', order, 0, -1)
  local shown_ = views(keys)
  for index, key in ipairs(keys) do
    found[index] = shown_[key]
  end
end
return '[' .. rev .. ',[' .. table.concat(found, ',') .. '],' .. crowd .. ']'
