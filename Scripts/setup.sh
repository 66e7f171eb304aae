#!/usr/bin/env bash
# Makes sure that the tools and system libraries the build needs are there; installs what is
# missing where that is allowed, and otherwise prints the line to type. Does nothing when all is present.
# With the word "python", Python and its virtual environments too, which the tests of python/ need.
set -euo pipefail

readonly wants=${1:-}

readonly swift_required=6.3
readonly debian_packages=(
  libopenblas-dev liblapacke-dev libfftw3-dev libpng-dev zlib1g-dev fonts-dejavu-core
)
readonly brew_packages=(openblas lapack fftw libpng zlib gnuplot pkgconf)

fail() {
  printf 'setup: %s\n' "$@" >&2
  exit 1
}

# True when version $1 is at least version $2, both MAJOR.MINOR.
at_least() {
  local -i major=${1%%.*} minor=${1#*.} wanted_major=${2%%.*} wanted_minor=${2#*.}
  ((major > wanted_major || (major == wanted_major && minor >= wanted_minor)))
}

check_swift() {
  local advice="Get Swift $swift_required or newer from https://www.swift.org/install and put it on PATH."
  command -v swift >/dev/null || fail "no swift found." "$advice"
  local text version
  text=$(swift --version 2>/dev/null </dev/null) || fail "'swift --version' does not run." "$advice"
  version=$(sed -nE 's/.*Swift version ([0-9]+\.[0-9]+).*/\1/p' <<<"$text" | head -n 1)
  [[ -n $version ]] || fail "cannot read the version of swift from: $text" "$advice"
  at_least "$version" "$swift_required" \
    || fail "swift $version is too old: the package needs $swift_required." "$advice"
}

# Prints the Debian packages that are missing, one a line. Any gnuplot and any pkg-config will do.
missing_debian_packages() {
  local package
  for package in "${debian_packages[@]}"; do
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] \
      || echo "$package"
  done
  command -v gnuplot >/dev/null || echo gnuplot-nox
  command -v pkg-config >/dev/null || echo pkg-config
  command -v git >/dev/null || echo git
  [[ $wants != python ]] || missing_python_packages
}

# A Python from elsewhere than the system's packages will do.
missing_python_packages() {
  command -v python3 >/dev/null || echo python3
  python3 -c 'import venv, ensurepip' 2>/dev/null || echo python3-venv
}

# Runs apt-get as root, never asking a question; $root is empty or "sudo -n".
apt_get() {
  $root env DEBIAN_FRONTEND=noninteractive \
    apt-get -qq -o DPkg::Lock::Timeout=300 "$@" </dev/null
}

setup_debian() {
  local missing root
  mapfile -t missing < <(missing_debian_packages)
  ((${#missing[@]})) || return 0
  if ((EUID == 0)); then
    root=
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    root="sudo -n"
  else
    fail "these packages are missing: ${missing[*]}" "Install them with:" \
      "  sudo apt-get update && sudo apt-get install --yes --no-install-recommends ${missing[*]}"
  fi
  echo "setup: installing ${missing[*]}"
  # The package lists of a fresh machine are empty or old: refresh them only if the first try fails.
  apt_get install --yes --no-install-recommends "${missing[@]}" >/dev/null 2>&1 || {
    apt_get update
    apt_get install --yes --no-install-recommends "${missing[@]}" >/dev/null
  } || fail "apt-get could not install: ${missing[*]}"
}

setup_macos() {
  command -v brew >/dev/null || fail "Homebrew is missing: see https://brew.sh"
  local missing=() package
  for package in "${brew_packages[@]}"; do
    brew list --versions "$package" >/dev/null 2>&1 || missing+=("$package")
  done
  ((${#missing[@]} == 0)) \
    || fail "these packages are missing: ${missing[*]}" "Install them with:" \
      "  brew install ${missing[*]}"
}

# Other systems: look for what the packages bring.
setup_other() {
  local missing=() name
  for name in openblas lapacke libpng zlib; do
    pkg-config --exists "$name" 2>/dev/null || missing+=("$name")
  done
  command -v gnuplot >/dev/null || missing+=(gnuplot)
  ((${#missing[@]} == 0)) \
    || fail "missing: ${missing[*]}" \
      "Install their development packages (and pkg-config) with this system's package manager."
}

check_swift
if [[ $(uname -s) == Darwin ]]; then
  setup_macos
elif command -v apt-get >/dev/null; then
  setup_debian
else
  setup_other
fi
