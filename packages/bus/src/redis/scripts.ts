/**
 * What has to happen on the server in one step. Keys and values are named in `keys.ts`; a script that is refused halfway has written nothing
 * that a repetition would not write again.
 *
 * Each shard of a stream has one owner in each group of subscribers. `owners` holds `GENERATION:MEMBER` by shard; whoever reads, acknowledges
 * or publishes on the strength of owning a shard gives that text, and is refused when another one stands there by then.
 */
export interface Script {
  readonly name: string
  readonly lua: string
}

/** Ids of entries as pairs of numbers: as text, 9-1 would come after 10-1. */
const compareIds = `
local function before(a, b)
  local am, as = string.match(a, '(%d+)-(%d+)')
  local bm, bs = string.match(b, '(%d+)-(%d+)')
  am, as, bm, bs = tonumber(am), tonumber(as), tonumber(bm), tonumber(bs)
  return am < bm or (am == bm and as < bs)
end`

/** For each group: what is the first entry that it hasn't acknowledged, or the last one that it has. */
const floors = `
local function fieldsOf(flat)
  local fields = {}
  for i = 1, #flat, 2 do fields[flat[i]] = flat[i + 1] end
  return fields
end
local function floorsOf(stream)
  local result = {}
  local groups = redis.pcall('XINFO', 'GROUPS', stream)
  if groups.err then return result end
  for _, flat in ipairs(groups) do
    local group = fieldsOf(flat)
    local floor = { name = group['name'], pending = group['pending'], lag = group['lag'] or 0, last = group['last-delivered-id'] }
    if floor.pending > 0 then floor.first = redis.call('XPENDING', stream, floor.name)[2] end
    result[#result + 1] = floor
  end
  return result
end
local function rebase(stream, state)
  local first = redis.call('XRANGE', stream, '-', '+', 'COUNT', 1)[1]
  local base = redis.call('HGET', state, 'total') or '0'
  if first then base = first[2][2] end
  redis.call('HSET', state, 'base', base)
end`

/**
 * KEYS: stream, its state, the publisher's last number.
 * ARGV: most entries, most bytes, channel to wake readers, channel for what is never kept, life of the publisher's number in ms, shard;
 * then for each entry: number, kind (`kept`, `private`), owner that must still be there (empty: anybody may) and the key of owners, trace,
 * count of parts, the call's key of notes and their life in ms, count of texts in notes, parts, notes (name and text by turns).
 * Returns what became of each entry (`ok`, `again`, `late`) and how many entries each group lost, by name.
 */
