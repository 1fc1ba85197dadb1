#!/usr/bin/env bash
# e2e.sh PACKAGES: installs the packed tool from that folder, and uses it as a user would, outside the repository.
set -uo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
packages=$(cd "$1" && pwd)
data="$root/../shared/data"
. "$root/.ci/checks.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# holds FILE PATTERN...: each pattern is found in the file.
holds() {
  local file=$1 pattern
  shift
  for pattern in "$@"; do
    grep -qE -- "$pattern" "$file" || { echo "'$pattern' is not in $file:"; cat "$file"; return 1; }
  done
}

# fails_with CODE PATTERN COMMAND...: ends with the code, with the pattern and no stack trace on its error stream.
fails_with() {
  local code=$1 pattern=$2 ended=0
  shift 2
  "$@" >out.txt 2>err.txt || ended=$?
  cat out.txt err.txt
  [ "$ended" -eq "$code" ] || { echo "ended with $ended, not $code"; return 1; }
  holds err.txt "$pattern" && ! grep -qE '^ +at [A-Za-z]' err.txt
}

# json NAME PATH... < document: the document is one JSON value, and each dotted path is in it.
json() {
  node -e '
    const value = JSON.parse(require("fs").readFileSync(0, "utf8"));
    for (const path of process.argv.slice(1)) {
      let at = value;
      for (const name of path.split(".")) {
        if (at === null || at === undefined || !(name in at)) throw new Error(`no ${path} in ${JSON.stringify(value).slice(0, 400)}`);
        at = at[name];
      }
    }' "$@"
}

says() {
  local pattern=$1
  shift
  "$@" >out.txt && cat out.txt && holds out.txt "$pattern"
}

gives() { # gives PATHS -- COMMAND...
  local paths=()
  while [ "$1" != -- ]; do paths+=("$1"); shift; done
  shift
  "$@" >out.json && json "${paths[@]}" <out.json
}

complete() { # complete DIR: all files of a trained model are there.
  local file
  for file in retrieval.onnx similar.onnx history.jsonl metrics.json manifest.json options.json; do
    [ -s "$1/$file" ] || { echo "$1/$file is missing or empty"; ls -la "$1"; return 1; }
  done
  json test popularity item_knn <"$1/metrics.json"
}

trains() { # trains DIR OPTIONS...
  local dir=$1
  shift
  "$tool" train "$@" && complete "$dir"
}

echo "-- the packed tool"
check "installs from the folder" \
  dotnet tool install --tool-path bin --add-source "$packages" OnnxRetrieval.Tool
tool="$work/bin/onnx-retrieval"
natives="$work/bin/.store"
only_this_system() {
  local others
  others=$(find "$natives" \( -name '*.dylib' -o -name 'onnxruntime*.dll' -o -name 'torch_cpu.dll' -o -name 'libtorch_python*' \))
  [ -z "$others" ] || { echo "$others"; return 1; }
}
check "brings only the native libraries of this system" only_this_system
# natives_of SYSTEM FILE...: the system's package has these native libraries, and none of another system.
natives_of() {
  local system=$1 listed file others
  shift
  listed=$(unzip -Z1 "$packages"/OnnxRetrieval.Tool."$system".[0-9]*.nupkg | sed 's|.*/||')
  for file in "$@"; do
    grep -qx -- "$file" <<<"$listed" || { echo "no $file in:"; echo "$listed"; return 1; }
  done
  case $system in
    linux-*) others='\.dylib$|^torch_cpu\.dll$|^onnxruntime\.dll$' ;;
    win-*) others='\.dylib$|\.so(\.[0-9]+)*$' ;;
    osx-*) others='\.so(\.[0-9]+)*$|^torch_cpu\.dll$|^onnxruntime\.dll$' ;;
  esac
  ! grep -E -- "$others" <<<"$listed"
}
for system in linux-x64 linux-arm64 win-x64 osx-arm64; do
  name="the package for $system has its native libraries alone"
  case $system in
    linux-arm64) natives_there=(libonnxruntime.so libduckdb.so) ;;
    linux-*) natives_there=(libtorch_cpu.so libLibTorchSharp.so libonnxruntime.so libduckdb.so) ;;
    win-*) natives_there=(torch_cpu.dll LibTorchSharp.dll onnxruntime.dll duckdb.dll) ;;
    osx-*) natives_there=(libtorch_cpu.dylib libLibTorchSharp.dylib libonnxruntime.dylib libduckdb.dylib) ;;
  esac
  if compgen -G "$packages/OnnxRetrieval.Tool.$system.*.nupkg" >"$work/packed.txt"; then
    check "$name" natives_of "$system" "${natives_there[@]}"
  else
    skip "$name" "it was not packed: dotnet cake --target=Pack --rids=$system"
  fi
