"""Restarting, and the counters."""

from harness.scenario import Listed, scenario


@scenario("restart: an online app")
def online(pm):
    pm.run("start", "graceful.py")
    pm.wait_for_text("logs/graceful-out.log", "started")
    pm.run("restart", "graceful")
    pm.wait_for_text("logs/graceful-out.log", "started", times=2)
    pm.observe("restarted")
    pm.observe_logs("restarted")


@scenario("restart: a stopped app")
def stopped(pm):
    pm.run("start", "steady.sh")
    pm.run("stop", "steady")
    pm.run("restart", "steady")
    pm.observe("restarted")


@scenario("restart: by id, by namespace, by pattern, all")
def targets(pm):
    pm.run("start", "steady.sh", "--name", "one", "--namespace", "left")
    pm.run("start", "steady.sh", "--name", "two", "--namespace", "right")
    pm.run("restart", "0")
    pm.observe("by id")
    pm.run("restart", "right")
    pm.observe("by namespace")
    pm.run("restart", "/^t/")
    pm.observe("by pattern")
    pm.run("restart", "all")
    pm.observe("all")
    pm.run("restart", "one", "two")
    pm.observe("two targets")


@scenario("restart: what does not exist")
def unknown(pm):
    pm.run("restart", "nothing")
    pm.run("restart", "99")
    pm.run("restart", "all")
    pm.run("restart", "/none/")


@scenario(
    "restart: with new options",
    Listed("*_path", "after a change of name PM2 goes on with files named after the old one; apm names them after the app", "§4.2"))
def options(pm):
    pm.run("start", "steady.sh", "--name", "old")
    pm.run("restart", "old", "--name", "new", "--max-restarts", "5", "--kill-timeout", "900")
    pm.observe("changed", "max_restarts", "kill_timeout")
    pm.run("restart", "new")
    pm.observe("kept", "max_restarts", "kill_timeout")


@scenario("restart: a script's path is a target too")
def by_path(pm):
    pm.run("start", "steady.sh")
    pm.run("restart", pm.path("steady.sh"))
    pm.observe("restarted")


@scenario("restart: reset")
def reset(pm):
    pm.run("start", "steady.sh")
    pm.run("restart", "steady")
    pm.run("restart", "steady")
    pm.observe("before")
    pm.run("reset", "steady")
    pm.observe("after")
    pm.run("reset", "nothing")


@scenario("restart: reset of an unknown id", Listed("exit code of reset 99", "PM2 prints a stack trace and exits with 0; apm refuses with 1", "§1.2, §8.13"))
def reset_unknown_id(pm):
    pm.run("start", "steady.sh")
    pm.run("reset", "99")


@scenario("restart: reload of an app in fork mode is a restart")
def reload(pm):
    pm.run("start", "steady.sh")
    pm.run("reload", "steady")
    pm.observe("reloaded")
    pm.run("reload", "nothing")
