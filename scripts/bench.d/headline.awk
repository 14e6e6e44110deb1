# One row of the table at the end, of the lines that `table` made another of. In: title; party and
# base, the one it is compared to; rounds; form, the table it was: load, downloads or commands; rows,
# what a command reads, and unit, what that is if it is not rows.

$1 == "pss" { pss[$2] = $3; next }

form == "load" {
  rate[$1, $2] = $3 / $4 * 1e6
  p50 = p50 ($2 == party ? " " $5 / 1000 : "")
  p99 = p99 ($2 == party ? " " $6 / 1000 : "")
}
form == "downloads" { rate[$1, $2] = $3 / $4 }
form == "commands" {
  rate[$1, $2] = rows / $3 * 1e6
  if ($2 == party) peak = peak " " $5 / 1024
}
{ if ($2 == party) rates = rates " " rate[$1, $2] }

END {
  for (round = 1; round <= rounds; round++) {
    if (!((round, party) in rate) || !((round, base) in rate)) exit 1
    ratios = ratios " " rate[round, party] / rate[round, base]
  }
  what = form == "load" ? "req/s" : form == "downloads" ? "MB/s" : (unit ? unit : "rows") "/s"
  printf "| %s | %s | %s %s ", title, base, commas(int(median(rates) + 0.5)), what
  printf "| %.2f ", median(ratios)
  if (form == "load") printf "| %.2f | %.2f ", median(p50), median(p99)
  else printf "| – | – "
  printf "| %d |\n", form == "commands" ? median(peak) : pss[party]
}
