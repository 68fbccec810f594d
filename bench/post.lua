-- wrk's script: POST the file BENCH_BODY with the headers in the file BENCH_HEADERS (name: value, one a line); one line of results.
-- Where BENCH_NUMBER is set it is replaced in each body by another number.
local function read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("*a")
  file:close()
  return text
end

wrk.method = "POST"
wrk.body = read(os.getenv("BENCH_BODY"))
for name, value in read(os.getenv("BENCH_HEADERS")):gmatch("([^\n:]+): ([^\n]*)") do
  wrk.headers[name] = value
end

local number = os.getenv("BENCH_NUMBER")
if number then
  local from, to = wrk.body:find(number, 1, true)
  local before, after, sent = wrk.body:sub(1, from - 1), wrk.body:sub(to + 1), 0
  function request()
    sent = sent + 1
    return wrk.format(nil, nil, nil, before .. string.format("%0" .. #number .. "d", sent) .. after)
  end
end

function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("bench %d %d %d %d %.1f %.1f %.1f\n", summary.requests, e.connect + e.read + e.write + e.status + e.timeout,
    summary.duration, summary.bytes, latency.mean, latency:percentile(50), latency:percentile(99)))
end
