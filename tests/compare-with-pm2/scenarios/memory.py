"""Restarts by memory. PM2 looks every 30 seconds, here every second; ActorPm looks each second."""

from harness.scenario import scenario

_EVERY_SECOND = {"PM2_WORKER_INTERVAL": "1000"}


@scenario("memory: an app above its limit is restarted", environment=_EVERY_SECOND)
def above(pm):
    pm.run("start", "grows.py", "--max-memory-restart", "40M")
    pm.wait("a restart", lambda listed: listed[0]["pm2_env"]["restart_time"] >= 1)
    pm.observe("restarted", "max_memory_restart", without=("restart_time", "unstable_restarts", "status", "pid", "monit.memory"))


@scenario("memory: an app below its limit is left alone, until the limit is lowered", environment=_EVERY_SECOND)
def below(pm):
    pm.run("start", "grows.py", "--max-memory-restart", "1G")
    pm.wait_for_text("logs/grows-out.log", "grown")
    pm.wait("it is measured", lambda listed: listed[0]["monit"]["memory"] > 60_000_000)
    pm.observe("below", "max_memory_restart")
    pm.run("restart", "grows", "--max-memory-restart", "30M")
    pm.wait("a second restart", lambda listed: listed[0]["pm2_env"]["restart_time"] >= 2)
    pm.note("limit", pm.one("grows")["pm2_env"].get("max_memory_restart"))


@scenario("memory: limits in a file")
def units(pm):
    pm.write("app.json", '{"apps": [{"name": "k", "script": "steady.sh", "max_memory_restart": "500K"}]}')
    pm.write("other.json", '{"apps": [{"name": "g", "script": "steady.sh", "max_memory_restart": "1G"}]}')
    pm.write("number.json", '{"apps": [{"name": "n", "script": "steady.sh", "max_memory_restart": 80000000}]}')
    for file in ("app.json", "other.json", "number.json"):
        pm.run("start", file)
    pm.note("limits", {one["name"]: one["pm2_env"].get("max_memory_restart") for one in pm.list()})
