"""Unpacks the CSV in ZIP and has DuckDB convert it to Parquet, both in the folder DIR.

convert.py ZIP DIR prints how many rows there are, and bytes of Parquet.
"""

import os
import sys
import zipfile

import duckdb

archive, folder = sys.argv[1:]
with zipfile.ZipFile(archive) as packed:
    csv = packed.extract(packed.namelist()[0], folder)
os.chdir(folder)
copied = duckdb.execute(
    f"COPY (FROM read_csv('{os.path.basename(csv)}'))"
    " TO 'rows.parquet' (FORMAT parquet, COMPRESSION zstd)"
)
print(copied.fetchone()[0], os.path.getsize("rows.parquet"))
