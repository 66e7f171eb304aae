#!/usr/bin/env bash
# Makes the private Python environment of the Python package's tests, $1, with what $2 lists. Where pip
# reaches no index, the system's own NumPy and pytest will do.
set -euo pipefail

readonly environment=$1 requirements=$2

fail() {
  printf 'python: %s\n' "$@" >&2
  exit 1
}

# The lines that bring NumPy and pytest where pip cannot.
advice() {
  if command -v apt-get >/dev/null; then
    echo "  sudo apt-get update && sudo apt-get install --yes python3-numpy python3-pytest"
  else
    echo "  python3 -m pip install numpy pytest"
  fi
}

install() {
  echo "python: installing $(paste -sd' ' "$requirements") into $environment"
  python3 -m venv "$environment" \
    && "$environment/bin/pip" install --quiet --disable-pip-version-check --retries 1 --timeout 20 \
      --requirement "$requirements"
}

command -v python3 >/dev/null || fail "no python3 found; the tests of the Python package need it."
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
  || fail "needs python3, version 3.11 or newer; found: $(python3 --version)"
rm -rf "$environment"
if ! install; then
  rm -rf "$environment"
  python3 -c 'import numpy, pytest' 2>/dev/null \
    || fail "pip could not install what the tests need. Install it with:" "$(advice)"
  echo "python: taking the system's NumPy and pytest"
  mkdir -p "$environment/bin"
  ln -s "$(python3 -c 'import sys; print(sys.executable)')" "$environment/bin/python"
fi
touch "$environment/complete"