done
no_natives_in_symbols() {
  local package
  for package in "$packages"/*.snupkg; do
    [ -e "$package" ] || continue
    ! unzip -l "$package" | grep -E '\.(so|dll|dylib)(\.[0-9]+)?$' || return 1
  done
}
complete_packages() { # Each shows a readme and an icon, and names its licence; a library has its comments and symbols.
  local package content
  for package in "$packages"/*.nupkg; do
    content=$(unzip -l "$package" | awk '{ print $4 }')
    for file in README.md icon.png; do
      grep -qx "$file" <<<"$content" || { echo "$package has no $file"; return 1; }
    done
    unzip -p "$package" '*.nuspec' | grep -q '<license type="expression">MIT</license>' || { echo "$package names no licence"; return 1; }
    if grep -qE '^lib/.*\.dll$' <<<"$content"; then
      grep -qE '^lib/.*\.xml$' <<<"$content" || { echo "$package has no comments"; return 1; }
      [ -e "${package%.nupkg}.snupkg" ] || { echo "$package has no symbols"; return 1; }
    fi
  done
}
check "packages are complete" complete_packages
check "symbols packages hold no native library" no_natives_in_symbols
run_without_installing() {
  dotnet tool exec OnnxRetrieval.Tool@"$("$tool" --version | cut -d + -f 1)" --add-source "$packages" --yes -- "$@"
}
check "runs without being installed" says 'recommend' run_without_installing --help
check "tells its version" says '^[0-9]+\.[0-9]+\.[0-9]+' "$tool" --version
check "help lists the commands" says 'recommend' "$tool" --help

echo "-- the forms of the command line"
check "train" trains sample
model=sample/retrieval.onnx
check "recommend" says '[0-9]' "$tool" recommend $model --user 42
check "recommend --json" gives query known results.0.id results.0.score results.0.title -- \
  "$tool" recommend $model --user 42 -k 5 --exclude 1,2 --json
check "recommend --users" says '10 rows for 1 users' "$tool" recommend $model --users "SELECT 42 AS user_id" --out recs.parquet
check "similar --json" gives query known results.0.id -- "$tool" similar sample/similar.onnx --item 1 --json
check "inspect --json" gives inputs outputs metadata -- "$tool" inspect $model --json
check "data sample --json" gives users items interactions -- "$tool" data sample --json

if [ -d "$data/ml-100k" ]; then
  ml=$data/ml-100k
  check "train movielens-100k, leave-last" \
    trains movies --dataset movielens-100k --data "$ml" --split leave-last --out movies
  check "train movielens-100k, random, basic" \
    trains basic --dataset movielens-100k --data "$ml" --split random --recipe basic --seed 1 --out basic
  check "evaluate movielens-100k as it was split" \
    says 'recall@20' "$tool" evaluate movies/retrieval.onnx --dataset movielens-100k --data "$ml" --split leave-last
  check "recommend --exclude-seen u.data" \
    says '[0-9]' "$tool" recommend movies/retrieval.onnx --user 42 --exclude-seen "$ml/u.data" \
    --user-column column0 --item-column column1
else
  skip "train on movielens-100k" "../shared/data/ml-100k is not here"
fi
if [ -d "$data/ml-1m-lightgcn" ]; then
  lists=$data/ml-1m-lightgcn
  check "train lists" trains lists --dataset lists --train "$lists/train.txt" --valid "$lists/valid.txt" \
    --test "$lists/test.txt" --epochs 3 --out lists
  check "evaluate lists --json" gives test.recall@20 test.ndcg@20 -- \
    "$tool" evaluate lists/retrieval.onnx --dataset lists --train "$lists/train.txt" --test "$lists/test.txt" --json
else
  skip "train on lists" "../shared/data/ml-1m-lightgcn is not here"
fi

own_events() {
  "$tool" data sample --export own &&
    trains shop --interactions own/interactions.csv --user user_id --item item_id --time timestamp \
      --candidates own/items.csv --epochs 5 --out shop
}
check "train on own files" own_events
fed_back() { trains shop2 --options shop/options.json --epochs 2 --out shop2; }
check "options.json can be fed back" fed_back

echo "-- wrong use and bad input"
check "an unknown command" fails_with 2 "Did you mean 'train'" "$tool" trian
check "an unknown option" fails_with 2 "Did you mean '--epochs'" "$tool" train --epcohs 3
check "a missing file" fails_with 1 'nowhere.csv' "$tool" train --interactions nowhere.csv
check "a file that is no model" fails_with 1 'items.csv' "$tool" recommend own/items.csv --user 1

echo "-- the packages in a new project"
if [ -f "$root/.ci/e2e-runtime.sh" ]; then
  check "serves from a console project" bash "$root/.ci/e2e-runtime.sh" "$packages" "$work/sample"
fi

check "templates make a trainer and a service that work" bash "$root/.ci/e2e-templates.sh" "$packages"

echo "-- the README"
bash "$root/.ci/readme.sh" || true

echo "-- the samples"
for sample in WebApi NativeAot node browser python MLNet triton; do
  bash "$root/.ci/readme.sh" samples/$sample/README.md || true
done

# answers_as_tool OPTIONS COMMAND...: its lines begin with the ids that `recommend OPTIONS` gives, ten of them.
answers_as_tool() {
  local options=$1
  shift
  "$@" >answers.txt && cat answers.txt &&
    "$tool" recommend $options --json |
    node -e 'JSON.parse(require("fs").readFileSync(0, "utf8")).results.forEach((hit) => console.log(hit.id))' >tool.txt &&
    [ "$(wc -l <tool.txt)" -eq 10 ] && diff tool.txt <(sed -n '1,10s/ .*//p' answers.txt)
}
native="$root/artifacts/native-aot/NativeAot"
if [ -x "$native" ]; then
  check "native code answers as the tool does" \
    answers_as_tool "$model --user 42" "$native" --Retriever:Path="$work/$model" --User=42
