import type { Script } from './scripts.ts'

/**
 * KEYS: the set of members, this member's key. ARGV: me, lease in ms, what I say of myself.
 * Returns ids and words of all members that live, by turns; those that don't are forgotten.
 */
export const boardScript: Script = {
  name: 'board',
  lua: `
redis.call('SET', KEYS[2], ARGV[3], 'PX', ARGV[2])
redis.call('SADD', KEYS[1], ARGV[1])
local reply = {}
for _, member in ipairs(redis.call('SMEMBERS', KEYS[1])) do
  local words = redis.call('GET', KEYS[1] .. ':' .. member)
  if words then
    reply[#reply + 1] = member
    reply[#reply + 1] = words
  else
    redis.call('SREM', KEYS[1], member)
  end
end
return reply`,
}

/**
 * KEYS: the call, the set of calls that run, the set of members. ARGV: call id, me, facts, life in ms.
 * Returns what became of it (\`new\`, \`taken\`: its holder is gone, \`held\`), the epoch, how long ago the call began in ms, its facts, and how far its
 * last holder said that it was.
 */
export const claimScript: Script = {
  name: 'claim',
  lua: `
local call, running, members = KEYS[1], KEYS[2], KEYS[3]
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local known = redis.call('HMGET', call, 'holder', 'epoch', 'began', 'facts', 'progress', 'ended')
local function begin(epoch)
  redis.call('DEL', call)
  redis.call('HSET', call, 'holder', ARGV[2], 'epoch', epoch, 'began', string.format('%.0f', now), 'facts', ARGV[3], 'progress', '')
  redis.call('PEXPIRE', call, ARGV[4])
  redis.call('SADD', running, ARGV[1])
  return { 'new', epoch, 0, ARGV[3], '' }
end
if not known[1] then return begin(0) end
if known[6] then return begin(tonumber(known[2]) + 1) end
if redis.call('EXISTS', members .. ':' .. known[1]) == 1 then return { 'held', 0, 0, '', '' } end
redis.call('HSET', call, 'holder', ARGV[2])
redis.call('HDEL', call, 'missed')
redis.call('PEXPIRE', call, ARGV[4])
return { 'taken', tonumber(known[2]), now - tonumber(known[3]), known[4], known[5] }`,
}

/** KEYS: calls. ARGV: me, life in ms, then how far each is. Returns for each 1 when it is still mine. */
export const progressScript: Script = {
  name: 'progress',
  lua: `
local reply = {}
for i, call in ipairs(KEYS) do
  reply[i] = 0
  if redis.call('HGET', call, 'holder') == ARGV[1] then
    redis.call('HSET', call, 'progress', ARGV[i + 2])
    redis.call('PEXPIRE', call, ARGV[2])
    reply[i] = 1
  end
end
return reply`,
}

/** KEYS: the call, the set of calls that run. ARGV: call id, me, how long its epoch is remembered in ms. */
export const endScript: Script = {
  name: 'end',
  lua: `
if redis.call('HGET', KEYS[1], 'holder') ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], 'ended', '1')
redis.call('PEXPIRE', KEYS[1], ARGV[3])
redis.call('SREM', KEYS[2], ARGV[1])
return 1`,
}

/**
 * KEYS: the set of calls that run, the set of members. ARGV: the beginning of calls' keys, how long nobody may hold a call in ms, how long an ended
 * call's epoch is remembered in ms.
 * Ends calls whose holder is gone and that nobody took over in time. Returns id, epoch, age in ms, facts and progress of each by turns.
 */
export const orphansScript: Script = {
  name: 'orphans',
  lua: `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local reply = {}
for _, id in ipairs(redis.call('SMEMBERS', KEYS[1])) do
  local call = ARGV[1] .. id
  local known = redis.call('HMGET', call, 'holder', 'epoch', 'began', 'facts', 'progress', 'missed')
  if not known[1] then
    redis.call('SREM', KEYS[1], id)
  elseif redis.call('EXISTS', KEYS[2] .. ':' .. known[1]) == 1 then
    redis.call('HDEL', call, 'missed')
  elseif not known[6] then
    redis.call('HSET', call, 'missed', string.format('%.0f', now))
  elseif now - tonumber(known[6]) >= tonumber(ARGV[2]) then
    redis.call('HSET', call, 'ended', '1')
    redis.call('PEXPIRE', call, ARGV[3])
    redis.call('SREM', KEYS[1], id)
    for _, value in ipairs({ id, known[2], now - tonumber(known[3]), known[4], known[5] }) do reply[#reply + 1] = value end
  end
end
return reply`,
}
