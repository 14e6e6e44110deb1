# shellcheck shell=bash
# Care enquiries; sourced by scripts/bench.

# What a list of enquiries tells of each, as an inbox does.
told='attributes=created&attributes=first_name&attributes=last_name&attributes=email&attributes=phone'
told+='&attributes=mobile&attributes=service&attributes=funding_type&attributes=location'
told+='&attributes=sales_channel&attributes=assigned_to'

# fill_care: a million enquiries of $care_accounts organisations from $first on, each with a key in the
# file $signers, and $care_largest of the organisation after them, with its key in $work/largest.
fill_care() {
  local start number
  quietly almanac migrate care
  first=$(sql almanac_accounts -c "
    WITH added AS (
      INSERT INTO organizations (name)
      SELECT format('Care provider %s', number) FROM generate_series(0, $care_accounts) AS number
      RETURNING id)
    SELECT min(id) FROM added")
  for ((number = first; number < first + care_accounts; number++)); do signed_key "$number"; done \
    >"$signers"
  signed_key "$number" >"$work/largest"
  say "Making $((care_accounts * each + care_largest)) enquiries ..."
  start=${EPOCHREALTIME/./}
  sql care -v first="$first" -v accounts="$care_accounts" -v each="$each" -v large="$care_largest" \
    -f scripts/bench.d/care.sql
  filling=$(($(since "$start") / 1000000))
}

# serve_care: in a process of its own, as the constant handlers and accounts are.
serve_care() {
  start_constant
  party constant
  check constant 5120
  signed_door
  launch care "${settings[@]}" "${internal[@]}" "$bin/almanac" serve care
  listening care
  await answers /health/ready
  party list
  party retrieve
  for name in list retrieve; do paths[$name]=$work/$name scripts[$name]=once.lua; done
}

# ask_for_enquiries: the newest 100 of each organisation, and 50 enquiries of each, in the order of the
# keys.
ask_for_enquiries() {
  echo "/v1/care-enquiries?per_page=100&sort_by=-created&$told" >"$work/list"
  sql care -c "
    SELECT '/v1/care-enquiries/' || id
    FROM (
      SELECT organization_id, id,
        row_number() OVER (PARTITION BY organization_id ORDER BY md5(id)) AS number
      FROM care_enquiries WHERE organization_id < $((first + care_accounts))
    ) AS enquiries
    WHERE number <= 50
    ORDER BY number, organization_id" >"$work/retrieve"
}

# questions: what is asked of the largest account, after a name for it. Locations and the like have the
# ids that care.sql gave them.
questions() {
  local sort last=$(((care_largest + 99) / 100)) newest=sort_by=-created
  for sort in _id created modified last_name first_name; do
    printf '%s\n' "$sort sort_by=$sort" "-$sort sort_by=-$sort"
  done
  cat <<END
last-page page=$last
last-page-by-time $newest&page=$last
last-page-by-name sort_by=last_name&sort_by=first_name&page=$last
middle-page-by-time $newest&page=$((last / 2 + 1))
location-of-two-fifths filters-locations=650000000000000000000000&$newest
location-of-a-thousandth filters-locations=650000000000000000000009&$newest
location-of-none filters-locations=650000000000000000000fff&$newest
three-filters filters-locations=650000000000000000000000&filters-services=home_care\
&filters-funding_types=chc&$newest
several-values filters-services=residential_home&filters-services=home_care\
&filters-funding_types=not_sure&filters-funding_types=private&sort_by=last_name
sales-channel filters-sales_channels=660000000000000000000003
assigned-to filters-assigned_to=640000000000000000000005&sort_by=-modified
anonymised filters-anonymized=yes&$newest
not-anonymised filters-anonymized=no&$newest
modified-after filters-modified_after=2026-03-03+00:00:00&sort_by=modified
created-after filters-created_after=2023-03-05+00:00:00&sort_by=last_name
last-name filters-q=thornhurst&$newest
both-names filters-q=zo%C3%AB+thornhurst&$newest
part-of-a-name filters-q=oak&$newest
two-letters filters-q=jo&$newest
telephone filters-q=01632+960123&$newest
nearly-everybody filters-q=example.org&$newest
nobody filters-q=nobodyatall&$newest
END
}

# question_once ROUND PARTY: ten times.
question_once() {
  ask_signed "$2" 10 | awk -v at="$1 $2" '
    $1 != 200 { print "HTTP " $1 " to " at >"/dev/stderr"; exit 1 }
    { print at, $3 * 1e6 }' >>"$work/results"
  echo "count $2 $(sed 's/.*"item_count": *\([0-9]*\).*/\1/' "$work/answer")" >>"$work/results"
}

# ask_largest: every question in turn, one at a time.
ask_largest() {
  local name query address=${urls[list]#http://} signers=$work/largest
  parties=()
  mkdir "$work/questions"
  while read -r name query; do
    party "$name"
    paths[$name]=$work/questions/$name
    echo "/v1/care-enquiries?per_page=100&$query&$told" >"${paths[$name]}"
  done < <(questions)
  interleave question_once
  table care
}

about_care() {
  printf '\n## care: %s connections, %s accounts of %s enquiries, and one of %s\n\n' \
    "$connections" "$care_accounts" "$each" "$care_largest"
  echo "- filled in $filling s; $(sql care -c '
    SELECT pg_size_pretty(pg_database_size(current_database()))') in the database"
}

care() {
  local name key='' accounts internal=() signers=$work/signers first filling
  local each=$((1000000 / care_accounts))
  need python3 python3
  connections=8
  need_database
  local settings=("${settings[@]}" CARE_DATABASE_URL="${database%/*}/care")
  # All doors are asked for the same; what care is asked for follows.
  echo /v1/care-enquiries >"$work/paths"
  serve_accounts
  fill_care
  ask_for_enquiries
  about_care
  serve_care
  check_signed list 20000
  check_signed retrieve 500
  compare signed door_once
  headline 'care: list of 100, signed' list signed
  headline 'care: one enquiry, signed' retrieve signed
  cat <<'END'

Each is a process. constant asks nobody who calls; signed is the same answer behind the door that care
has, where accounts verifies each request and keeps its nonce in PostgreSQL: CPU and memory in its row
are those of accounts. list and retrieve pay for that as well, and have in their rows what care takes
beside it; the CPU and memory of PostgreSQL are in no row, and it does not wait for the disk. Every
request is signed with a nonce of its own, by another account each time, and sent without the gateway.
list is the newest 100 enquiries of an account, with eleven attributes each.
END
  ask_largest
  cat <<'END'

100 enquiries of the largest account, signed, one request at a time, ten in each round. The PHP client
gives up after 1,000 ms: the aim is to stay well below that.
END
}
