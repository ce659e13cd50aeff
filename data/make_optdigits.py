#!/usr/bin/env python3
"""Makes the two IDX files of the embedded digits from the table that scikit-learn ships.

usage: make_optdigits.py path/to/digits.csv.gz

The table has one line a digit: 64 values of 0..16, row by row, then the label. The result is the same bytes each time for
the same version of zlib.
"""
import gzip
import os
import struct
import sys


def write_idx(name, dimensions, values):
    folder = os.path.dirname(os.path.abspath(__file__))
    header = struct.pack(">BBBB", 0, 0, 8, len(dimensions)) + struct.pack(f">{len(dimensions)}I", *dimensions)
    with open(os.path.join(folder, name), "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as compressed:
        compressed.write(header + bytes(values))


with gzip.open(sys.argv[1], "rt", encoding="ascii") as table:
    rows = [[int(value) for value in line.split(",")] for line in table if line.strip()]
assert all(len(row) == 65 and max(row[:64]) <= 16 and 0 <= row[64] <= 9 for row in rows), "not the digits table"
write_idx("optdigits-images-idx3-ubyte.gz", [len(rows), 8, 8], [value for row in rows for value in row[:64]])
write_idx("optdigits-labels-idx1-ubyte.gz", [len(rows)], [row[64] for row in rows])