else
  skip "native code answers as the tool does" "it was not published"
fi
asked="$model --user 42 --exclude 1,1316"
stranger="$model --history 50,172,181 --exclude 1316"
node_sample() { node "$root/samples/node/recommend.mjs" "$@"; }
check "the sample in JavaScript answers as the tool does" answers_as_tool "$asked" node_sample $asked
check "... and to a history" answers_as_tool "$stranger" node_sample $stranger
check "the sample in Python has no fault of syntax" \
  env PYTHONPYCACHEPREFIX="$work/pycache" python3 -m py_compile "$root/samples/python/recommend.py"
python_sample() {
  local python=python3 path=
  if ! python3 -c 'import onnxruntime'; then
    python=/usr/bin/python3 path="$root/tests/Hosts/hosts/stand-in"
  fi
  env PYTHONDONTWRITEBYTECODE=1 PYTHONPATH="$path" "$python" "$root/samples/python/recommend.py" "$@"
}
check "the sample in Python answers as the tool does" answers_as_tool "$asked" python_sample $asked
check "... and to a history" answers_as_tool "$stranger" python_sample $stranger
mlnet="$root/samples/MLNet/bin/Release/net10.0/MLNet"
check "the sample in ML.NET answers as the tool does" \
  answers_as_tool "$asked" "$mlnet" --model=$model --user=42 --exclude=1,1316
check "... and to a history" \
  answers_as_tool "$stranger" "$mlnet" --model=$model --history=50,172,181 --exclude=1316
triton_sample() {
  "$tool" export "$1" --triton triton >/dev/null &&
    node "$root/tests/Hosts/hosts/triton.mjs" "$work/triton/sample" "$root/samples/triton/request.json"
}
check "the request to Triton fits its configuration, and is answered as the tool does" \
  answers_as_tool "$model --user 42 --exclude 1,1316" triton_sample sample
text_ids() { # The same events and items, with ids that are texts.
  awk -F, -v OFS=, 'NR > 1 { $1 = "u" $1; $2 = "i" $2 } 1' own/interactions.csv >events.csv &&
    awk -F, -v OFS=, 'NR > 1 { $1 = "i" $1 } 1' own/items.csv >items.csv &&
    trains texts --interactions events.csv --user user_id --item item_id --time timestamp --candidates items.csv \
      --epochs 2 --out texts
}
check "train on ids that are texts" text_ids
asked="texts/retrieval.onnx --user u42 --exclude i1,i50"
check "the sample in JavaScript answers as the tool does, ids being texts" answers_as_tool "$asked" node_sample $asked
check "the sample in Python answers as the tool does, ids being texts" answers_as_tool "$asked" python_sample $asked
check "the sample in ML.NET answers as the tool does, ids being texts" \
  answers_as_tool "$asked" "$mlnet" --ids=text --model=texts/retrieval.onnx --user=u42 --exclude=i1,i50
finish
