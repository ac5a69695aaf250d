-- One place in Redis. Every script begins with this text; `presence/redis_store.py` tells the theory.
--
-- KEYS  leases   zset  socket -> when its lease ends, in ms of this server's clock
--       sockets  hash  socket -> the lease as a process wrote it: [person, name, guest, status]
--       people   hash  person -> [name, guest, sockets, active sockets]
--       order    zset  person -> number of arrival
--       sample   hash  person -> as announced; in a crowd only
--       state    hash  rev; life: the longest lifetime asked for; of a crowd: counted, settled, behind
--
-- ABOVE, SAMPLE (people) and PACE (ms for each person) are written before this text.

local LASTS = 3 -- lifetimes after which a place that nobody touches is forgotten
local UNUSED = 60000 -- ms after which a place that was only looked at is forgotten
local CHUNK = 1000 -- arguments that one call may have without overflowing Lua's stack

local call = redis.call
local leases, sockets, people, order, sample, state = unpack(KEYS)
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local rev, life, counted, settled, behind = unpack(call('HMGET', state, 'rev', 'life', 'counted', 'settled', 'behind'))
local here, named = {}, {} -- people this call has to do with, and in which order

-- Milliseconds since 1970 must not come out as 1.7e+12.
local function whole(number)
  return string.format('%.0f', number)
end

