# Rows of a table from lines "ROUND PARTY requests duration p50 p99 cpu" (times in microseconds) and
# "pss PARTY MB". In: parties, as they are listed; rounds; base, the party compared to.

# Also sets least and most.
function median(list,   v, n, i, j, swap) {
  n = split(list, v)
  for (i = 2; i <= n; i++)
    for (j = i; j > 1 && v[j - 1] + 0 > v[j] + 0; j--) {
      swap = v[j]
      v[j] = v[j - 1]
      v[j - 1] = swap
    }
  least = v[1]
  most = v[n]
  return (v[int((n + 1) / 2)] + v[int(n / 2) + 1]) / 2
}

function commas(whole) {
  return whole < 1000 ? whole : commas(int(whole / 1000)) sprintf(",%03d", whole % 1000)
}

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
