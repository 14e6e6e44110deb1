# Rows of a table from lines "ROUND PARTY time cpu memory" (microseconds and KB) and "rota PARTY unmet
# bound deviation bound duties mondays bound". In: parties, as they are listed.

function bounded(format, value, bound) {
  return sprintf(format, value) (bound == "-" ? "" : sprintf(" (" format ")", bound))
}

$1 == "rota" {
  rota[$2] = bounded("%d", $3, $4) " | " bounded("%.2f", $5, $6)
  rota[$2] = rota[$2] sprintf(" | %.2f | ", $7) bounded("%.2f", $8, $9)
  next
}

{
  time[$2] = time[$2] " " $3 / 1e6
  cpu[$2] = cpu[$2] " " $4 / 1e6
  memory[$2] = memory[$2] " " $5 / 1024
}

END {
  print "| | s (min..max) | CPU s | peak MB | doctor-days unmet | deviation | duties | Mondays |"
  print "|---|---|---|---|---|---|---|---|"
  count = split(parties, names)
  for (i = 1; i <= count; i++) {
    name = names[i]
    middle = median(time[name])
    printf "| %s | %.1f (%.1f..%.1f) ", name, middle, least, most
    printf "| %.1f | %d | %s |\n", median(cpu[name]), median(memory[name]), rota[name]
  }
}