local function person_of(key)
  if here[key] then
    return here[key]
  end
  local person = { sockets = 0, active = 0 }
  local text = call('HGET', people, key)
  if text then
    person.name, person.guest, person.sockets, person.active = unpack(cjson.decode(text))
    person.existed, person.was_active = true, person.active > 0
    person.was_name, person.was_guest = person.name, person.guest
  end
  here[key] = person
  named[#named + 1] = key
  return person
end

local function count(lease, by)
  local key, name, guest, status = unpack(cjson.decode(lease))
  local person = person_of(key)
  person.sockets = person.sockets + by
  if status == 'active' then
    person.active = person.active + by
  end
  if by > 0 then
    person.name, person.guest = name, guest
  end
end

local function shown(key, name, guest, active)
  return cjson.encode({ key, name, guest, active and 'active' or 'idle' })
end

-- Makes or changes a lease.
local function hold(socket, lease, ends)
  call('ZADD', leases, whole(ends), socket)
  local held = call('HGET', sockets, socket)
  if held == lease then
    return
  end
  if held then
    count(held, -1)
  end
  call('HSET', sockets, socket, lease)
  count(lease, 1)
end

local function begin()
  if not rev then
    -- Never used, expired, or Redis was emptied: we begin above all that was ever announced here.
    rev = whole(now)
    call('HSET', state, 'rev', rev)
    call('PEXPIRE', state, UNUSED)
  end
  life = tonumber(life or 0)
  settled = tonumber(settled or 0)
  if settled > now then
    settled = now
    call('HSET', state, 'settled', whole(now))
  end
  local held, present = call('ZCARD', leases), call('ZCARD', order)
  if held ~= call('HLEN', sockets) or present ~= call('HLEN', people) or (held == 0) ~= (present == 0) then
    -- Redis has evicted a part. The heartbeats bring everybody back, the leap in rev has everybody ask for the roster.
    call('DEL', leases, sockets, people, order, sample)
    call('HDEL', state, 'counted', 'settled', 'behind')
    counted, behind = false, false
    rev = whole(call('HINCRBY', state, 'rev', 2))
  end
  -- A lease that lasts longer than any can was written before the clock was set back.
  local longest = whole(now + life)
  for _, socket in ipairs(life > 0 and call('ZRANGEBYSCORE', leases, '(' .. longest, '+inf') or {}) do
    call('ZADD', leases, longest, socket)
  end
end

local function lives(lifetime)
  if lifetime > life then
    life = lifetime
    call('HSET', state, 'life', whole(life))
  end
end

local function expire()
  for _, socket in ipairs(call('ZRANGEBYSCORE', leases, '-inf', whole(now))) do
    count(call('HGET', sockets, socket), -1)
    call('HDEL', sockets, socket)
    call('ZREM', leases, socket)
  end
end

-- Writes down whom this call has changed. Returns what was shown of them and what is now, where that differs.
local function write()
  local before, after, changed = {}, {}, false
  local last = false
  for _, key in ipairs(named) do
    local person = here[key]
    local was = person.existed and shown(key, person.was_name, person.was_guest, person.was_active)
    local is = person.sockets > 0 and shown(key, person.name, person.guest, person.active > 0)
    if is then
      call('HSET', people, key, cjson.encode({ person.name, person.guest, person.sockets, person.active }))
    end
    if is and not was then
      last = (last or call('ZREVRANGE', order, 0, 0, 'WITHSCORES')[2] or 0) + 1
      call('ZADD', order, last, key)
    elseif was and not is then
      call('HDEL', people, key)
      call('ZREM', order, key)
    end
    if was ~= is then
      before[key], after[key], changed = was or nil, is or nil, true
    end
  end
  return before, after, changed
end

local function views(keys)
  local found = {}
  for start = 1, #keys, CHUNK do
    local part = { unpack(keys, start, math.min(start + CHUNK - 1, #keys)) }
    for index, text in ipairs(call('HMGET', people, unpack(part))) do
      local name, guest, _, active = unpack(cjson.decode(text))
      found[part[index]] = shown(part[index], name, guest, active > 0)
    end
  end
  return found
end

-- What was announced of a place that has just become a crowd: everybody but for what this call changed.
local function as_it_was(before, after)
  local keys = {}
  for _, key in ipairs(call('ZRANGE', order, 0, -1)) do
    if not after[key] then
      keys[#keys + 1] = key
    end
  end
  local found = views(keys)
  for key, view in pairs(before) do
    found[key] = view
  end
  return found
end

local function announced()
  local found, flat = {}, call('HGETALL', sample)
  for index = 1, #flat, 2 do
    found[flat[index]] = flat[index + 1]
  end
  return found
end

-- The difference as JSON, or nothing: [joined, left, changed, count]. `keys` are those of `after` by arrival.
local function difference(before, after, keys, crowd)
  local joined, left, changed = {}, {}, {}
  for _, key in ipairs(keys) do
    local view = after[key]
    if view and not before[key] then
      joined[#joined + 1] = view
    elseif view and before[key] ~= view then
      changed[#changed + 1] = view
    end
  end
  for key in pairs(before) do
    if not after[key] then
      left[#left + 1] = cjson.encode(key)
    end
  end
  if #joined + #left + #changed == 0 and crowd == counted then
    return nil
  end
  local lists = { table.concat(joined, ','), table.concat(left, ','), table.concat(changed, ',') }
  return '[[' .. table.concat(lists, '],[') .. '],' .. (crowd or 'null') .. ']'
end

local function remember(view, size)
  call('DEL', sample)
  call('HDEL', state, 'counted', 'settled', 'behind')
  behind = false
  if not size then
    return
  end
  for key, text in pairs(view) do
    call('HSET', sample, key, text)
  end
  settled = now
  call('HSET', state, 'counted', size, 'settled', whole(now))
end

local function turn(size)
  return settled + PACE * math.max(size, ABOVE)
end

-- Announces what may be announced now.
local function tell(before, after, changed, size)
  local crowd = size > ABOVE and size
  counted = counted and tonumber(counted)
  if not counted and not crowd then
    return changed and difference(before, after, named, false) or nil
  end
  if counted and changed and not behind then
    behind = '1'
    call('HSET', state, 'behind', behind)
  end
  if counted and not behind or counted and now < turn(size) then
    return nil
  end
  if not counted and not changed then
    return nil
  end
  local was = counted and announced() or as_it_was(before, after)
  local keys = call('ZRANGE', order, 0, crowd and SAMPLE - 1 or -1)
  local is = views(keys)
  local text = difference(was, is, keys, crowd)
  remember(is, crowd)
  return text
end

local function due(size)
  local first = tonumber(call('ZRANGE', leases, 0, 0, 'WITHSCORES')[2])
  if behind and not (first and first < turn(size)) then
    first = turn(size)
  end
  return first and math.max(0, math.ceil(first - now)) or 'null'
end

-- Drops what has expired, announces, and answers [rev, people, ms until the next look, difference].
local function settle()
  expire()
  local before, after, changed = write()
  local size = call('HLEN', people)
  local text = tell(before, after, changed, size)
  if text then
    rev = whole(call('HINCRBY', state, 'rev', 1))
  end
  local ttl = whole(math.max(LASTS * life, UNUSED))
  for _, key in ipairs(KEYS) do
    call('PEXPIRE', key, ttl)
  end
  return '[' .. rev .. ',' .. size .. ',' .. due(size) .. ',' .. (text or 'null') .. ']'
end

begin()
