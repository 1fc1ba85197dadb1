#!/usr/bin/env bash
# blocks.sh FILE.md WORD: prints the fenced block whose info string is "LANGUAGE WORD".
# blocks.sh FILE.md --into DIR: writes each block to DIR/NNN, first line "LANGUAGE WORD".
set -euo pipefail
file=$1
if [ "$2" = "--into" ]; then
  awk -v dir="$3" '
    /^```/ && !inside { inside = 1; name = sprintf("%s/%03d", dir, ++n); print substr($0, 4) > name; next }
    /^```/ && inside { inside = 0; close(name); next }
    inside { print > name }' "$file"
else
  awk -v word="$2" '
    /^```/ && !inside { inside = 1; split(substr($0, 4), info, " "); wanted = info[2] == word; next }
    /^```/ && inside { inside = 0; next }
    inside && wanted { print; found = 1 }
    END { exit !found }' "$file"
fi
