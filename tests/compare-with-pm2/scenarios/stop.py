"""Stopping and deleting."""

import os

from harness import observation
from harness.scenario import scenario


@scenario("stop: an app that leaves on SIGINT")
def graceful(pm):
    pm.run("start", "graceful.py")
    pm.wait_for_text("logs/graceful-out.log", "started")
    pm.run("stop", "graceful")
    pm.wait_for_text("logs/graceful-out.log", "stopping")
    pm.observe("stopped", "exit_code")
    pm.observe_logs("stopped")
    pm.note("pid file", os.path.exists(pm.path("pids/graceful-0.pid")))


@scenario("stop: an app that ignores signals is killed")
def stubborn(pm):
    pm.run("start", "stubborn.py", "--kill-timeout", "400")
    pm.wait_for_text("logs/stubborn-out.log", "started")
    pid = pm.one("stubborn")["pid"]
    pm.run("stop", "stubborn")
    pm.note("it lives", observation.is_alive(pid))
    pm.observe("stopped")


@scenario("stop: another signal", environment={"PM2_KILL_SIGNAL": "SIGUSR1", "APM_KILL_SIGNAL": "SIGUSR1"})
def another_signal(pm):
    pm.run("start", "graceful.py")
    pm.wait_for_text("logs/graceful-out.log", "started")
    pm.run("stop", "graceful")
    pm.wait_for_text("logs/graceful-out.log", "stopping")
    pm.observe_logs("stopped")


@scenario("stop: children and grandchildren")
def family(pm):
    pm.run("start", "family.py")
    pm.wait_for_text("family.txt", "\n", times=3)
    pm.run("stop", "family")
    with open(pm.path("family.txt"), encoding="utf-8") as file:
        pm.note("alive", [observation.is_alive(line.strip()) for line in file])
    pm.observe("stopped")


@scenario("stop: --no-treekill leaves the children")
def no_treekill(pm):
    pm.run("start", "family.py", "--no-treekill")
    pm.wait_for_text("family.txt", "\n", times=3)
    main = pm.one("family")["pid"]
    pm.run("stop", "family")
    with open(pm.path("family.txt"), encoding="utf-8") as file:
        pm.note("alive", sorted((int(line) == main, observation.is_alive(line.strip())) for line in file))
    pm.observe("stopped")


@scenario("stop: twice")
def twice(pm):
    pm.run("start", "steady.sh")
    pm.run("stop", "steady")
    pm.run("stop", "steady")
    pm.observe("stopped")


@scenario("stop: what does not exist")
def unknown(pm):
    pm.run("stop", "all")
    pm.run("stop", "nothing")
    pm.run("stop", "99")


@scenario("stop: all, and one of two by id")
def all_of_them(pm):
    pm.run("start", "steady.sh", "--name", "one")
    pm.run("start", "steady.sh", "--name", "two")
    pm.run("stop", "1")
    pm.observe("one of two")
    pm.run("stop", "all")
    pm.observe("all")


@scenario("delete: an online and a stopped app")
def delete(pm):
    pm.run("start", "steady.sh", "--name", "one")
    pm.run("start", "steady.sh", "--name", "two")
    pm.run("stop", "two")
    pm.run("delete", "one")
    pm.observe("one deleted")
    pm.run("del", "two")
    pm.observe("both deleted")
    pm.observe_logs("both deleted")


@scenario("delete: ids are not used again until the list is empty")
def ids(pm):
    pm.run("start", "steady.sh", "--name", "zero")
    pm.run("start", "steady.sh", "--name", "one")
    pm.run("delete", "one")
    pm.run("start", "steady.sh", "--name", "two")
    pm.observe("after a gap")
    pm.run("delete", "all")
    pm.run("start", "steady.sh", "--name", "again")
    pm.observe("after an empty list")


@scenario("delete: what does not exist")
def delete_unknown(pm):
    pm.run("delete", "nothing")
    pm.run("delete", "99")
    pm.run("delete", "all")


@scenario("stop: sendSignal")
def send_signal(pm):
    pm.run("start", "graceful.py", "--no-autorestart")
    pm.wait_for_text("logs/graceful-out.log", "started")
    pm.run("sendSignal", "SIGUSR1", "graceful")
    pm.wait_for_text("logs/graceful-out.log", "stopping")
    pm.wait("it has ended", lambda listed: listed[0]["pm2_env"]["status"] == "stopped")
    pm.observe("ended")
    pm.observe_logs("ended")


@scenario("stop: sendSignal to nobody, and no signal")
def send_nothing(pm):
    pm.run("start", "graceful.py")
    pm.wait_for_text("logs/graceful-out.log", "started")
    pm.run("sendSignal", "SIGUSR1", "nothing")
    pm.run("sendSignal", "NOSIGNAL", "graceful")
    pm.observe("as before")
