-- Commands, a third of them each: create a task, move it, start or stop a timer.
--   BENCH_LUA=<this folder> wrk … --script=commands.lua URL -- THREADS SLOTS [KEYS]
-- SLOTS is a Lua file: a list of {token, project, workspace, statuses}. A slot is a
-- person with one command under way at a time, whatever connection it takes; X-Request-Id, which the
-- service gives back, says whose answer it is. There must be more slots than connections.
-- With KEYS each command has an Idempotency-Key of its own, which begins with that.
dofile(os.getenv("BENCH_LUA") .. "/count.lua")

local slots, free = {}, {}
local keys, keyed = nil, 0

local steps = {
    function(slot) return "/projects/" .. slot.project .. "/tasks", '{"title":"Paint the buoy at the north pier"}' end,
    function(slot) return "/timers/start", '{"task":"' .. slot.task .. '","stop_running":true}' end,
    function(slot)
        return "/tasks/" .. slot.task .. "/move", '{"status":"' .. slot.statuses[2] .. '","place":"top"}'
    end,
    function(slot) return "/projects/" .. slot.project .. "/tasks", '{"title":"Mend the crane of the east pier"}' end,
    function(slot) return "/timers/stop", '{"workspace":"' .. slot.workspace .. '"}' end,
    function(slot)
        return "/tasks/" .. slot.task .. "/move", '{"status":"' .. slot.statuses[3] .. '","place":"bottom"}'
    end,
}

function init(arguments)
    local threads = tonumber(arguments[1])
    slots = dofile(arguments[2])
    keys = arguments[3]
    for index, slot in ipairs(slots) do
        slot.step = 1
        slot.headers = {
            ["Authorization"] = "Bearer " .. slot.token,
            ["Content-Type"] = "application/json",
            ["X-Request-Id"] = tostring(index),
        }
        if index % threads == number then table.insert(free, index) end
    end
    start_counting()
end

function request()
    local index = table.remove(free, 1)
    local slot = slots[index]
    local path, body = steps[slot.step](slot)
    if keys then
        keyed = keyed + 1
        slot.headers["Idempotency-Key"] = keys .. "-" .. number .. "-" .. keyed
    end
    return wrk.format("POST", "/api/v1" .. path, slot.headers, body)
end

function response(status, headers, body)
    local index = tonumber(headers["X-Request-Id"])
    local slot = slots[index]
    if count(status, body) then
        if slot.step == 1 or slot.step == 4 then slot.task = body:match('"id":"([^"]+)"') end
        slot.step = slot.step % #steps + 1
    end
    table.insert(free, index)
end
