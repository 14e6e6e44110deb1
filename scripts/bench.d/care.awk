# Rows of a table from lines "ROUND PARTY time" (microseconds) and "count PARTY DOCUMENTS". In: parties,
# as they are listed.

$1 == "count" { documents[$2] = $3; next }
{ time[$2] = time[$2] " " $3 / 1000 }

END {
  print "| | documents | ms (min..max) |"
  print "|---|---|---|"
  count = split(parties, names)
  for (i = 1; i <= count; i++) {
    name = names[i]
    middle = median(time[name])
    printf "| %s | %s | %.1f (%.1f..%.1f) |\n", name, commas(documents[name]), middle, least, most
  }
}