export const publishScript: Script = {
  name: 'publish',
  lua: `${compareIds}${floors}
local stream, state, numbers = KEYS[1], KEYS[2], KEYS[3]
local maxEntries, maxBytes = tonumber(ARGV[1]), tonumber(ARGV[2])
local last = tonumber(redis.call('GET', numbers) or '0')
local outcomes, lost, at, added = {}, {}, 7, false
while at <= #ARGV do
  local number, kind, owner, owners, trace, parts = tonumber(ARGV[at]), ARGV[at + 1], ARGV[at + 2], ARGV[at + 3], ARGV[at + 4], tonumber(ARGV[at + 5])
  local notes, life, texts = ARGV[at + 6], ARGV[at + 7], tonumber(ARGV[at + 8])
  local numbered = ARGV[at]
  at = at + 9
  if number <= last then
    outcomes[#outcomes + 1] = 'again'
  elseif owner ~= '' and redis.call('HGET', owners, ARGV[6]) ~= owner then
    outcomes[#outcomes + 1] = 'late'
  elseif kind == 'private' then
    redis.call('PUBLISH', ARGV[4], ARGV[at])
    outcomes[#outcomes + 1] = 'ok'
  else
    local entry, bytes = { 'XADD', stream, '*', 'c', redis.call('HGET', state, 'total') or '0', 't', trace }, 0
    for i = at, at + parts - 1 do
      entry[#entry + 1] = 'd'
      entry[#entry + 1] = ARGV[i]
      bytes = bytes + #ARGV[i]
    end
    redis.call(unpack(entry))
    redis.call('HINCRBY', state, 'total', bytes)
    for i = at + parts, at + parts + texts - 1, 2 do redis.call('HSET', notes, ARGV[i], ARGV[i + 1]) end
    if texts > 0 then redis.call('PEXPIRE', notes, life) end
    outcomes[#outcomes + 1] = 'ok'
    added = true
  end
  if number > last then
    last = number
    redis.call('SET', numbers, numbered, 'PX', ARGV[5])
  end
  at = at + parts + texts
end
local function isOver()
  if redis.call('XLEN', stream) > maxEntries then return true end
  return tonumber(redis.call('HGET', state, 'total')) - tonumber(redis.call('HGET', state, 'base') or '0') > maxBytes
end
if added and isOver() then
  local known = floorsOf(stream)
  while redis.call('XLEN', stream) > 1 and isOver() do
    local id = redis.call('XRANGE', stream, '-', '+', 'COUNT', 1)[1][1]
    for _, floor in ipairs(known) do
      local unread = before(floor.last, id)
      local unacknowledged = floor.first and not before(id, floor.first)
      if unread or unacknowledged then lost[floor.name] = (lost[floor.name] or 0) + 1 end
    end
    if #known == 0 then lost[''] = (lost[''] or 0) + 1 end
    redis.call('XDEL', stream, id)
    rebase(stream, state)
  end
end
if added then redis.call('PUBLISH', ARGV[3], ARGV[6]) end
local flat = {}
for name, count in pairs(lost) do
  flat[#flat + 1] = name
  flat[#flat + 1] = count
end
return { outcomes, flat }`,
}

/**
 * KEYS: owners, members, shares of who may hold a shard. ARGV: me, lease in ms, number of shards, shards given up (comma-separated).
 * Says that this member lives, forgets those that don't, takes free shards up to a fair share.
 * Returns members, fair share, and for each shard its owner's text and 1 when that owner lives.
 */
export const heartbeatScript: Script = {
  name: 'heartbeat',
  lua: `
local owners, members = KEYS[1], KEYS[2]
local me, lease, shards = ARGV[1], ARGV[2], tonumber(ARGV[3])
local function aliveKey(member) return members .. ':' .. member end
if redis.call('PEXPIRE', aliveKey(me), lease) == 0 then redis.call('SET', aliveKey(me), '1', 'PX', lease) end
if redis.call('SISMEMBER', members, me) == 0 then redis.call('SADD', members, me) end
local living, count = {}, 0
for _, member in ipairs(redis.call('SMEMBERS', members)) do
  if redis.call('EXISTS', aliveKey(member)) == 1 then
    living[member] = true
    count = count + 1
  else
    redis.call('SREM', members, member)
  end
end
for shard in string.gmatch(ARGV[4], '%d+') do
  local generation, owner = string.match(redis.call('HGET', owners, shard) or '0:', '^(%d+):(.*)$')
  if owner == me then redis.call('HSET', owners, shard, generation .. ':') end
end
local fair = math.ceil(shards / count)
local mine, texts = 0, {}
for shard = 0, shards - 1 do
  texts[shard] = redis.call('HGET', owners, tostring(shard)) or '0:'
  if string.match(texts[shard], ':(.*)$') == me then mine = mine + 1 end
end
local reply = { count, fair }
for shard = 0, shards - 1 do
  local generation, owner = string.match(texts[shard], '^(%d+):(.*)$')
  if mine < fair and not living[owner] and not string.find(',' .. ARGV[4] .. ',', ',' .. shard .. ',', 1, true) then
    texts[shard] = (tonumber(generation) + 1) .. ':' .. me
    redis.call('HSET', owners, tostring(shard), texts[shard])
    owner = me
    mine = mine + 1
  end
  reply[#reply + 1] = texts[shard]
  reply[#reply + 1] = living[owner] and 1 or 0
end
return reply`,
}

