"""One process manager in a private home, and what a scenario did and saw with it."""

import getpass
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time

from . import observation, programs, terminal

COMMAND_LIMIT = 60
WAIT_LIMIT = 30
MARK = "COMPARE_RUN"


class Broken(Exception):
    """The tool did not do what the scenario needs in order to go on."""


class Session:
    """Runs commands and collects observations: `seen` maps a description to a value."""

    def __init__(self, tool, program, environment):
        self.tool = tool
        self.seen = {}
        self._program = program
        # A Unix socket's path is short, so the home is near the root.
        self._root = tempfile.mkdtemp(prefix="cmp-", dir="/tmp")
        # An app that runs as another user must get through.
        os.chmod(self._root, 0o711)
        self.home = os.path.join(self._root, "pm")
        self.work = os.path.join(self._root, "work")
        self._user = os.path.join(self._root, "user")
        shutil.copytree(os.path.join(programs.FOLDER, "apps"), self.work)
        os.mkdir(self._user)
        self._places = observation.Places(home=self.home, work=self.work, user=self._user)
        #: The variables of every command; a scenario may use them for programs of its own.
        self.environment = _environment(self._user, self.home) | {MARK: self._root} | environment

    # ---- what a scenario does

    def run(self, *arguments, stdin=None, variables=None, directory=None):
        """Runs a command and compares its exit code. Gives the finished process."""
        finished = self._command(arguments, stdin, variables, directory)
        self.note("exit code of " + " ".join(arguments), finished.returncode)
        return finished

    def look(self, *arguments, until, keys):
        """Runs a command in a terminal, presses keys when a text is on its screen, and compares its exit code."""
        code = terminal.use([self._program, *arguments], self.work, self.environment, until, keys, COMMAND_LIMIT)
        self.note("exit code in a terminal of " + " ".join(arguments), code)

    def quietly(self, *arguments):
        """Runs a command whose words differ between two runs, and expects success."""
        finished = self._command(arguments, None, None, None)
        if finished.returncode != 0:
            raise Broken(f"`{' '.join(arguments)}` exited with {finished.returncode}: {finished.stderr[-200:]}")

    def wait(self, what, condition):
        """Waits until the list satisfies a condition; gives the list."""
        end = time.monotonic() + WAIT_LIMIT
        while True:
            listed = self.list()
            # An app that is not listed yet satisfies nothing.
            if listed and condition(listed):
                return listed
            if time.monotonic() > end:
                states = ", ".join(f"{one['name']}:{one['pm_id']} {one['pm2_env']['status']} restarts {one['pm2_env']['restart_time']}" for one in listed)
                raise Broken(f"not within {WAIT_LIMIT} s: {what}; last seen: {states or 'an empty list'}")
            time.sleep(0.05)

    def wait_for_text(self, path, text, times=1):
        """Waits until a file below the home or the work directory holds a text so many times."""
        path = self.path(path)
        self.wait_until(f"{path} holds {text!r} {times} times", lambda: _read(path).count(text) >= times)

    def wait_until(self, what, condition):
        """Waits until a condition that needs no list is true."""
        end = time.monotonic() + WAIT_LIMIT
        while not condition():
            if time.monotonic() > end:
                raise Broken(f"not within {WAIT_LIMIT} s: {what}")
            time.sleep(0.05)

    def write(self, name, text):
        """Writes a file into the work directory."""
        path = os.path.join(self.work, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def path(self, path):
        """A path of the work directory, or of the home when it starts with logs/ or pids/."""
        return os.path.join(self.home if path.startswith(("logs/", "pids/")) else self.work, path)

    # ---- what it sees

    def list(self):
        """What jlist prints, parsed; not compared."""
        finished = self._command(("jlist",), None, None, None)
        try:
            return json.loads(finished.stdout)
        except json.JSONDecodeError as error:
            raise Broken(f"jlist printed no JSON ({error}): {finished.stdout[:200]!r} {finished.stderr[:200]!r}") from error

    def one(self, name):
        """The only entry of jlist with this name."""
        found = [entry for entry in self.list() if entry["name"] == name]
        if len(found) != 1:
            raise Broken(f"{len(found)} entries of jlist are named {name}")
        return found[0]

    def observe(self, label, *more, without=()):
        """Compares the list as it is now: which processes there are, and their fields."""
        entries = self.list()
        self.note(f"{label}: processes", [f"{entry['name']}:{entry['pm_id']}" for entry in entries])
        for entry in entries:
            for field, value in observation.of_process(entry, more).items():
                if field.removeprefix("pm2_env.") not in without:
                    self.note(f"{label}: {entry['name']}:{entry['pm_id']} {field}", value)

    def observe_logs(self, label, *further, known=None):
        """Compares the names and contents of the log files in the home, and of further files in the work directory."""
        folder = os.path.join(self.home, "logs")
        files = {f"logs/{name}": os.path.join(folder, name) for name in sorted(os.listdir(folder))} if os.path.isdir(folder) else {}
        files |= {name: self.path(name) for name in further}
        self.note(f"{label}: log files", sorted(name for name, path in files.items() if os.path.exists(path)))
        for name, path in files.items():
            if os.path.exists(path):
                text = observation.without_times(_read(path))
                self.note(f"{label}: {name}", known(text) if known else text)

    def note(self, label, value):
        """Compares any value."""
        label = self._places.hide(label)
        while label in self.seen:
            label += " (again)"
        self.seen[label] = self._places.hide(value)

    # ---- the end

    def end(self):
        """Ends the daemon and all that it started, by their mark, and removes the directories."""
        try:
            self._command(("kill",), None, None, None)
        finally:
            for pid in observation.marked(f"{MARK}={self._root}"):
                _kill(pid)
            shutil.rmtree(self._root, ignore_errors=True)

    def _command(self, arguments, stdin, variables, directory):
        try:
            return subprocess.run(
                [self._program, *arguments], cwd=directory or self.work, env=self.environment | (variables or {}), text=True,
                input=stdin if stdin is not None else "", capture_output=True, timeout=COMMAND_LIMIT, errors="replace", check=False)
        except subprocess.TimeoutExpired as expired:
            raise Broken(f"`{' '.join(arguments)}` did not end within {COMMAND_LIMIT} s") from expired


def _environment(user, home):
    # The same for both: nothing of the caller's but where programs are found.
    environment = {
        "PATH": os.environ["PATH"], "HOME": user, "USER": getpass.getuser(), "LANG": "C.UTF-8", "TZ": "UTC", "NO_COLOR": "1",
        "PM2_HOME": home, "APM_HOME": home, "PM2_DISCRETE_MODE": "true", "PM2_DISABLE_VERSION_CHECK": "true",
    }
    dotnet = shutil.which("dotnet")
    if dotnet:
        environment["DOTNET_ROOT"] = os.environ.get("DOTNET_ROOT") or os.path.dirname(os.path.realpath(dotnet))
    return environment


def _read(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except FileNotFoundError:
        return ""


def _kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        # It ended meanwhile, as it was told to.
        return
