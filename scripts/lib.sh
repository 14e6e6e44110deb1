# shellcheck shell=bash
# Sourced by the scripts beside it.

say() { printf '%s\n' "$*" >&2; }

die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# The comment at the top of a script is its help.
usage() { sed -n '2,/^set/s/^# \{0,1\}//p' "$0"; }

have() { command -v "$1" >/dev/null; }

in_ci() { [ "${CI:-}" = true ]; }

# quietly COMMAND...: its output is shown only when it fails.
quietly() {
  local log status=0
  log=$(mktemp)
  "$@" >"$log" 2>&1 </dev/null || status=$?
  ((status == 0)) || cat "$log" >&2
  rm -f "$log"
  return "$status"
}

# --- Debian packages --------------------------------------------------------------------------

as_root() { if ((EUID == 0)); then "$@"; else sudo -n "$@"; fi; }

may_install() { have apt-get && { ((EUID == 0)) || { have sudo && sudo -n true 2>/dev/null; }; }; }

apt_updated=
apt_install() {
  may_install || return 1
  say "Installing $* ..."
  if [ -z "$apt_updated" ]; then
    quietly as_root apt-get update || say "apt-get update failed: trying with the lists there are"
    apt_updated=yes
  fi
  # The lock timeout waits for an apt-get somebody else is running instead of failing.
  quietly as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 \
    install --yes --no-install-recommends "$@"
}

# apt_install_unstarted PACKAGE...: unless told otherwise, Debian's packages start their servers,
# which nobody asked for.
apt_install_unstarted() {
  local status=0 policy=/usr/sbin/policy-rc.d
  may_install || return 1
  # Whoever made one that is there already has told otherwise, or knows why not.
  if [ -e "$policy" ]; then
    apt_install "$@"
    return
  fi
  as_root install -m 755 /dev/stdin "$policy" <<<$'#!/bin/sh\nexit 101'
  apt_install "$@" || status=$?
  as_root rm -f "$policy"
  return "$status"
}

# need COMMAND PACKAGE...
need() {
  local command=$1
  shift
  have "$command" && return
  apt_install "$@" && have "$command" && return
  die "'$command' is missing. Install it and try again; on Debian: sudo apt-get install $*"
}

# want WHAT COMMAND...: when COMMAND fails, so does CI; everybody else goes without WHAT.
want() {
  local what=$1
  shift
  if "$@"; then return; fi
  if in_ci; then die "CI must not go without: $what"; fi
  say "SKIPPED: $what"
  return 1
}

# --- Rust -------------------------------------------------------------------------------------

need_cargo() {
  # rustup's folder, for a shell opened before rustup ran. Then our own tools: in target/ and not in
  # the user's home, so that `cargo clean` forgets them and a cache of target/ keeps them.
  PATH=$PATH:${CARGO_HOME:-~/.cargo}/bin:$PWD/target/tools/bin
  have cargo || die "'cargo' is missing. Install Rust (https://rustup.rs) and try again."
  need cc gcc libc6-dev
}

# cargo_tool COMMAND CRATE VERSION OPTION...: unoptimised, because building is what takes the time.
cargo_tool() {
  local command=$1 crate=$2 version=$3
  shift 3
  have "$command" && return
  say "Building $crate ..."
  CARGO_PROFILE_DEV_DEBUG=0 quietly \
    cargo install --debug --locked --root target/tools "$crate" --version "$version" "$@"
}

# --- HiGHS ------------------------------------------------------------------------------------

# Whether bindgen finds a libclang with the headers that belong to it.
has_libclang() {
  local dir
  [ -z "${LIBCLANG_PATH:-}" ] || return 0
  for dir in "$(llvm-config --libdir 2>/dev/null)" /usr/lib/llvm-*/lib /usr/lib64 \
    /Library/Developer/CommandLineTools/usr/lib; do
    if [ -e "$dir/libclang.so" ] || [ -e "$dir/libclang.dylib" ]; then return 0; fi
  done
  return 1
}

has_highs_tools() { have cmake && have make && have c++ && has_libclang; }

