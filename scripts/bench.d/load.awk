# Rows of a table from lines "ROUND PARTY requests duration p50 p99 cpu" (times in microseconds) and
# "pss PARTY MB". In: parties, as they are listed; rounds; base, the party compared to.

$1 == "pss" { pss[$2] = $3; next }

{
  rate[$1, $2] = $3 / $4 * 1e6
  rates[$2] = rates[$2] " " int(rate[$1, $2] + 0.5)
  p50[$2] = p50[$2] " " $5 / 1000
  p99[$2] = p99[$2] " " $6 / 1000
  cpu[$2] = cpu[$2] " " $7 / $3
}

END {
  print "| | req/s (min..max) | x " base " | p50 ms | p99 ms | CPU µs/req | PSS MB |"
  print "|---|---|---|---|---|---|---|"
  count = split(parties, names)
  for (i = 1; i <= count; i++) {
    name = names[i]
    ratios = ""
    for (r = 1; r <= rounds; r++) ratios = ratios " " rate[r, name] / rate[r, base]
    middle = int(median(rates[name]) + 0.5)
    printf "| %s | %s (%s..%s) ", name, commas(middle), commas(least), commas(most)
    printf "| %.2f | %.2f | %.2f ", median(ratios), median(p50[name]), median(p99[name])
    printf "| %.1f | %d |\n", median(cpu[name]), pss[name]
  }
}
