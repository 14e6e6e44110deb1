# Parts of 3 to 10 letters of the names it reads, each after the number of names that have it, where
# 8, a page, stands for more.
{
  for (at = 1; at <= length($0) - 2; at++)
    for (size = 3; size <= 10 && at + size - 1 <= length($0); size++) {
      part = substr($0, at, size)
      if (part !~ /^[A-Z]+( [A-Z]+)*$/ || part !~ /[A-Z][A-Z][A-Z]/) continue
      if (seen[part] != NR && found[part] < 8) found[part]++
      seen[part] = NR
    }
}

END { for (part in found) print found[part], part }
