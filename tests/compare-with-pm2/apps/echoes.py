# Prints what it reads from standard input.
import sys

print("listening", flush=True)
for line in sys.stdin:
    print("heard", line.rstrip(), flush=True)
