"""Restarts by the clock."""

import time

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
    # Every ten seconds, and started right behind one: PM2 forgets the clock of an app that is stopped while it is being restarted by it.
    pm.wait_until("the right moment", lambda: 0.2 < time.time() % 10 < 2)
    pm.run("start", "steady.sh", "--cron-restart", "*/10 * * * * *", "--name", "sleeper")
    pm.run("stop", "sleeper")
    # On a slow machine it may have been restarted before it was stopped all the same.
    before = _restarts(pm.list(), "sleeper")
    # A second app tells the seconds by its restarts: there is an occasion to revive the first one among any fourteen of them.
    pm.run("start", "steady.sh", "--cron-restart", "* * * * * *", "--name", "clock")
    listed = pm.wait("fourteen seconds, or the first app revived", lambda listed: _is_revived(listed, before) or _restarts(listed, "clock") >= 14)
    pm.note("the stopped app was revived", _is_revived(listed, before))


def _find(listed, name):
    return next(one for one in listed if one["name"] == name)["pm2_env"]


def _restarts(listed, name):
    return _find(listed, name)["restart_time"]


def _is_revived(listed, before):
    # One that is restarted again may be stopped at the very moment of the look.
    return _find(listed, "sleeper")["status"] != "stopped" or _restarts(listed, "sleeper") > before


@scenario("cron: a bad pattern in a file")
def bad(pm):
    pm.write("app.json", '{"apps": [{"name": "a", "script": "steady.sh", "cron_restart": "61 * * * *"}]}')
    pm.run("start", "app.json")
    pm.observe("refused")
