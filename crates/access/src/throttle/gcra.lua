-- One call, counted by every rate of its bucket or by none: the generic cell rate algorithm.
--
-- KEYS[i]              one for each rate, shortest period first: when nothing of it will be spent
--                      any more, in microseconds since 1970. There is none where nothing is spent.
-- ARGV[1]              the calls to spend: 1, or 0 to look
-- ARGV[2i], [2i + 1]   microseconds in which rate i earns a call, and its limit
--
-- Returns {1, rate, calls left} of the rate nearest exhaustion or, of the first rate that refuses,
-- {0, rate, microseconds until a call may succeed}. Rates count from 0.

local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local calls = tonumber(ARGV[1])
local nearest, least
local free = {}

for i, key in ipairs(KEYS) do
  local interval, limit = tonumber(ARGV[2 * i]), tonumber(ARGV[2 * i + 1])
  local latest = now + interval * limit
  local before = tonumber(redis.call('GET', key) or now)
  -- Nobody waits for longer than a whole allowance takes, even if the clock was set back.
  free[i] = math.min(math.max(before, now), latest) + interval * calls
  if free[i] > latest then
    return {0, i - 1, free[i] - latest}
  end
  local left = math.floor((latest - free[i]) / interval)
  if not least or left < least then
    nearest, least = i - 1, left
  end
end

if calls > 0 then
  for i, key in ipairs(KEYS) do
    -- As a number Lua would round it.
    local value = string.format('%.0f', free[i])
    redis.call('SET', key, value, 'PX', math.ceil((free[i] - now) / 1000))
  end
end

return {1, nearest, least}
