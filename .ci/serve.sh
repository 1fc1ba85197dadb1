# Sourced by the scripts here: a web server in the background.

server=
address=

# serve LOG COMMAND...: starts it at a free port, in a group of processes of its own, and waits until it says that it
# listens at http://$address.
serve() {
  local log=$1 tries
  shift
  stop_serving
  : >"$log" # before the loop reads it, which may be sooner than the server does
  ASPNETCORE_URLS=http://127.0.0.1:0 setsid "$@" >"$log" 2>&1 </dev/null &
  server=$!
  for ((tries = 0; tries < 600; tries++)); do
    address=$(sed -n 's|.*: http://\([^ /]*\).*|\1|p' "$log" | head -n 1)
    [ -z "$address" ] || return 0
    kill -0 "$server" 2>/dev/null || break
    sleep .2
  done
  cat "$log"
  return 1
}

stop_serving() {
  [ -z "$server" ] || { kill -- "-$server" && wait "$server"; } 2>/dev/null || true
  server=
}
