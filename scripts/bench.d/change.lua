-- For wrk, as load.lua: changes what is at every path in the file BENCH_PATHS in turn, by the JSON in
-- the file BENCH_BODY, in which each % becomes a text that was never sent before.
dofile("scripts/bench.d/load.lua")

local paths, parts, sent = {}, {}, 0
for path in io.lines(os.getenv("BENCH_PATHS")) do paths[#paths + 1] = path end
for part in (io.open(os.getenv("BENCH_BODY")):read("*a") .. "%"):gmatch("([^%%]*)%%") do
  parts[#parts + 1] = part
end
wrk.method = "PATCH"
wrk.headers["Content-Type"] = "application/json"
init = nil

local start = os.time()
function request()
  sent = sent + 1
  local body = table.concat(parts, ("%d %d"):format(start, sent))
  return wrk.format(nil, paths[sent % #paths + 1], nil, body)
end
