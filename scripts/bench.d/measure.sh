# shellcheck shell=bash
# How scripts/bench measures; sourced by it.

# Decimal points, and the same order everywhere.
export LC_ALL=C

rounds=${ROUNDS:-5} secs=${SECS:-3}
work='' # a folder for everything
log='' pid='' address='' # of the server launched last
key='' connections='' # how requests are made; what is posted is in the file $work/body
python=''             # with what commands need that are not ours
servers=() parties=()
# Of each party. The header is its own, or that of $key; the script is load.lua unless told, and the
# paths are in the file $work/paths.
declare -A urls pids headers scripts paths
exec {silence}<> <(:) # nothing ever comes from it

# --- Servers ----------------------------------------------------------------------------------

# launch NAME [VARIABLE=VALUE]... COMMAND...
launch() {
  log=$work/$1.log
  shift
  : >"$log"
  # The caller's settings are not what is measured, nor is anybody to be told of a stop. Appending,
  # because logs are emptied in use.
  env -i PATH="$PATH" ALMANAC_DRAIN_SECONDS=0 "$@" >>"$log" 2>&1 </dev/null &
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

# party NAME [HEADER]: the server launched last takes part, asked with this header or that of $key.
party() {
  parties+=("$1") urls[$1]=http://$address pids[$1]=$pid
  headers[$1]=${2-${key:+Authorization: Bearer $key}}
}

# free_port: one that nobody answers on, for what cannot choose for itself.
free_port() {
  local port=$((20000 + RANDOM % 10000))
  while (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
  echo "$port"
}

stop_servers() {
  ((${#servers[@]})) || return 0
  kill "${servers[@]}" 2>/dev/null || true
  wait "${servers[@]}" || true
  servers=()
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

# --- Rounds -----------------------------------------------------------------------------------

# interleave COMMAND: runs COMMAND ROUND PARTY for every party, in every round.
interleave() {
  local round name order
  : >"$work/results"
  for ((round = 1; round <= rounds; round++)); do
    say "Round $round of $rounds ..."
    order=$(printf '%s\n' "${parties[@]}")
    # So that nobody always comes after the same neighbour.
    if ((round % 2)); then order=$(tac <<<"$order"); fi
    for name in $order; do "$1" "$round" "$name"; done
  done
}

# table NAME [VARIABLE=VALUE]...: the results, by bench.d/NAME.awk, a row for each party.
table() {
  local name=$1 variable set=()
  shift
  for variable; do set+=(-v "$variable"); done
  echo
  awk -v parties="${parties[*]}" -v rounds="$rounds" ${set[@]+"${set[@]}"} \
    -f scripts/bench.d/figures.awk -f "scripts/bench.d/$name.awk" "$work/results"
}

# headline TITLE PARTY BASE [VARIABLE=VALUE]...: a row of the table at the end, of the results that are
# a table by now; of load, unless `form` says otherwise.
headline() {
  local variable set=(-v form=load)
  for variable in "title=$1" "party=$2" "base=$3" "${@:4}"; do set+=(-v "$variable"); done
  awk -v rounds="$rounds" "${set[@]}" -f scripts/bench.d/figures.awk \
    -f scripts/bench.d/headline.awk "$work/results" >>"$work/headlines" ||
    die "there are no results of $2 and $3 for: $1"
}

# headlines: all of them.
headlines() {
  [ -s "$work/headlines" ] || return 0
  printf '\n## Headlines\n\n'
  echo '| | beside | | x | p50 ms | p99 ms | memory MB |'
  echo '|---|---|---|---|---|---|---|'
  cat "$work/headlines"
}

# --- Load on servers --------------------------------------------------------------------------

# check PARTY LEAST [OPTION]...: asks for every path once, with these options of curl; each answer
# must be 200 and have LEAST bytes.
check() {
  sed "s|.*|url = \"${urls[$1]}&\"\noutput = /dev/null|" "${paths[$1]:-$work/paths}" |
    curl -sS ${headers[$1]:+-H "${headers[$1]}"} "${@:3}" -w '%{http_code} %{size_download}\n' -K - |
    are_good "$1" "$2"
}

# are_good PARTY LEAST: whether all answers, status and bytes on a line for each, are as `check` has it.
are_good() {
  local mean
  mean=$(awk -v least="$2" '
    $1 != 200 || $2 < least { wrong = wrong ? wrong : $0 }
    { bytes += $2 }
    END { if (wrong || !NR) print wrong; else print int(bytes / NR + 0.5), NR; exit wrong || !NR }') ||
    die "$1 does not answer as it should (status, bytes): ${mean:-nothing}"
  echo "- $1: ${mean% *} bytes an answer (mean of ${mean#* }, all 200)"
}

# load PARTY SECONDS: prints requests, duration, p50, p99 (microseconds).
load() {
  local output result
  output=$(BENCH_PATHS=${paths[$1]:-$work/paths} BENCH_HEADERS=$work/headers BENCH_BODY=$work/body \
    wrk --threads 1 --connections "$connections" --duration "$2s" \
    ${headers[$1]:+--header "${headers[$1]}"} \
    --script "scripts/bench.d/${scripts[$1]:-load.lua}" "${urls[$1]}" 2>&1) ||
    die "wrk failed: $output"
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

# compare PARTY [COMMAND]: measures all, by COMMAND if not by `measure`, and prints them beside this
# one.
compare() {
  local name
  # To warm up.
  for name in "${parties[@]}"; do secs=1 "${2:-measure}" 0 "$name"; done
  interleave "${2:-measure}"
  for name in "${parties[@]}"; do
    echo "pss $name $(memory "${pids[$name]}")" >>"$work/results"
  done
  table load base="$1"
}

# --- Commands ---------------------------------------------------------------------------------

# timed ROUND PARTY [VARIABLE=VALUE]... COMMAND...: adds to the results what COMMAND took, by
# $python. What it says is in the file $work/said.
timed() {
  local figures
  figures=$("$python" scripts/bench.d/run.py env -i PATH="$PATH" "${@:3}" 2>"$work/said") || {
    cat "$work/said" >&2
    die "$2 fails, see above"
  }
  echo "$1 $2 $figures" >>"$work/results"
}

# --- Starting ---------------------------------------------------------------------------------

# Servers may take their time above. Here that is what is measured, so what waits runs no programs.

# await COMMAND...: asks every 2 ms, as long as the server launched last is there.
await() {
  local deadline=$((SECONDS + 60))
  until "$@"; do
    if ((SECONDS > deadline)) || ! kill -0 "$pid" 2>/dev/null; then
      tail -n 20 "$log" >&2
      die "this does not get ready, see above: $(basename "$log" .log)"
    fi
    read -r -t 0.002 -u "$silence" || true
  done
}

# told SERVICE: whether its address is in the log. As `listening`, without waiting.
told() {
  local line
  while IFS= read -r line; do
    [[ $line == *'"listening"'* && $line == *"\"service\":\"$1\""* ]] || continue
    [[ $line =~ \"address\":\"([^\"]+) ]] || continue
    address=${BASH_REMATCH[1]}
    return
  done <"$log"
  return 1
}

# told_plainly: whether the log is an address.
told_plainly() { IFS= read -r address <"$log"; }

# answers PATH: whether $address does, with 200.
answers() {
  local status=''
  {
    printf '%s\r\n' "GET $1 HTTP/1.1" "Host: $address" ${key:+"Authorization: Bearer $key"} \
      'Connection: close' '' >&7
    IFS= read -r -t 1 status <&7 || true
  } 2>/dev/null 7<>"/dev/tcp/${address%:*}/${address##*:}" || return 1
  [[ $status == 'HTTP/1.1 200 '* ]]
}

# since MICROSECONDS
since() { echo $((${EPOCHREALTIME/./} - $1)); }

# resident PID: KB now, and at most so far.
resident() { awk '{ kb[$1] = $2 } END { print kb["VmRSS:"], kb["VmHWM:"] }' "/proc/$1/status"; }
