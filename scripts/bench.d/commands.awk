# Rows of a table from lines "ROUND PARTY time cpu memory" (microseconds and KB). In: parties, as
# they are listed; rounds; base, the party compared to; rows, what each of them reads; unit, what
# that is if it is not rows.

{
  rate[$1, $2] = rows / $3 * 1e6
  rates[$2] = rates[$2] " " int(rate[$1, $2] + 0.5)
  time[$2] = time[$2] " " $3 / 1000
  cpu[$2] = cpu[$2] " " $4 / 1000
  memory[$2] = memory[$2] " " $5 / 1024
}

END {
  print "| | " (unit ? unit : "rows") "/s (min..max) | x " base " | ms | CPU ms | peak MB |"
  print "|---|---|---|---|---|---|"
  count = split(parties, names)
  for (i = 1; i <= count; i++) {
    name = names[i]
    ratios = ""
    for (r = 1; r <= rounds; r++) ratios = ratios " " rate[r, name] / rate[r, base]
    middle = int(median(rates[name]) + 0.5)
    printf "| %s | %s (%s..%s) ", name, commas(middle), commas(least), commas(most)
    printf "| %.2f | %d | %d ", median(ratios), median(time[name]), median(cpu[name])
    printf "| %d |\n", median(memory[name])
  }
}