# highs: what compiles HiGHS, which is C++ and optimises rotas. Where that is missing, cargo builds
# without it when told --no-default-features. Debian's cmake comes without make.
highs() { has_highs_tools || { apt_install cmake make g++ libclang-dev && has_highs_tools; }; }

# want_highs: sets $features, for cargo.
want_highs() {
  features=''
  # shellcheck disable=SC2034 # for the script that asked
  want "optimising with HiGHS (no cmake, make, C++ compiler or libclang)" highs ||
    features=--no-default-features
}

# --- Python -----------------------------------------------------------------------------------

# python_tool NAME MODULE REQUIREMENT...: a virtual environment NAME with MODULE; $python is its
# Python.
python_tool() {
  local venv=$PWD/target/tools/$1
  python=$venv/bin/python
  "$python" -c "import $2" 2>/dev/null && return
  # Debian's python3 comes without the part that makes virtual environments.
  python3 -c 'import ensurepip' 2>/dev/null || apt_install python3-venv || return 1
  say "Installing ${*:3} ..."
  quietly python3 -m venv --clear "$venv" &&
    quietly "$venv/bin/pip" install --disable-pip-version-check "${@:3}"
}

# client_python: $python has the client in clients/python, and what it is made and checked with. Other
# requirements are another environment, because other generators make other code.
client_python() {
  local known
  known=$(cat clients/python/pyproject.toml clients/python/generator/requirements.txt | cksum)
  python_tool "client-${known%% *}" almanac_client 'mypy>=2.4,<3' 'pytest>=9.2,<10' \
    --requirement clients/python/generator/requirements.txt --editable clients/python
}

# --- PostgreSQL -------------------------------------------------------------------------------

postgres_candidates() {
  pg_config --bindir 2>/dev/null || true
  printf '%s\n' /usr/lib/postgresql/*/bin /usr/pgsql-*/bin \
    {/opt/homebrew,/usr/local,/home/linuxbrew/.linuxbrew}/opt/postgresql*/bin | sort -rV
  if have initdb; then dirname "$(command -v initdb)"; fi
}

# A folder may hold wrappers or the client alone, so all three must be there.
postgres_major() {
  [ -x "$1/initdb" ] && [ -x "$1/pg_ctl" ] && [ -x "$1/postgres" ] || return 1
  "$1/postgres" --version | sed -E 's/^[^0-9]*([0-9]+).*/\1/'
}

# find_postgres [MAJOR]
find_postgres() {
  local dir major
  while IFS= read -r dir; do
    if major=$(postgres_major "$dir") && ((major >= 15 && major == ${1:-major})); then
      printf '%s\n' "$dir"
      return
    fi
  done < <(postgres_candidates)
  return 1
}

install_postgres() {
  local status=0 setting=/etc/postgresql-common/createcluster.d/almanac.conf
  # Unless told otherwise, Debian's package makes and starts a cluster on port 5432, which nobody
  # asked for. The setting goes away again: what the next package does is not ours to decide.
  apt_install postgresql-common || return 1
  as_root mkdir -p "${setting%/*}"
  as_root tee "$setting" >/dev/null <<<'create_main_cluster = false'
  apt_install postgresql || status=$?
  as_root rm -f "$setting"
  return "$status"
}

# postgres_bin [MAJOR]: the folder with initdb, pg_ctl and postgres.
postgres_bin() {
  find_postgres "$@" && return
  if [ $# -eq 0 ] && may_install; then install_postgres && find_postgres && return; fi
  die "PostgreSQL ${1:-15 or newer} is missing. Install the server and try again;" \
    "on Debian 12 or newer: sudo apt-get install postgresql${1:+-$1};" \
    "on macOS: brew install postgresql@${1:-17}"
}

# A cluster for this script alone, gone when it ends.
throwaway_cluster() {
  cluster=$(mktemp -d "${TMPDIR:-/tmp}/almanac.XXXXXX")
  trap 'scripts/postgres stop "$cluster" || true; rm -rf "$cluster"' EXIT
  # shellcheck disable=SC2034 # for the script that asked
  cluster_url=$(scripts/postgres start "$cluster" --throwaway)
}
