"""Restarts by the clock."""

from harness.scenario import Listed, scenario


@scenario("cron: --cron-restart restarts, and a restart with 0 removes it")
def cron(pm):
    pm.run("start", "steady.sh", "--cron-restart", "* * * * * *")
    pm.wait("two restarts", lambda listed: listed[0]["pm2_env"]["restart_time"] >= 2)
    pm.observe("with cron", "cron_restart", without=("restart_time", "unstable_restarts", "pid", "status", "monit.memory"))
    pm.run("restart", "steady", "--cron-restart", "0")
    before = pm.one("steady")["pm2_env"]
    pm.note("cron_restart after its removal", before.get("cron_restart") in (None, 0, "0", ""))


@scenario(
    "cron: a stopped app stays stopped",
    Listed("the stopped app was revived", "PM2's cron starts a stopped app; apm's does not", "§3.12, §8.15"))
def stopped(pm):
    pm.run("start", "steady.sh", "--cron-restart", "* * * * * *", "--name", "sleeper")
    pm.run("stop", "sleeper")
    # It may have been restarted by the clock before it was stopped.
    before = _restarts(pm.list(), "sleeper")
    # A second app is the clock: its cron restarts are occasions to revive the first. PM2 takes one sooner or later; ten without are enough to say that nobody does.
    pm.run("start", "steady.sh", "--cron-restart", "* * * * * *", "--name", "clock")
    listed = pm.wait("three occasions, and the first app revived or ten", lambda listed: _restarts(listed, "clock") >= (3 if _is_revived(listed, before) else 10))
    pm.note("the stopped app was revived", _is_revived(listed, before))


def _find(listed, name):
    return next(one for one in listed if one["name"] == name)["pm2_env"]


def _restarts(listed, name):
    return _find(listed, name)["restart_time"]


def _is_revived(listed, before):
    # One that is restarted each second may be stopped at the very moment of the look.
    return _find(listed, "sleeper")["status"] != "stopped" or _restarts(listed, "sleeper") > before


@scenario("cron: a bad pattern in a file")
def bad(pm):
    pm.write("app.json", '{"apps": [{"name": "a", "script": "steady.sh", "cron_restart": "61 * * * *"}]}')
    pm.run("start", "app.json")
    pm.observe("refused")
