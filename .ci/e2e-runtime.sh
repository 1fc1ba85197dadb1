#!/usr/bin/env bash
# Does what a user of the packages does: a new console project, `dotnet add package OnnxRetrieval`, the README's snippet, run.
# Then the same with OnnxRetrieval.Managed alone, which must say which package is missing; and a new web service with
# OnnxRetrieval.Hosting and the program of its README.
#
#   .ci/e2e-runtime.sh PACKAGES MODEL
#
# PACKAGES: the folder that `dotnet pack` wrote to. MODEL: the folder that `onnx-retrieval train` wrote, with retrieval.onnx.
set -euo pipefail

[ $# -eq 2 ] || { echo "usage: $0 PACKAGES MODEL" >&2; exit 2; }
packages=$(realpath "$1")
model=$(realpath "$2")
[ -f "$model/retrieval.onnx" ] || { echo "$model has no retrieval.onnx" >&2; exit 1; }

root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/.ci/packages.sh"
. "$root/.ci/serve.sh"

work=$(mktemp -d)
trap 'stop_serving; rm -rf "$work"' EXIT

use_packages "$packages" "$work"

# project NAME TEMPLATE PACKAGE...: a new project with the packages.
project() {
  local package
  mkdir "$work/$1"
  cd "$work/$1"
  dotnet new "$2" --no-restore > /dev/null
  for package in "${@:3}"; do
    dotnet add package "$package" --version "$version" > add.log || { cat add.log; exit 1; }
  done
}

project shop console OnnxRetrieval
cat > Program.cs <<'CS'
using OnnxRetrieval;

string[] seen = ["1", "2"];
using var retriever = Retriever.Load(args[0]);
foreach (var hit in retriever.Retrieve("42", k: 10, exclude: seen))
    Console.WriteLine($"{hit.Id} {hit.Title} {hit.Score:F3}");
CS
dotnet build -nologo -v q -clp:NoSummary -warnaserror
dotnet run --no-build -- "$model/retrieval.onnx" | tee out.txt
[ "$(wc -l < out.txt)" -eq 10 ] || { echo "expected 10 results" >&2; exit 1; }
! grep -qE '^(1|2) ' out.txt || { echo "an excluded item was returned" >&2; exit 1; }

project bare console OnnxRetrieval.Managed
cp ../shop/Program.cs .
dotnet build -nologo -v q -clp:NoSummary -warnaserror
if dotnet run --no-build -- "$model/retrieval.onnx" > out.txt 2>&1; then
  echo "OnnxRetrieval.Managed ran without a native library" >&2
  exit 1
fi
grep -q 'dotnet add package OnnxRetrieval' out.txt || { cat out.txt; echo "the error names no package" >&2; exit 1; }

project service web OnnxRetrieval OnnxRetrieval.Hosting
"$root/.ci/blocks.sh" "$root/runtime/OnnxRetrieval.Hosting/README.md" Program.cs > Program.cs
mkdir movies
cp "$model/retrieval.onnx" movies/
dotnet build -nologo -v q -clp:NoSummary -warnaserror
serve service.log dotnet run --no-build
curl -fsS "http://$address/recommend/42" | tee out.txt
[ "$(grep -o '"title":"[^"]' out.txt | wc -l)" -eq 10 ] || { echo "expected 10 titles" >&2; exit 1; }
[ "$(curl -fsS "http://$address/health")" = Healthy ] || { echo "expected the service to be healthy" >&2; exit 1; }
echo
echo "runtime packages $version: a new project serves $model/retrieval.onnx; without the native library the error says what to add; a new web service serves it too"
