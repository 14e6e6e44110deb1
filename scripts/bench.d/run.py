"""Runs a command and prints what it took: microseconds, those of processors, KB of memory at most.

What the command prints goes where errors go.
"""

import os
import subprocess
import sys
import time

start = time.perf_counter()
command = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=sys.stderr)
# Of this child alone: a Python that a shell script became has that script's children, too.
_, status, used = os.wait4(command.pid, 0)
wall = time.perf_counter() - start
command.returncode = status
print(f"{wall * 1e6:.0f} {(used.ru_utime + used.ru_stime) * 1e6:.0f} {used.ru_maxrss}")
sys.exit(status != 0)
