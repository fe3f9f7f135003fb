"""Programs that draw on a terminal."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time


def use(command, directory, variables, until, keys, limit):
    """Runs a command in a terminal of 150 x 45, sends keys once a text is on the screen, and gives its exit code; None when it did not come to that."""
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 45, 150, 0, 0))
    process = subprocess.Popen(
        command, cwd=directory, env=variables | {"TERM": "xterm"}, stdin=its, stdout=its, stderr=its, start_new_session=True, close_fds=True)
    os.close(its)
    shown = b""
    pressed = 0.0
    end = time.monotonic() + limit
    try:
        while process.poll() is None and time.monotonic() < end:
            if select.select([ours], [], [], 0.1)[0]:
                try:
                    shown += os.read(ours, 65536)
                except OSError:
                    # It closed its end: it is about to exit.
                    break
            # A key that came before the program listened is pressed again.
            if until.encode() in shown and time.monotonic() - pressed > 1:
                os.write(ours, keys.encode())
                pressed = time.monotonic()
        if not pressed:
            return None
        return process.wait(timeout=max(1.0, end - time.monotonic()))
    except subprocess.TimeoutExpired:
        return None
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        os.close(ours)
