-- For wrk, as load.lua, but each line of the file BENCH_HEADERS is the path and the headers of a
-- request (with tabs between them), and is used once. When there are no more, requests have no such
-- headers and fail.
dofile("scripts/bench.d/load.lua")

local requests, last, bare = {}, 0, nil

function init()
  bare = wrk.format("GET")
  for line in io.lines(os.getenv("BENCH_HEADERS")) do
    local path, headers = line:match("([^\t]+)\t(.*)")
    for name, value in headers:gmatch("([^:\t]+): ([^\t]+)") do wrk.headers[name] = value end
    requests[#requests + 1] = wrk.format("GET", path)
  end
end

function request()
  last = last + 1
  if last == #requests + 1 then print("There are no more than " .. #requests .. " signed requests") end
  return requests[last] or bare
end
