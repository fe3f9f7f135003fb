"""The fields of an app in an ecosystem file, seen in jlist and in what the app does. (Others are in the files of their themes.)"""

import json
import os

from harness.scenario import Listed, scenario


def _start(pm, **fields):
    pm.write("app.json", json.dumps({"apps": [{"name": "a", "script": "steady.sh"} | fields]}))
    pm.run("start", "app.json")


@scenario("fields: script under its other names")
def script(pm):
    for name in ("exec", "cmd", "command"):
        pm.write("app.json", json.dumps({"apps": [{"name": name, name: "steady.sh"}]}))
        pm.run("start", "app.json")
    pm.observe("started")


@scenario("fields: a script without a name, and a script with blanks")
def unnamed(pm):
    pm.write("app.json", '[{"script": "steady.sh"}, {"script": "sleep 100000", "name": "nap"}]')
    pm.run("start", "app.json")
    pm.note("names", sorted((one["name"], one["pm2_env"]["status"]) for one in pm.list()))


@scenario("fields: name_prefix", Listed("names", "PM2 has the field in its schema and ignores it in files; apm puts it before the name", "§2.3"))
def name_prefix(pm):
    _start(pm, name_prefix="shop:")
    pm.note("names", [one["name"] for one in pm.list()])


@scenario("fields: restarts")
def restarts(pm):
    _start(pm, min_uptime="2s", max_restarts="5", restart_delay=150, stop_exit_codes=[0, 143])
    pm.observe("started", "min_uptime", "max_restarts", "restart_delay", "stop_exit_codes")


@scenario("fields: exp_backoff_restart_delay and autorestart")
def backoff(pm):
    _start(pm, exp_backoff_restart_delay=100, autorestart=False)
    pm.observe("started", "exp_backoff_restart_delay")


@scenario("fields: stopping")
def stopping(pm):
    _start(pm, kill_timeout=1234, treekill=False, shutdown_with_message=False, kill_retry_time=50)
    pm.observe("started", "kill_timeout", "treekill")
    pm.run("stop", "a")
    pm.observe("stopped")


@scenario("fields: wait_ready and listen_timeout")
def readiness(pm):
    _start(pm, script="ready.js", wait_ready=True, listen_timeout=5000, pmx=False)
    pm.observe("started", "wait_ready", "listen_timeout")


@scenario("fields: autostart")
def autostart(pm):
    _start(pm, autostart=False)
    pm.observe("registered", without=("pm_uptime", "version"))


@scenario("fields: exec_mode and execute_command")
def modes(pm):
    pm.write("apps.json", json.dumps([
        {"name": "fork", "script": "server.js", "exec_mode": "fork", "pmx": False},
        {"name": "forced", "script": "server.js", "execute_command": True, "pmx": False}]))
    pm.run("start", "apps.json")
    pm.note("modes", {one["name"]: one["pm2_env"]["exec_mode"] for one in pm.list()})


@scenario("fields: node_args and interpreter")
def interpreter(pm):
    _start(pm, script="server.js", node_args="--no-warnings --stack-size=900", interpreter="node", pmx=False)
    pm.observe("started", "node_args", "exec_interpreter")
    pm.run("delete", "all")
    _start(pm, script="server.js", interpreter_args=["--no-warnings"], exec_interpreter="node", pmx=False)
    pm.observe("other names", "node_args", "exec_interpreter")


@scenario("fields: filter_env as a text and as true")
def filter_env(pm):
    pm.write("app.json", json.dumps([
        {"name": "text", "script": "variables.sh", "args": "COLOUR COLOUR_TWO", "filter_env": "COLOUR"},
        {"name": "everything", "script": "variables.sh", "args": "COLOUR KEPT", "filter_env": True, "env": {"KEPT": "yes"}}]))
    pm.run("start", "app.json", variables={"COLOUR": "red", "COLOUR_TWO": "blue"})
    pm.wait_for_text("logs/text-out.log", "COLOUR_TWO")
    pm.wait_for_text("logs/everything-out.log", "KEPT")
    pm.observe_logs("started")


@scenario("fields: values of env that are no texts")
def env_values(pm):
    _start(pm, script="variables.sh", args="NUMBER FLAG OBJECT", env={"NUMBER": 7, "FLAG": True, "OBJECT": {"a": [1, 2]}})
    pm.wait_for_text("logs/a-out.log", "OBJECT")
    pm.observe_logs("started")


@scenario("fields: port")
def port(pm):
    _start(pm, script="variables.sh", args="PORT", port=8124)
    pm.wait_for_text("logs/a-out.log", "PORT")
    pm.observe_logs("started")


