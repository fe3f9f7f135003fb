# Starts a child that starts a child; their ids are in family.txt of the working directory.
import os
import signal

for _ in range(2):
    if os.fork():
        break
with open("family.txt", "a") as file:
    file.write(f"{os.getpid()}\n")
while True:
    signal.pause()
