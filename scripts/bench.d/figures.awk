# What the tables have in common.

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
