-- For wrk: asks for the ten best items of the sample's users, in turn.
local user = 0

request = function()
  user = user % 943 + 1
  return wrk.format("GET", "/recommend/" .. user)
end

done = function(summary)
  local errors = summary.errors
  print(string.format("Errors: %d", errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end
