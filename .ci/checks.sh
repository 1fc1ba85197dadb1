# Sourced by the scripts here: named checks, each counted in the file that CHECKS names.
# A script that is run by itself counts for itself and tells at its end.

if [ -z "${CHECKS:-}" ]; then
  CHECKS=$(mktemp)
  export CHECKS
  checks_owner=$$
fi

# check NAME COMMAND...: passed where the command succeeds; otherwise its output is shown.
check() {
  local name=$1 log started=$SECONDS
  shift
  log=$(mktemp)
  if "$@" >"$log" 2>&1 </dev/null; then
    echo "  passed  $name ($((SECONDS - started)) s)"
    echo passed >>"$CHECKS"
  else
    echo "  FAILED  $name: $*"
    tail -n 60 "$log" | sed 's/^/          /'
    echo failed >>"$CHECKS"
  fi
  rm -f "$log"
}

# skip NAME REASON
skip() {
  echo "  skipped $1: $2"
  echo skipped >>"$CHECKS"
}

# count passed|failed|skipped
count() { grep -c "^$1\$" "$CHECKS" || true; }

# At the end of a script: fails where a check of this run failed; tells the counts where the script was not called by another.
finish() {
  if [ "${checks_owner:-}" = $$ ]; then
    echo "$(count passed) passed, $(count failed) failed, $(count skipped) skipped"
  fi
  [ "$(count failed)" -eq 0 ]
}
