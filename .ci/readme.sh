#!/usr/bin/env bash
# readme.sh: runs the README, block by block, as a reader would.
#   sh               in an empty folder of its own; a block goes on in the folder where the one before ended
#   sh movielens     the same, with MovieLens 100K in the tool's cache, where ../shared/data has it
#   sh source        in the root of the repository
#   sh tests, pack   by .ci/run and the cake target, before this
#   LANGUAGE FILE    is written to that file
#   other blocks     are only to be read
set -uo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/.ci/checks.sh"

work=$(mktemp -d)
kept=$(mktemp -d)
# The first command trains the committed sample anew: leave it as it was.
[ -d "$root/artifacts/sample" ] && cp -r "$root/artifacts/sample" "$kept/"
restore() {
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

"$root/.ci/blocks.sh" "$root/README.md" --into "$work/blocks"
echo "$work/reader" >"$work/folder"
for block in "$work"/blocks/*; do
  read -r language word <"$block"
  body=$(tail -n +2 "$block")
  title="README: $(head -n 1 <<<"$body")"
  case "$language:${word:-}" in
    sh:tests | sh:pack) ;;
    sh:source)
      check "$title" env NUGET_PACKAGES="$cache" bash -euo pipefail -c "cd '$root'; $body"
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
