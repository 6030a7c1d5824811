#!/usr/bin/env bash
# Prepares a container for the kit: Deno from PyPI, the libraries that npm's Chromium needs, Jupyter, Plotly's renderer and the kernel.
set -euo pipefail
cd "$(dirname "$0")/.."
sudo apt-get update
sudo apt-get install -y --no-install-recommends libexpat1 libnspr4 libnss3
pip install --user "deno==2.9.6" jupyterlab plotly
export PATH="$HOME/.local/bin:$PATH"
deno task kernel
deno task doctor
echo "deno task lab opens the notebooks"
