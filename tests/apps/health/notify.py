"""Says on its notify socket what is written to the file STATE_DIRECTORY/say, each line once; with ALIVE in its environment also WATCHDOG=1 until "hung" is there."""
import os
import socket
import time

state = os.environ["STATE_DIRECTORY"]
notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)


def say(word):
    try:
        notify.sendto(word.encode(), os.environ["NOTIFY_SOCKET"])
        return True
    except OSError:
        # No daemon at the moment.
        return False


said = 0
print("watchdog", os.environ.get("WATCHDOG_USEC"), flush=True)
while True:
    try:
        with open(os.path.join(state, "say"), encoding="utf-8") as file:
            lines = file.read().splitlines()
    except FileNotFoundError:
        lines = []
    while said < len(lines) and say(lines[said]):
        said += 1
    if "ALIVE" in os.environ and not os.path.exists(os.path.join(state, "hung")):
        say("WATCHDOG=1")
    time.sleep(0.05)
