-- Sends the requests of a file in turn, whole HTTP messages each; for `python -m tests.bench`.
--   wrk ... -s load.lua <url> -- <file> <number to count fresh texts from>
-- A message with a mark has it replaced by something new every time, of the same length.

local prefixes, suffixes, kinds = {}, {}, {}
local count, turn, fresh = 0, 0, 0

local function digits(n)
  return string.format("%08d", n % 10 ^ 8)
end

local function space(n)
  local characters = {}
  for i = 1, 28 do
    characters[i] = n % 2 == 1 and "," or " "
    n = math.floor(n / 2)
  end
  return table.concat(characters)
end

local marks = {
  ["@ALIAS@@"] = digits,
  ["@NUMBER@"] = digits,
  ["@SPACE@@@@@@@@@@@@@@@@@@@@@@"] = space,
}

local function keep(message)
  count = count + 1
  prefixes[count] = message
  for mark, fill in pairs(marks) do
    local first, last = message:find(mark, 1, true)
    if first then
      prefixes[count], suffixes[count] = message:sub(1, first - 1), message:sub(last + 1)
      kinds[count] = fill
    end
  end
end

function init(arguments)
  local file = assert(io.open(arguments[1], "rb"))
  local length = file:read("*n")
  while length do
    file:read(1)
    keep(file:read(length))
    length = file:read("*n")
  end
  file:close()
  fresh = tonumber(arguments[2])
end

function request()
  turn = turn % count + 1
  local fill = kinds[turn]
  if not fill then return prefixes[turn] end
  fresh = fresh + 1
  return prefixes[turn] .. fill(fresh) .. suffixes[turn]
end

function done(summary)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.timeout + errors.status
  io.write(string.format('\n{"requests": %d, "microseconds": %d, "bytes": %d, "failed": %d}\n',
    summary.requests, summary.duration, summary.bytes, failed))
end