/** KEYS: owners, members. ARGV: me. Gives all shards back. */
export const leaveScript: Script = {
  name: 'leave',
  lua: `
local owners, members, me = KEYS[1], KEYS[2], ARGV[1]
local all = redis.call('HGETALL', owners)
for i = 1, #all, 2 do
  local generation, owner = string.match(all[i + 1], '^(%d+):(.*)$')
  if owner == me then redis.call('HSET', owners, all[i], generation .. ':') end
end
redis.call('SREM', members, me)
redis.call('DEL', members .. ':' .. me)
return 1`,
}

/**
 * KEYS: owners, then streams. ARGV: group, most entries of each; for each stream its shard, owner, and from where (`>`: what is new).
 * Returns for each stream its entries, or 0 when it is somebody else's by now. A group that isn't there begins with what is kept.
 */
export const readScript: Script = {
  name: 'read',
  lua: `
local group, count, reply = ARGV[1], ARGV[2], {}
for i = 2, #KEYS do
  local at = 3 * (i - 2) + 3
  if redis.call('HGET', KEYS[1], ARGV[at]) ~= ARGV[at + 1] then
    reply[#reply + 1] = 0
  else
    local read = { 'XREADGROUP', 'GROUP', group, 'owner', 'COUNT', count, 'STREAMS', KEYS[i], ARGV[at + 2] }
    local found = redis.pcall(unpack(read))
    if found and found.err then
      if not string.find(found.err, 'NOGROUP', 1, true) then return found end
      redis.call('XGROUP', 'CREATE', KEYS[i], group, '0', 'MKSTREAM')
      found = redis.call(unpack(read))
    end
    reply[#reply + 1] = found and found[1][2] or {}
  end
end
return reply`,
}

/** KEYS: owners, then streams. ARGV: group; for each stream its shard, owner, how many ids, ids. Returns how many were acknowledged. */
export const acknowledgeScript: Script = {
  name: 'acknowledge',
  lua: `
local at, acknowledged = 2, 0
for i = 2, #KEYS do
  local ids = tonumber(ARGV[at + 2])
  if redis.call('HGET', KEYS[1], ARGV[at]) == ARGV[at + 1] then
    for n = 1, ids do acknowledged = acknowledged + redis.call('XACK', KEYS[i], ARGV[1], ARGV[at + 2 + n]) end
  end
  at = at + 3 + ids
end
return acknowledged`,
}

/**
 * KEYS: streams, each followed by its state. ARGV: how long what everybody acknowledged is kept for those who only watch, in ms; a group.
 * Returns the bytes that are kept, and the entries that the group has in hand and hasn't read, of all these streams together.
 */
export const tidyScript: Script = {
  name: 'tidy',
  lua: `${compareIds}${floors}
local time = redis.call('TIME')
local oldest = math.max(0, tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000) - tonumber(ARGV[1]))
local bytes, pending, unread = 0, 0, 0
for i = 1, #KEYS, 2 do
  local stream, state = KEYS[i], KEYS[i + 1]
  local known = floorsOf(stream)
  local keep = string.format('%.0f-0', oldest)
  for _, floor in ipairs(known) do
    local first = floor.first
    if not first then
      local ms, number = string.match(floor.last, '(%d+)-(%d+)')
      first = string.format('%s-%.0f', ms, tonumber(number) + 1)
    end
    if before(first, keep) then keep = first end
    if floor.name == ARGV[2] then
      pending = pending + floor.pending
      unread = unread + floor.lag
    end
  end
  if #known > 0 and redis.call('XTRIM', stream, 'MINID', keep) > 0 then rebase(stream, state) end
  bytes = bytes + tonumber(redis.call('HGET', state, 'total') or '0') - tonumber(redis.call('HGET', state, 'base') or '0')
end
return { bytes, pending, unread }`,
}

/** KEYS: streams. Returns the last id that each has given, `0-0` for one that isn't there. */
export const tipsScript: Script = {
  name: 'tips',
  lua: `
local tips = {}
for i, stream in ipairs(KEYS) do
  tips[i] = '0-0'
  local about = redis.pcall('XINFO', 'STREAM', stream)
  if not about.err then
    for at = 1, #about, 2 do if about[at] == 'last-generated-id' then tips[i] = about[at + 1] end end
  end
end
return tips`,
}
