-- For wrk: asks for every path in the file BENCH_PATHS in turn, and prints figures for a script.
local paths = {}
for path in io.lines(os.getenv("BENCH_PATHS")) do paths[#paths + 1] = path end
wrk.path = paths[1]

-- Asking Lua for each request has its price, so one path does without.
if #paths > 1 then
  local requests, last = {}, 0
  function init()
    for i, path in ipairs(paths) do requests[i] = wrk.format("GET", path) end
  end
  function request()
    last = last % #requests + 1
    return requests[last]
  end
end

-- Requests, duration, p50 and p99 (microseconds), and how many failed.
function done(summary, latency)
  local failed = 0
  for _, count in pairs(summary.errors) do failed = failed + count end
  local p50, p99 = latency:percentile(50), latency:percentile(99)
  print(("RESULT %d %d %d %d %d"):format(summary.requests, summary.duration, p50, p99, failed))
end
