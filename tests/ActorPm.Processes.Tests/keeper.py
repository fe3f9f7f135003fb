"""A keeper of descriptors that speaks the guard's protocol: python3 keeper.py SOCKET LOG [EXITED…]. What it hears goes to LOG, a line a packet."""
import array
import os
import socket
import sys

path, log, exits = sys.argv[1], open(sys.argv[2], "a", buffering=1), sys.argv[3:]
kept = {}
listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
if os.path.exists(path):
    os.unlink(path)
listener.bind(path)
listener.listen()
print("listening", flush=True)
while True:
    line, _ = listener.accept()
    while True:
        packet, descriptors, _, _ = socket.recv_fds(line, 8192, 64)
        if not packet:
            break
        log.write(packet.decode() + "\n")
        word, *rest = packet.decode().split(" ")
        if word == "keep":
            for key, descriptor in zip(rest, descriptors, strict=True):
                if key in kept:
                    os.close(kept[key])
                kept[key] = descriptor
        elif word == "drop":
            for key in rest:
                if key in kept:
                    os.close(kept.pop(key))
        elif word == "recall":
            for key, descriptor in kept.items():
                socket.send_fds(line, [f"kept {key}".encode()], [descriptor])
            for exited in exits:
                line.send(exited.encode())
            line.send(b"recalled")
    line.close()
