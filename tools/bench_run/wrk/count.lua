-- What the scripts share: counts answers by thread, and prints one line of JSON at the end.
local threads = {}

function setup(thread)
    thread:set("number", #threads)
    table.insert(threads, thread)
end

function start_counting()
    answers, others, sample = 0, 0, ""
end

function count(status, body)
    local good = status >= 200 and status < 300
    if good then
        answers = answers + 1
    else
        others = others + 1
        sample = status .. " " .. body
    end
    return good
end

function done(summary, latency)
    local good, bad = 0, 0
    for _, thread in ipairs(threads) do
        good, bad = good + thread:get("answers"), bad + thread:get("others")
        if thread:get("sample") ~= "" then print(thread:get("sample")) end
    end
    local errors = summary.errors
    print(string.format(
        '{"answers": %d, "others": %d, "timeouts": %d, "socket_errors": %d, "microseconds": %d, "p50": %d, "p99": %d}',
        good, bad, errors.timeout, errors.connect + errors.read + errors.write, summary.duration,
        latency:percentile(50), latency:percentile(99)))
end
