"""Says on its notify socket what is written to the file STATE_DIRECTORY/say, each line once; then waits for more."""
import os
import socket
import time

notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
said = 0
print("watchdog", os.environ.get("WATCHDOG_USEC"), flush=True)
while True:
    try:
        with open(os.path.join(os.environ["STATE_DIRECTORY"], "say"), encoding="utf-8") as file:
            lines = file.read().splitlines()
    except FileNotFoundError:
        lines = []
    for line in lines[said:]:
        notify.sendto(line.encode(), os.environ["NOTIFY_SOCKET"])
    said = len(lines)
    if os.environ.get("ALIVE") and not os.path.exists(os.path.join(os.environ["STATE_DIRECTORY"], "hung")):
        notify.sendto(b"WATCHDOG=1", os.environ["NOTIFY_SOCKET"])
    time.sleep(0.05)
