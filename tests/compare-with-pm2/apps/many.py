# Prints 20,000 numbered lines at once and stays.
import signal
import sys

sys.stdout.write("".join(f"line {number} of twenty thousand\n" for number in range(20_000)))
sys.stdout.flush()
signal.pause()
