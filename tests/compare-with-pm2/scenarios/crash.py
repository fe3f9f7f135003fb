"""Exits that nobody asked for."""

import os
import signal
import time

from harness.scenario import Listed, scenario


def _status(name, status):
    return lambda listed: any(one["name"] == name and one["pm2_env"]["status"] == status for one in listed)


@scenario("crash: a loop ends as errored after 15 restarts", Listed("errored: *.created_at", "PM2 sets created_at to null, so that a script that computes an age from it gets 1970; apm keeps the instant", "§3.3 step 3"))
def a_loop(pm):
    pm.run("start", "exits.sh", "--", "3")
    pm.wait("it is errored", _status("exits", "errored"))
    pm.observe("errored", "exit_code")
    pm.observe_logs("errored")


@scenario("crash: --max-restarts")
def max_restarts(pm):
    pm.run("start", "exits.sh", "--max-restarts", "3", "--", "3")
    pm.wait("it is errored", _status("exits", "errored"))
    pm.observe("errored", "exit_code", without=("created_at",))
    pm.observe_logs("errored")


@scenario("crash: an app that crashes twice and recovers")
def it_recovers(pm):
    pm.run("start", "recovers.sh", "--", "2", "5")
    pm.wait_for_text("logs/recovers-out.log", "recovered")
    pm.wait("it is online", _status("recovers", "online"))
    pm.observe("recovered", "exit_code")


@scenario("crash: an exit with code 0 is restarted too")
def a_clean_exit(pm):
    pm.run("start", "recovers.sh", "--", "1", "0")
    pm.wait_for_text("logs/recovers-out.log", "recovered")
    pm.wait("it is online", _status("recovers", "online"))
    pm.observe("recovered", "exit_code")


@scenario("crash: --no-autorestart")
def no_autorestart(pm):
    pm.run("start", "exits.sh", "--no-autorestart", "--", "3")
    pm.wait("it is stopped", _status("exits", "stopped"))
    pm.observe("stopped", "exit_code")


@scenario("crash: --stop-exit-codes")
def stop_exit_codes(pm):
    pm.run("start", "exits.sh", "--stop-exit-codes", "3", "--", "3")
    pm.wait("it is stopped", _status("exits", "stopped"))
    pm.observe("stopped", "exit_code")


@scenario("crash: SIGKILL", Listed("*.exit_code", "PM2 records a death by signal as exit code 0; apm as 128 + the signal", "§3.3 step 4, §8.8"))
def a_signal(pm):
    pm.run("start", "steady.sh")
    pm.wait_for_text("logs/steady-out.log", "started")
    # After the minimum uptime, or the kill would count as an unstable restart.
    first = pm.wait("it is up for more than a second", lambda listed: time.time() * 1000 - listed[0]["pm2_env"]["pm_uptime"] > 1100)[0]["pid"]
    os.kill(first, signal.SIGKILL)
    pm.wait("another process runs", lambda listed: listed[0]["pid"] not in (0, first) and listed[0]["pm2_env"]["status"] == "online")
    pm.observe("restarted", "exit_code")


@scenario(
    "crash: a loop with a delay",
    Listed("*pm2_env.status", "PM2 shows 'waiting restart' for ever; apm shows errored", "§3.3 BUG"),
    Listed("*.created_at", "PM2 sets created_at to null; apm keeps the instant", "§3.3 step 3"))
def a_delayed_loop(pm):
    pm.run("start", "exits.sh", "--restart-delay", "100", "--max-restarts", "3", "--", "3")
    pm.wait_for_text("logs/exits-out.log", "exiting", times=3)
    pm.wait("no restart is due", lambda listed: listed[0]["pm2_env"]["restart_time"] == 2 and listed[0]["pid"] == 0)
    if pm.tool == "apm":
        pm.wait("it is errored", _status("exits", "errored"))
    pm.observe("after the last restart")


@scenario("crash: no restart and a delay", Listed("*pm2_env.status", "PM2 shows 'waiting restart' for ever; apm shows stopped", "§3.3 BUG"))
def no_restart_and_a_delay(pm):
    pm.run("start", "exits.sh", "--restart-delay", "100", "--no-autorestart", "--", "3")
    pm.wait("it has ended", lambda listed: listed[0]["pid"] == 0)
    pm.observe("ended")


@scenario(
    "crash: --exp-backoff-restart-delay waits",
    Listed("waiting: exits:0 pid", "PM2 goes on showing the id of the dead process, which may be another's by then; apm shows 0", "§8.6"))
def backoff(pm):
    pm.run("start", "exits.sh", "--exp-backoff-restart-delay", "20000", "--", "3")
    pm.wait("it waits", _status("exits", "waiting restart"))
    pm.observe("waiting")
    pm.run("stop", "exits")
    pm.observe("stopped")


@scenario("crash: an errored app starts again when it is told to")
def restart_of_errored(pm):
    pm.run("start", "recovers.sh", "--max-restarts", "2", "--", "2", "3")
    pm.wait("it is errored", _status("recovers", "errored"))
    pm.run("restart", "recovers")
    pm.wait_for_text("logs/recovers-out.log", "recovered")
    pm.observe("restarted", without=("created_at",))
