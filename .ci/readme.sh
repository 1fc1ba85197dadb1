#!/usr/bin/env bash
# readme.sh [FILE.md]: runs a document of the repository, README.md by default, block by block, as a reader would.
#   sh               in an empty folder of its own; a block goes on in the folder where the one before ended
#   sh movielens     the same, with MovieLens 100K in the tool's cache, where ../shared/data has it
#   sh source        in the root of the repository
#   sh server        the same, in the background until the next one: a server at localhost:5000, which is put at a free
#                    port here, as in the blocks that call it
#   sh page          as sh, in the background and at a free port, until it answers: a page to be looked at
#   sh load          as sh source, for 5 s instead of 60 s, where wrk is installed; no call may fail
#   sh native        as sh source, where clang is installed
#   sh python        as sh source, where python3 has onnxruntime
#   sh tests, pack   by .ci/run and the cake target, before this
#   sh install       by tests/Hosts/install.sh, before this
#   LANGUAGE FILE    is written to that file
#   other blocks     are only to be read
set -uo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
document=${1:-README.md}
. "$root/.ci/checks.sh"
. "$root/.ci/serve.sh"

work=$(mktemp -d)
kept=$(mktemp -d)
# The first command trains the committed sample anew: leave it as it was.
[ -d "$root/artifacts/sample" ] && cp -r "$root/artifacts/sample" "$kept/"
restore() {
  stop_serving
  rm -rf "$root/artifacts/sample"
  [ -d "$kept/sample" ] && cp -r "$kept/sample" "$root/artifacts/"
  rm -rf "$work" "$kept"
}
trap restore EXIT

# Tools and the list of sources are kept away from the user's own. Packages that were just made are unpacked here, not
# into the user's cache, where others of the same version may lie; what the cache holds of others is used.
cache=${NUGET_PACKAGES:-$HOME/.nuget/packages}
mkdir -p "$cache" "$work/home/.nuget/NuGet" "$work/blocks" "$work/reader"
[ -f "$HOME/.nuget/NuGet/NuGet.Config" ] && cp "$HOME/.nuget/NuGet/NuGet.Config" "$work/home/.nuget/NuGet/"
export DOTNET_CLI_HOME="$work/home" PATH="$work/home/.dotnet/tools:$PATH"

# As if the data set had been downloaded before: a test must not depend on somebody's server.
export ONNX_RETRIEVAL_CACHE="$work/cache"
mkdir -p "$ONNX_RETRIEVAL_CACHE"
movielens="$root/../shared/data/ml-100k"
[ -d "$movielens" ] && cp -r "$movielens" "$ONNX_RETRIEVAL_CACHE/ml-100k"

# in_source BLOCK: runs it in the root of the repository.
in_source() { env NUGET_PACKAGES="$cache" bash -euo pipefail -c "cd '$root'; $1"; }

# opens BLOCK: runs it in the reader's folder, and fetches what it serves once.
opens() {
  serve "$work/page.log" env NUGET_PACKAGES="$work/packages" bash -euo pipefail -c "cd '$(cat "$work/folder")'; $1 --port 0" &&
    curl --silent --show-error --fail --output "$work/page.html" "http://$address/" &&
    grep -q '</html>' "$work/page.html" || { cat "$work/page.log"; return 1; }
  stop_serving
}

"$root/.ci/blocks.sh" "$root/$document" --into "$work/blocks"
echo "$work/reader" >"$work/folder"
for block in "$work"/blocks/*; do
  read -r language word <"$block"
  body=$(tail -n +2 "$block")
  title="$document: $(head -n 1 <<<"$body")"
  body=${body//localhost:5000/$address}
  case "$language:${word:-}" in
    sh:tests | sh:pack | sh:install) ;;
    sh:source)
      check "$title" in_source "$body"
      ;;
    sh:server)
      check "$title" serve "$work/server.log" env NUGET_PACKAGES="$cache" bash -euo pipefail -c "cd '$root'; $body"
      ;;
    sh:page)
      check "$title" opens "$body"
      ;;
    sh:native)
      if command -v clang >"$work/ignored"; then
        check "$title" in_source "$body"
      else
        skip "$title" "clang is not installed: run tests/Hosts/install.sh"
      fi
      ;;
    sh:python)
      if python3 -c 'import onnxruntime' 2>"$work/ignored"; then
        check "$title" in_source "$body"
      else
        skip "$title" "python3 has no onnxruntime"
      fi
      ;;
    sh:load)
      if command -v wrk >"$work/ignored"; then
        check "$title" in_source "${body//60s/5s} | tee /dev/stderr | grep -qx 'Errors: 0'"
      else
        skip "$title" "wrk is not installed: run tests/Hosts/install.sh"
      fi
      ;;
    sh:movielens | sh:)
      if [ "${word:-}" = movielens ] && [ ! -d "$movielens" ]; then
        skip "$title" "../shared/data/ml-100k is not here"
        continue
      fi
      check "$title" env NUGET_PACKAGES="$work/packages" NUGET_FALLBACK_PACKAGES="$cache" \
        bash -euo pipefail -c "cd '$(cat "$work/folder")'; $body
pwd >'$work/folder'"
      ;;
    *:*.*)
      mkdir -p "$(dirname "$work/reader/$word")"
      printf '%s\n' "$body" >"$work/reader/$word"
      ;;
  esac
done
finish
