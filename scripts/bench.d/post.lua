-- For wrk, as load.lua, for one path: posts the JSON in the file BENCH_BODY, as a page of ours would.
dofile("scripts/bench.d/load.lua")
wrk.method = "POST"
wrk.body = io.open(os.getenv("BENCH_BODY")):read("*a")
wrk.headers["Content-Type"] = "application/json"
wrk.headers["X-CSRFToken"] = wrk.headers["Cookie"]:match("csrftoken=(%w+)")
