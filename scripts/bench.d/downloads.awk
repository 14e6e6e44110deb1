# Rows of a table from lines "ROUND PARTY bytes duration cpu peak" (times in microseconds, the peak in
# MB) and "pss PARTY MB". In: parties, as they are listed; rounds; base, the party compared to.

$1 == "pss" { pss[$2] = $3; next }

{
  rate[$1, $2] = $3 / $4
  rates[$2] = rates[$2] " " int(rate[$1, $2] + 0.5)
  cpu[$2] = cpu[$2] " " $5 / $3 * 1e3
  peak[$2] = peak[$2] " " $6
}

END {
  print "| | MB/s (min..max) | x " base " | CPU s/GB | peak RSS MB | PSS MB |"
  print "|---|---|---|---|---|---|"
  count = split(parties, names)
  for (i = 1; i <= count; i++) {
    name = names[i]
    ratios = ""
    for (r = 1; r <= rounds; r++) ratios = ratios " " rate[r, name] / rate[r, base]
    middle = int(median(rates[name]) + 0.5)
    printf "| %s | %s (%s..%s) ", name, commas(middle), commas(least), commas(most)
    printf "| %.2f | %.2f ", median(ratios), median(cpu[name])
    median(peak[name])
    printf "| %d | %d |\n", most, pss[name]
  }
}
