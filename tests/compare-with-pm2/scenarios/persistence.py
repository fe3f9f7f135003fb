"""Saving the list, ending the daemon, and bringing the list back."""

from harness import observation
from harness.scenario import Listed, scenario


@scenario("persistence: save, kill, resurrect")
def resurrect(pm):
    pm.run("start", "steady.sh", "--name", "one", "--namespace", "left", "--max-restarts", "9")
    pm.run("start", "steady.sh", "--name", "two")
    pm.run("restart", "one")
    pm.run("stop", "two")
    pm.run("save")
    pm.run("kill")
    pm.run("resurrect")
    pm.wait("both are back", lambda listed: len(listed) == 2)
    for entry in sorted(pm.list(), key=lambda entry: entry["name"]):
        pm.note(entry["name"], [entry["pm2_env"].get(field) for field in ("status", "namespace", "pm_exec_path", "pm_out_log_path")])
    pm.note("a setting of one", pm.one("one")["pm2_env"].get("max_restarts"))


@scenario("persistence: resurrect starts what save wrote, not what came later",
    Listed("back: *.instances", "PM2 takes the number of instances out of the dump; apm keeps it", "§3.13"))
def checkpoint(pm):
    pm.run("start", "steady.sh", "--name", "saved")
    pm.run("save")
    pm.run("delete", "saved")
    pm.observe("deleted")
    pm.run("resurrect")
    pm.observe("back")


@scenario("persistence: save and resurrect of nothing")
def nothing(pm):
    pm.run("save")
    pm.run("resurrect")
    pm.observe("nothing")


@scenario("persistence: kill ends all apps")
def kill(pm):
    pm.run("start", "steady.sh")
    pid = pm.one("steady")["pid"]
    pm.run("kill")
    pm.note("the app lives", observation.is_alive(pid))


@scenario("persistence: set, get and unset of settings")
def settings(pm):
    pm.run("set", "shop:colour", "red")
    pm.note("get", pm.run("get", "shop:colour").stdout.strip())
    pm.run("unset", "shop:colour")
    pm.run("get", "shop:colour")


@scenario(
    "persistence: a list that was never saved comes back after kill",
    Listed("*", "PM2 forgets what was not saved; apm keeps the list in its journal, and starts it with the next daemon", "§8.10"))
def never_saved(pm):
    pm.run("start", "steady.sh", "--name", "one")
    pm.run("kill")
    pm.run("start", "steady.sh", "--name", "two")
    pm.observe("after kill")


@scenario("persistence: cleardump empties what save wrote")
def cleardump(pm):
    pm.run("start", "steady.sh")
    pm.run("save")
    pm.run("cleardump")
    pm.run("delete", "all")
    pm.run("resurrect")
    pm.observe("nothing is back")


@scenario("persistence: multiset, config and conf")
def many_settings(pm):
    pm.run("multiset", "shop:colour blue shop:size 7")
    pm.note("colour", pm.run("get", "shop:colour").stdout.strip())
    pm.note("size", pm.run("get", "shop:size").stdout.strip())
    pm.run("config", "shop:colour", "green")
    pm.note("colour after config", pm.run("get", "shop:colour").stdout.strip())
    pm.run("conf")