@scenario("fields: log files under their other names")
def log_names(pm):
    for number, (out, error) in enumerate((("out", "err"), ("output", "error"), ("out_log", "err_log"), ("out_file", "err_file"), ("out", "error_file"))):
        pm.write("app.json", json.dumps({"name": f"a{number}", "script": "prints.sh", out: f"o{number}.log", error: f"e{number}.log"}))
        pm.run("start", "app.json")
        pm.wait_for_text(f"o{number}.log", "second")
        pm.wait_for_text(f"e{number}.log", "complaint")
    pm.observe("started")
    pm.observe_logs("started", *(f"{stream}{number}.log" for stream in "oe" for number in range(5)))


@scenario("fields: log_file, log_date_format, time, log_type, disable_logs")
def log_formats(pm):
    pm.write("app.json", json.dumps([
        {"name": "both", "script": "prints.sh", "log_file": "both.log"},
        {"name": "both-too", "script": "prints.sh", "log": True},
        {"name": "dated", "script": "prints.sh", "log_date_format": "YYYY"},
        {"name": "timed", "script": "prints.sh", "time": True},
        {"name": "none", "script": "prints.sh", "disable_logs": True}]))
    pm.run("start", "app.json")
    pm.wait_for_text("both.log", "second")
    pm.wait_for_text("both.log", "complaint")
    for name in ("both-too", "dated", "timed"):
        pm.wait_for_text(f"logs/{name}-out.log", "second")
        pm.wait_for_text(f"logs/{name}-error.log", "complaint")
    pm.wait_for_text("logs/both-too.log", "second")
    pm.wait_for_text("logs/both-too.log", "complaint")
    files = sorted(name for name in os.listdir(pm.path("logs/")) if not name.startswith("none"))
    pm.note("files", files)
    for name in files:
        with open(pm.path("logs/" + name), encoding="utf-8") as file:
            pm.note(name, sorted(line.partition(": ")[2] if name.startswith("timed") else line for line in file))


@scenario("fields: merge_logs and combine_logs for two instances")
def merge(pm):
    pm.write("app.json", json.dumps([
        {"name": "merged", "script": "prints.sh", "instances": 2, "merge_logs": True},
        {"name": "combined", "script": "prints.sh", "instances": 2, "combine_logs": True},
        {"name": "apart", "script": "prints.sh", "merge_logs": False}]))
    pm.run("start", "app.json")
    pm.wait("all run", lambda listed: len(listed) == 5 and all(one["pid"] for one in listed))
    pm.note("files", sorted((one["name"], one["pm2_env"]["NODE_APP_INSTANCE"], os.path.basename(one["pm2_env"]["pm_out_log_path"]).replace(f"-{one['pm_id']}.", "-ID."))
                            for one in pm.list()))


@scenario("fields: pid_file")
def pid_file(pm):
    _start(pm, pid_file="app.pid")
    entry = pm.one("a")
    pm.note("path", entry["pm2_env"]["pm_pid_path"])
    pm.wait_until("it is written", lambda: os.path.exists(pm.path("app-0.pid")))
    with open(pm.path("app-0.pid"), encoding="utf-8") as file:
        pm.note("it holds the process id", file.read().strip() == str(entry["pid"]))


@scenario("fields: watch, ignore_watch, watch_delay, watch_options")
def watch(pm):
    _start(pm, watch=["watched"], ignore_watch=["*.tmp"], watch_delay=100, watch_options={"followSymlinks": False})
    pm.observe("started", "watch_delay")


@scenario("fields: cron under its other name")
def cron(pm):
    _start(pm, cron="0 0 1 1 *")
    pm.observe("started", "cron_restart")


@scenario("fields: uid and gid", needs=("id",))
def identity(pm):
    pm.write("app.json", json.dumps([{"name": "a", "script": "identity.sh", "uid": "nobody", "gid": "nogroup"}]))
    pm.run("start", "app.json")
    if os.getuid() == 0:
        pm.wait_for_text("logs/a-out.log", "gid")
    pm.observe_logs("started")


@scenario("fields: those that only count for Node, git, Windows or a paid service")
def accepted(pm):
    _start(pm, pmx=False, automation=False, vizion=False, windowsHide=False, source_map_support=False, disable_source_map_support=True,
           post_update=["true"], force=False, username="somebody", trace=False, disable_trace=True, v8=False, event_loop_inspector=False,
           deep_monitoring=False, io={"tracing": False}, install_url="https://example.org", write=False)
    pm.observe("started")


@scenario("fields: kill_signal of one app", Listed("*", "PM2 knows it for the whole daemon only; apm also for one app", "§2.3 not supported"))
def kill_signal(pm):
    _start(pm, script="graceful.py", kill_signal="SIGTERM")
    pm.wait_for_text("logs/a-out.log", "started")
    pm.run("stop", "a")
    pm.wait_for_text("logs/a-out.log", "stopping")
    pm.observe_logs("stopped")
