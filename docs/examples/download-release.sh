#!/usr/bin/env bash
# Downloads the newest release of an item, and keeps it only if it is what was published.
#
#   TRUD_API_KEY=KEY download-release.sh ITEM [FOLDER]
#
# Prints the path of the archive. What was downloaded before is checked, and not downloaded again;
# what broke off goes on where it stopped, now or in the next run. Until it was verified, a file's
# name ends in .part.
#
#   ALMANAC_URL                   where Almanac is (default: http://127.0.0.1:8080), as it calls
#                                 itself: its ALMANAC_PUBLIC_URL
#   ALMANAC_RELEASES_FINGERPRINT  the fingerprint of the key that signs releases, which you were
#                                 told in another way, or several, separated by commas. With it
#                                 nothing is kept that no such key has signed; without it you trust
#                                 the server.
#
# Needs bash 4.4, curl and sha256sum, and gpg where there is a fingerprint. Exits with 1 when there
# is nothing to be had or it is not what was published, and with 2 when it is called wrongly.
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

(($# == 1 || $# == 2)) || wrong_usage
item=$1 folder=${2:-.}
[[ $item =~ ^[1-9][0-9]*$ ]] || wrong_usage
if [[ $folder == -* ]]; then folder=./$folder; fi
url=${ALMANAC_URL:-http://127.0.0.1:8080}
url=${url%/}
key=${TRUD_API_KEY:-}
# Programs started from here have no need of it.
unset TRUD_API_KEY
[[ $key =~ ^[0-9A-Za-z]+$ ]] || die "TRUD_API_KEY is not set to a key"
[[ $url =~ ^https:// || $url =~ ^http://(localhost|127\.[0-9.]+|\[::1\])(:[0-9]+)?(/|$) ]] ||
  die "$url: a key is sent over https alone, but for this very machine"
pins=$(tr -d ' \t' <<<"${ALMANAC_RELEASES_FINGERPRINT:-}" | tr '[:lower:],' '[:upper:] ')
for pin in $pins; do
  [[ $pin =~ ^[0-9A-F]{40}$ ]] || die "ALMANAC_RELEASES_FINGERPRINT: 40 hexadecimal digits each"
done
for tool in curl sha256sum ${pins:+gpg}; do
  command -v "$tool" >/dev/null || die "$tool is missing"
done
[ -d "$folder" ] || die "there is no folder $folder"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Two at a time would write into one file.
exec 9<"$folder"
if command -v flock >/dev/null; then flock 9; fi

# --- Asking -----------------------------------------------------------------------------------

# ask OPTION...: curl with the key, which it reads from a pipe: everybody may see its arguments. It
# waits for who is slow to begin, and gives up on who sends nothing for a minute.
ask() {
  curl --config <(printf 'header = "Authorization: Bearer %s"\n' "$key") --globoff --silent \
    --show-error --connect-timeout 10 --speed-limit 1 --speed-time 60 --retry 4 "$@"
}

# member NAME: what the newest release has under it. Quotes within texts come after a backslash, so
# only a member looks like this, and what is read here has no need of backslashes.
member() {
  local pattern="\"$1\" *: *(\"([^\"\\\\]*)\"|([0-9]+))"
  [[ $list =~ $pattern ]] || die "the list of releases has no $1 that can be read"
  printf '%s' "${BASH_REMATCH[2]}${BASH_REMATCH[3]}"
}

# name MEMBER: the same, where it is the name of a file in this folder.
name() {
  local name
  name=$(member "$1")
  [[ -n $name && $name != [.-]* && $name != */* && $name != *[[:cntrl:]]* ]] ||
    die "this is no name for a file: ${name@Q}"
  printf '%s' "$name"
}

# from MEMBER: the same, where it is an address there. The key goes nowhere else.
from() {
  local from
  from=$(member "$1")
  [[ $from == "$url"/* ]] ||
    die "${from@Q} is not at ALMANAC_URL: set that to where Almanac is, as it calls itself"
  printf '%s' "$from"
}

ask_for_newest() {
  local status
  list=$(ask --write-out '\n%{http_code}' "$url/api/v1/releases/items/$item/releases?latest") ||
    die "$url does not answer"
  status=${list##*$'\n'}
  list=${list%$'\n'*}
  # What it says beside that may hold the key.
  case $status in
    200) ;;
    400 | 401) die "the key is not, or no longer, valid (HTTP $status)" ;;
    404) die "there is no release of item $item for you: are you subscribed to it, and accepted?" ;;
    *) die "no list of releases: HTTP $status" ;;
  esac
}

# --- Files ------------------------------------------------------------------------------------

hash() { sha256sum <"$1" | cut -d ' ' -f 1; }

size() { wc -c <"$1" | tr -d ' '; }

# resume PART URL SIZE: goes on where the last try, or the last run, stopped.
resume() {
  local status had tries=0
  while [ ! -e "$1" ] || (($(size "$1") < $3)); do
    had=0
    [ ! -e "$1" ] || had=$(size "$1")
    status=0
    ask --fail --continue-at - --output "$1" "$2" || status=$?
    # Refused: to ask again is of no use.
    ((status != 22)) || return 1
    # Here nobody resumes.
    ((status != 33)) || rm -f "$1"
    ((status != 0)) || return 0
    if [ -e "$1" ] && (($(size "$1") > had)); then tries=0; fi
    ((++tries < 8)) || return 1
    say "it broke off (curl: $status), going on"
    sleep "$tries"
  done
}

# archive FILE: puts it there, once its hash is right.
archive() {
  local part=$1.part from bytes resumed=''
  from=$(from archiveFileUrl)
  bytes=$(member archiveFileSizeBytes)
  if [ -e "$part" ]; then resumed=yes; fi
  while true; do
    if [ -e "$part" ] && (($(size "$part") > bytes)); then rm -f "$part"; fi
    resume "$part" "$from" "$bytes" || die "$from cannot be downloaded; what there is of it is kept"
    if [ "$(hash "$part")" = "$sha256" ]; then break; fi
    rm -f "$part"
    [ -n "$resumed" ] ||
      die "$from is not what was published: its SHA-256 is another. Nothing is kept"
    # What was there may have been of something else.
    say "its beginning was of something else: from the start"
    resumed=''
  done
  mv -f "$part" "$1"
}

# --- Signatures -------------------------------------------------------------------------------

# signed MANIFEST SIGNATURE KEY: whether one of the pinned keys has signed what says just this of
# the archive.
signed() {
  local home=$work/gpg by=()
  rm -rf "$home"
  mkdir -m 700 "$home"
  gpg --homedir "$home" --batch --quiet --no-autostart --import "$3" 2>"$work/said" || return 1
  gpg --homedir "$home" --batch --no-autostart --status-fd 1 --verify "$2" "$1" \
    >"$work/status" 2>"$work/said" || return 1
  # Its last word is the primary key, which is what is pinned.
  read -ra by < <(sed -n 's/^\[GNUPG:\] VALIDSIG //p' "$work/status") || return 1
  [[ " $pins " == *" ${by[-1]} "* ]] || return 1
  # What is not at the end of both keeps the shell from dropping line ends there.
  [ "$(cat "$1" && echo .)" = "$sha256  $archive"$'\n.' ]
}

# check_signature: of what is kept or, where that will not do, of what there is to be had.
check_signature() {
  local kind file files=() parts=() missing=''
  [ -n "$pins" ] || return 0
  for kind in manifest manifestSignature publicKey; do
    file=$(name "${kind}FileName")
    files+=("$folder/$file") parts+=("$folder/$file.part")
    [ -e "$folder/$file" ] || missing=yes
  done
  if [ -z "$missing" ] && signed "${files[@]}"; then return; fi
  for kind in manifest:0 manifestSignature:1 publicKey:2; do
    file=$(from "${kind%:*}FileUrl")
    ask --fail --output "${parts[${kind#*:}]}" "$file" || die "$file cannot be downloaded"
  done
  if ! signed "${parts[@]}"; then
    cat "$work/said" >&2
    rm -f "${parts[@]}"
    die "no key with a fingerprint that you know has signed the SHA-256 of $archive"
  fi
  for kind in 0 1 2; do mv -f "${parts[kind]}" "${files[kind]}"; done
}

# --- In order ---------------------------------------------------------------------------------

ask_for_newest
archive=$(name archiveFileName)
sha256=$(member archiveFileSha256 | tr '[:upper:]' '[:lower:]')
[[ $sha256 =~ ^[0-9a-f]{64}$ ]] || die "the list has no SHA-256 of $archive"
check_signature
if [ ! -e "$folder/$archive" ] || [ "$(hash "$folder/$archive")" != "$sha256" ]; then
  archive "$folder/$archive"
fi
printf '%s\n' "$folder/$archive"
