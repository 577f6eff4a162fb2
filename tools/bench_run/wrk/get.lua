-- The same GET again and again.
--   BENCH_LUA=<this folder> wrk … --script=get.lua URL -- THREADS TOKEN
dofile(os.getenv("BENCH_LUA") .. "/count.lua")

local asked

function init(arguments)
    asked = wrk.format("GET", nil, { ["Authorization"] = "Bearer " .. arguments[2] })
    start_counting()
end

function request()
    return asked
end

function response(status, _, body)
    count(status, body)
end
