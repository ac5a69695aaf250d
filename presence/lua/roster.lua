-- What was announced: [rev, people, of a crowd how many there are].
local crowd = counted and call('HLEN', people) or 'null'
local found = {}
if counted then
  found = call('HVALS', sample)
else
  for _, view in pairs(views(call('HKEYS', people))) do
    found[#found + 1] = view
  end
end
return '[' .. rev .. ',[' .. table.concat(found, ',') .. '],' .. crowd .. ']'
