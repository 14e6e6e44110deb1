# shellcheck shell=bash
# How scripts/bench measures; sourced by it.

# Decimal points, and the same order everywhere.
export LC_ALL=C

rounds=${ROUNDS:-5} secs=${SECS:-3}
work='' # a folder for everything
log='' pid='' address='' # of the server launched last
key='' connections='' # how requests are made; their paths are in the file $work/paths
servers=() parties=()
declare -A urls pids # of each party

# --- Servers ----------------------------------------------------------------------------------

# launch NAME [VARIABLE=VALUE]... COMMAND...
launch() {
  log=$work/$1.log
  shift
  : >"$log"
  # The caller's settings are not what is measured. Appending, because logs are emptied in use.
  env -i PATH="$PATH" "$@" >>"$log" 2>&1 </dev/null &
  pid=$!
  servers+=("$pid")
}

# up SED: waits for what SED makes of the log of the server launched last, its address mostly.
up() {
  for _ in {1..600}; do
    address=$(sed -n "$1" "$log")
    [ -z "$address" ] || return 0
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  tail -n 20 "$log" >&2
  die "this does not start, see above: $(basename "$log" .log)"
}

# listening SERVICE
listening() { up "/\"listening\"/{/\"service\":\"$1\"/s/.*\"address\":\"\\([^\"]*\\).*/\\1/p;}"; }

# party NAME: the server launched last takes part.
party() { parties+=("$1") urls[$1]=http://$address pids[$1]=$pid; }

stop_servers() {
  ((${#servers[@]})) || return 0
  kill "${servers[@]}" 2>/dev/null || true
  wait "${servers[@]}" || true
  servers=() parties=()
}

make_work() {
  work=$(mktemp -d "${TMPDIR:-/tmp}/almanac-bench.XXXXXX")
  trap cleanup EXIT
  # wrk takes a Ctrl-C for the end of its round, and this script would start the next.
  trap 'exit 130' INT
}

# shellcheck disable=SC2317 # the trap gets here
cleanup() {
  stop_servers
  if [ -d "$work/postgres" ]; then scripts/postgres stop "$work/postgres" || true; fi
  rm -rf "$work"
}

# --- Measuring --------------------------------------------------------------------------------

# check PARTY LEAST: asks for every path once; each answer must be 200 and have LEAST bytes.
check() {
  local mean
  mean=$(sed "s|.*|url = \"${urls[$1]}&\"\noutput = /dev/null|" "$work/paths" |
    curl -sS ${key:+-H "Authorization: Bearer $key"} -w '%{http_code} %{size_download}\n' -K - |
    awk -v least="$2" '
      $1 != 200 || $2 < least { wrong = wrong ? wrong : $0 }
      { bytes += $2 }
      END { if (wrong || !NR) print wrong; else printf "%.0f", bytes / NR; exit wrong || !NR }') ||
    die "$1 does not answer as it should (status, bytes): ${mean:-nothing}"
  echo "- $1: $mean bytes an answer (mean of $(wc -l <"$work/paths"), all 200)"
}

# load PARTY SECONDS: prints requests, duration, p50, p99 (microseconds).
load() {
  local output result
  output=$(BENCH_PATHS=$work/paths wrk --threads 1 --connections "$connections" \
    --duration "$2s" ${key:+--header "Authorization: Bearer $key"} \
    --script scripts/bench.d/load.lua "${urls[$1]}" 2>&1) || die "wrk failed: $output"
  result=$(sed -n 's/^RESULT //p' <<<"$output")
  [ "${result##* }" = 0 ] || die "requests to $1 failed: $output"
  echo "${result% *}"
}

# family PID FILE: this file of a process and its children in /proc, for nginx has workers.
family() {
  local member
  for member in "$1" $(cat "/proc/$1/task/$1/children"); do cat "/proc/$member/$2"; done
}

# Microseconds of processor time. The name, which comes before, may hold spaces.
cpu() {
  family "$1" stat | sed 's/.*) //' | awk -v hz="$(getconf CLK_TCK)" \
    '{ ticks += $12 + $13 } END { printf "%.0f\n", ticks * 1e6 / hz }'
}

memory() {
  family "$1" smaps_rollup | awk '/^Pss:/ { kb += $2 } END { printf "%.0f\n", kb / 1024 }'
}

# measure ROUND PARTY
measure() {
  local before after result file
  before=$(cpu "${pids[$2]}")
  result=$(load "$2" "$secs")
  # What a server has yet to do, such as writing its log, is its own cost and not its neighbour's.
  sleep 0.5
  after=$(cpu "${pids[$2]}")
  echo "$1 $2 $result $((after - before))" >>"$work/results"
  # Some 100 MB a round would keep the disk busy during the next.
  for file in "$work"/*.log "$work"/*/access.log; do [ ! -e "$file" ] || : >"$file"; done
}

# compare PARTY: measures all and prints them beside this one.
compare() {
  local round name order
  : >"$work/results"
  for name in "${parties[@]}"; do load "$name" 1 >/dev/null; done
  for ((round = 1; round <= rounds; round++)); do
    say "Round $round of $rounds ..."
    order=$(printf '%s\n' "${parties[@]}")
    # So that nobody always comes after the same neighbour.
    if ((round % 2)); then order=$(tac <<<"$order"); fi
    for name in $order; do measure "$round" "$name"; done
  done
  for name in "${parties[@]}"; do
    echo "pss $name $(memory "${pids[$name]}")" >>"$work/results"
  done
  echo
  awk -v base="$1" -v parties="${parties[*]}" -v rounds="$rounds" -f scripts/bench.d/table.awk \
    "$work/results"
}
