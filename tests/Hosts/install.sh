#!/usr/bin/env bash
# Installs what the tests in this folder run retrieval files in, where it is missing: Node.js with the packages of
# package-lock.json, Chromium, and Python's onnx; and Python's PyTorch, whose towers the tests of packing take; and what
# the samples are tried with: wrk for load, clang and zlib for native code. Debian and Ubuntu; elsewhere install the same
# by hand.
set -euo pipefail
cd "$(dirname "$0")"

missing=()
command -v node >/dev/null || missing+=(nodejs)
command -v npm >/dev/null || missing+=(npm)
command -v chromium >/dev/null || missing+=(chromium)
command -v wrk >/dev/null || missing+=(wrk)
command -v clang >/dev/null || missing+=(clang)
[ -e /usr/include/zlib.h ] || missing+=(zlib1g-dev)
/usr/bin/python3 -c 'import onnx' 2>/dev/null || missing+=(python3-onnx)
/usr/bin/python3 -c 'import torch' 2>/dev/null || missing+=(python3-torch)
if [ "${#missing[@]}" -gt 0 ]; then
  sudo=()
  [ "$(id -u)" = 0 ] || sudo=(sudo)
  "${sudo[@]}" apt-get update -q
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
fi

# Without scripts: onnxruntime-node's would download parts for CUDA.
npm ci --ignore-scripts --no-audit --no-fund

# The samples in JavaScript take the same packages.
for sample in node browser; do
  packages=../../samples/$sample/node_modules
  [ -e "$packages" ] || ln -s ../../tests/Hosts/node_modules "$packages"
done
