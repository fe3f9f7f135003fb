"""What is compared: the jlist fields that tools in the wild read (contract §5.1) and a few beside them, without what must differ."""

import os
import re
import time

ABSENT = "(absent)"

# Fields of pm2_env that must be the same on both sides, value by value.
PLAIN = (
    "name", "namespace", "status", "restart_time", "unstable_restarts", "exec_mode", "instances", "version", "username", "node_version",
    "pm_exec_path", "pm_cwd", "pm_out_log_path", "pm_err_log_path", "pm_pid_path", "NODE_APP_INSTANCE", "autorestart", "pmx_module",
)

# Instants, in milliseconds: only that they are one.
TIMES = ("pm_uptime", "created_at")

_date = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{3})?(Z|[+-]\d\d:\d\d)?")


class Places:
    """Replaces the directories of one run by their role, so that two runs can be compared."""

    def __init__(self, **directories):
        # The longest first: one may lie within another.
        self._pairs = sorted(((path, f"<{role}>") for role, path in directories.items()), key=lambda pair: -len(pair[0]))

    def hide(self, value):
        if isinstance(value, str):
            for path, role in self._pairs:
                value = value.replace(path, role)
            return value
        if isinstance(value, list):
            return [self.hide(item) for item in value]
        if isinstance(value, dict):
            return {key: self.hide(item) for key, item in value.items()}
        return value


def of_process(entry, more=()):
    """The compared fields of one entry of jlist, flat; `more` names further fields of pm2_env (or "env.X")."""
    settings = entry.get("pm2_env", {})
    environment = settings.get("env") or {}
    seen = {
        "name": entry.get("name", ABSENT),
        "pm_id": entry.get("pm_id", ABSENT),
        "pid": _pid(entry.get("pid", ABSENT)),
        "monit.memory": _amount(entry.get("monit", {}).get("memory", ABSENT)),
        "monit.cpu": "a number" if isinstance(entry.get("monit", {}).get("cpu"), (int, float)) else "no number",
        "env.PORT": environment.get("PORT", ABSENT),
        "env.NODE_ENV": environment.get("NODE_ENV", ABSENT),
        "axm_options.isModule": (settings.get("axm_options") or {}).get("isModule", ABSENT),
    }
    for field in PLAIN:
        seen[f"pm2_env.{field}"] = settings.get(field, ABSENT)
    # PM2 leaves it out for apps of a file that say nothing about it; readers ask whether it is true.
    seen["pm2_env.watch"] = settings.get("watch") or False
    for field in TIMES:
        seen[f"pm2_env.{field}"] = _time(settings.get(field, ABSENT))
    for field in more:
        seen[f"pm2_env.{field}"] = environment.get(field[4:], ABSENT) if field.startswith("env.") else settings.get(field, ABSENT)
    return seen


def without_times(text):
    """A text with each instant (ISO 8601) replaced."""
    return _date.sub("<time>", text)


def is_alive(pid):
    """Whether a process exists and is no zombie."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as stat:
            return stat.read().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def marked(mark):
    """The live processes whose environment holds a variable with this value."""
    needle = mark.encode()
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit() and int(name) != os.getpid():
            try:
                with open(f"/proc/{name}/environ", "rb") as file:
                    if needle in file.read().split(b"\0") and is_alive(int(name)):
                        found.append(int(name))
            except OSError:
                # It ended while we looked, or is another user's.
                continue
    return found


def _pid(pid):
    if not isinstance(pid, int) or pid == 0:
        return pid
    return "of a live process" if is_alive(pid) else "of no process"


def _amount(number):
    return "some" if isinstance(number, (int, float)) and number > 0 else number


def _time(instant):
    if not isinstance(instant, (int, float)):
        return instant
    return "a time" if abs(time.time() * 1000 - instant) < 3_600_000 else f"no time of this run: {instant}"
