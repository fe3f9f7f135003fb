# Takes 60 MB and stays.
import signal

memory = b"x" * 60_000_000
print("grown", flush=True)
signal.pause()
