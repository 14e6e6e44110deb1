#!/usr/bin/env bash
# Signs one request to the care service as the published carehq clients do (version 2.0), sends it,
# and prints the JSON that is answered.
#
#   sign-care-request.sh METHOD PATH [NAME=VALUE]...
#
#   sign-care-request.sh GET locations attributes=name filters-services=residential_home
#   sign-care-request.sh PUT care-enquiries first_name=Jo last_name=Bloggs …
#   sign-care-request.sh DELETE comments/0123456789abcdef01234567
#
# PATH is what comes after /v1/. A name may be given several times: its values are a list. Of a GET
# they are the query, of everything else the form.
#
#   ALMANAC_SIGNED_ACCOUNT_ID, ALMANAC_SIGNED_KEY, ALMANAC_SIGNED_SECRET   the key, as it was shown
#                                                                          when it was made
#   ALMANAC_URL                   where Almanac is (default: http://127.0.0.1:8080)
#
# Needs bash 4.4, curl and openssl. Exits with 1 when the answer is an error, whose JSON is printed
# all the same, or there is none, and with 2 when it is called wrongly. The secret is in no argument
# of a program, where everybody on the machine could read it; what is sent is.
set -euo pipefail
shopt -s inherit_errexit
export LC_ALL=C

say() { printf '%s\n' "$*" >&2; }

die() {
  say "${0##*/}: $*"
  exit 1
}

wrong_usage() {
  sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2
  exit 2
}

# --- What is asked for ------------------------------------------------------------------------

(($# >= 2)) || wrong_usage
method=$1 path=$2
shift 2
[[ $method =~ ^(GET|PUT|POST|PATCH|DELETE)$ && $path =~ ^[a-z0-9][a-z0-9/-]*$ ]] || wrong_usage
for pair; do
  [[ $pair =~ ^[A-Za-z0-9_.-]+= ]] || wrong_usage
done
path=/v1/$path
url=${ALMANAC_URL:-http://127.0.0.1:8080}
url=${url%/}
account=${ALMANAC_SIGNED_ACCOUNT_ID:-} key=${ALMANAC_SIGNED_KEY:-} secret=${ALMANAC_SIGNED_SECRET:-}
# Programs started from here have no need of it.
unset ALMANAC_SIGNED_SECRET
[[ $account =~ ^[0-9a-f]{24}$ ]] || die "ALMANAC_SIGNED_ACCOUNT_ID is not set to 24 hexadecimal digits"
[[ $key =~ ^[[:graph:]]+$ ]] || die "ALMANAC_SIGNED_KEY is not set to a key"
[ -n "$secret" ] || die "ALMANAC_SIGNED_SECRET is not set"
[[ $url =~ ^https:// || $url =~ ^http://(localhost|127\.[0-9.]+|\[::1\])(:[0-9]+)?(/|$) ]] ||
  die "$url: what is signed is sent over https alone, but for this very machine"
for tool in curl openssl; do
  command -v "$tool" >/dev/null || die "$tool is missing"
done

# --- Signing ----------------------------------------------------------------------------------

hex() { od -An -v -tx1 | tr -d ' \n'; }

sha256() { openssl dgst -sha256 -binary; }

# padded BYTE: the secret filled up with zeros to a block of SHA-256, each byte of it xor BYTE.
padded() {
  local at byte
  for ((at = 0; at < 128; at += 2)); do
    printf -v byte '\\x%02x' $((0x${block:at:2} ^ $1))
    printf %b "$byte"
  done
}

# hmac: that of standard input, by RFC 2104. openssl would take the secret as an argument.
hmac() {
  local block
  block=$(printf %s "$secret" | hex)
  if ((${#block} > 128)); then block=$(printf %s "$secret" | sha256 | hex); fi
  while ((${#block} < 128)); do block+=00; done
  { padded 0x36 && cat; } | sha256 | { padded 0x5c && cat; } | sha256 | hex
}

# sorted: the parameters by name, then by value. Values may have line ends in them.
sorted() { if (($#)); then printf '%s\0' "$@" | sort -z -t = -k 1,1 -k 2; fi; }

# Good for one request, within five minutes.
timestamp=$(date +%s)
nonce=$(openssl rand -hex 16)
mapfile -d '' pairs < <(sorted "$@")
lines=$(IFS=$'\n' && printf '%s.' "${pairs[*]-}")
# What is signed is as it is meant, not as it is encoded to be sent. Without parameters it ends in a
# line end. (The full stop kept the shell from dropping line ends of the last value.)
signature=$(printf '%s\n%s\n%s\n%s\n%s' "$timestamp" "$nonce" "$method" "$path" "${lines%.}" | hmac)

# --- Sending ----------------------------------------------------------------------------------

# A GET sends its parameters in the query.
options=()
if [ "$method" = GET ]; then options+=(--get); else options+=(--request "$method"); fi
for pair; do options+=(--data-urlencode "$pair"); done

answer=$(curl --silent --show-error --globoff --connect-timeout 10 --max-time 30 "${options[@]}" \
  --header 'Accept: application/json' \
  --header "X-CareHQ-AccountId: $account" \
  --header "X-CareHQ-APIKey: $key" \
  --header "X-CareHQ-Signature-Version: 2.0" \
  --header "X-CareHQ-Timestamp: $timestamp" \
  --header "X-CareHQ-Nonce: $nonce" \
  --header "X-CareHQ-Signature: $signature" \
  --write-out '\n%{http_code}' "$url$path") || die "$url does not answer"
status=${answer##*$'\n'}
printf '%s\n' "${answer%$'\n'*}"
[ "$status" = 200 ] || die "HTTP $status"
