# Stays until it is asked to stop, and says by which signal.
import signal
import sys

def stop(number, frame):
    print("stopping on", signal.Signals(number).name, flush=True)
    sys.exit(0)

for asked in (signal.SIGINT, signal.SIGTERM, signal.SIGUSR1):
    signal.signal(asked, stop)
print("started", flush=True)
while True:
    signal.pause()
