#!/usr/bin/env bash
# Installs the packed templates, makes a project of each, builds them without a warning, trains with the one and serves what
# it wrote with the other.
#
#   .ci/e2e-templates.sh PACKAGES
#
# PACKAGES: the folder that `dotnet cake --target=Pack` wrote.
set -euo pipefail

[ $# -eq 1 ] || { echo "usage: $0 PACKAGES" >&2; exit 2; }
packages=$(realpath "$1")
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/.ci/packages.sh"
. "$root/.ci/serve.sh"

work=$(mktemp -d)
trap 'stop_serving; rm -rf "$work"' EXIT
use_packages "$packages" "$work"
# Templates are installed beside the projects, too.
export DOTNET_CLI_HOME="$work/home"
cd "$work"
dotnet new install "$packages/OnnxRetrieval.Templates.$version.nupkg"

dotnet new onnx-retrieval-trainer -o Films.Trainer
cd Films.Trainer
! grep -rq 'MyTrainer' . || { echo "the template's own name is left" >&2; exit 1; }
dotnet build -c Release -nologo -v q -clp:NoSummary -warnaserror
dotnet run -c Release --no-build -- ../model
cd ..
[ -s model/retrieval.onnx ] || { echo "no model was written" >&2; exit 1; }

dotnet new onnx-retrieval-service -o Films.Service --model ../model/retrieval.onnx
cd Films.Service
! grep -rqE 'MyService|MODEL_PATH' . || { echo "the template's own name is left" >&2; exit 1; }
dotnet build -c Release -nologo -v q -clp:NoSummary -warnaserror
serve service.log dotnet run -c Release --no-build
curl -fsS "http://$address/recommend/42?exclude=1&exclude=2" | tee out.txt
[ "$(grep -o '"title":"[^"]' out.txt | wc -l)" -eq 10 ] || { echo "expected 10 titles" >&2; exit 1; }
[ "$(curl -fsS "http://$address/health")" = Healthy ] || { echo "expected the service to be healthy" >&2; exit 1; }
[ "$(curl -sS -o refused.txt -w '%{http_code}' "http://$address/recommend/42?k=0")" = 400 ] || { cat refused.txt; exit 1; }
echo
echo "templates $version: a trainer with a tower in code, and a service on its model"
