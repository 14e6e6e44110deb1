# Rows of a table from lines "ROUND PARTY time memory peak" (microseconds and KB). In: parties, as
# they are listed.

{
  time[$2] = time[$2] " " $3 / 1000
  memory[$2] = memory[$2] " " $4 / 1024
  peak[$2] = peak[$2] " " $5 / 1024
}

END {
  print "| | ms (min..max) | RSS MB | peak MB |"
  print "|---|---|---|---|"
  count = split(parties, names)
  for (i = 1; i <= count; i++) {
    name = names[i]
    middle = median(time[name])
    printf "| %s | %.1f (%.1f..%.1f) ", name, middle, least, most
    printf "| %d | %d |\n", median(memory[name]), median(peak[name])
  }
}
