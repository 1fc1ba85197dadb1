#!/usr/bin/env bash
# readme.sh PACKAGES: runs the README, block by block, as a reader would.
#   sh WORD            is run in a new folder; "source": in the root of the repository; "tests": by .ci/run itself
#   LANGUAGE FILE.EXT  is written to that file
#   other blocks       are shown only: text, mermaid, json
set -uo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
packages=$1
. "$root/.ci/checks.sh"

work=$(mktemp -d)
kept=$(mktemp -d)
# The first command trains the committed sample anew: put it back as it was.
[ -d "$root/artifacts/sample" ] && cp -r "$root/artifacts/sample" "$kept/"
restore() {
  if [ -d "$kept/sample" ]; then
    rm -rf "$root/artifacts/sample"
    cp -r "$kept/sample" "$root/artifacts/"
  fi
  rm -rf "$work" "$kept"
}
trap restore EXIT

# The packages are not on a gallery yet: they come from the folder that was just packed.
cat >"$work/nuget.config" <<XML
<configuration>
  <packageSources>
    <add key="packed" value="$packages" />
  </packageSources>
</configuration>
XML
rm -rf "${NUGET_PACKAGES:-$HOME/.nuget/packages}"/onnxretrieval*
export DOTNET_CLI_HOME="$work/.home" PATH="$work/.home/.dotnet/tools:$PATH"
export NUGET_PACKAGES="${NUGET_PACKAGES:-$HOME/.nuget/packages}"
mkdir -p "$work/.home" "$work/.blocks"

"$root/.ci/blocks.sh" "$root/README.md" --into "$work/.blocks"
folder=$work
for block in "$work"/.blocks/*; do
  read -r language word <"$block"
  body="$block.body"
  tail -n +2 "$block" >"$body"
  title="README: $(grep -v '^#' "$body" | head -n 1)"
  case "$language:${word:-}" in
    sh:tests) ;;
    sh:source)
      check "$title" env -u DOTNET_CLI_HOME bash -euo pipefail -c "cd '$root' && $(cat "$body")"
      ;;
    sh:*)
      # A later block goes on in the folder that this one ends in.
      check "$title" bash -euo pipefail -c "cd '$(cat "$work/.folder" 2>/dev/null || echo "$folder")'
$(cat "$body")
pwd >'$work/.folder'"
      ;;
    *:*.*)
      mkdir -p "$(dirname "$work/$word")"
      cp "$body" "$work/$word"
      ;;
  esac
done
finish
