-- For wrk, as load.lua, for one path: each line of the file BENCH_HEADERS is the headers of a request
-- (with tabs between them), and is used once. When there are no more, requests have none of them and
-- fail.
dofile("scripts/bench.d/load.lua")

local requests, last, bare = {}, 0, nil

function init()
  bare = wrk.format("GET")
  for line in io.lines(os.getenv("BENCH_HEADERS")) do
    for name, value in line:gmatch("([^:\t]+): ([^\t]+)") do wrk.headers[name] = value end
    requests[#requests + 1] = wrk.format("GET")
  end
end

function request()
  last = last + 1
  if last == #requests + 1 then print("There are no more than " .. #requests .. " signed requests") end
  return requests[last] or bare
end
