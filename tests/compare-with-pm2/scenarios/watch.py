"""Restarts on changed files."""

from harness.scenario import scenario


def _touch_until_restarted(pm, name, path, restarts):
    """Writes a file until the app was restarted: a watch needs a moment until it sees changes."""
    written = 0

    def restarted(listed):
        nonlocal written
        entry = next(one for one in listed if one["name"] == name)
        if entry["pm2_env"]["restart_time"] >= restarts:
            return True
        written += 1
        pm.write(path, f"change {written}\n")
        return False

    pm.wait(f"{restarts} restarts of {name}", restarted)


@scenario("watch: a change restarts")
def watch(pm):
    pm.run("start", "steady.sh", "--watch", pm.path("watched"))
    _touch_until_restarted(pm, "steady", "watched/file.txt", 1)
    pm.wait("it is online", lambda listed: listed[0]["pm2_env"]["status"] == "online")
    pm.observe("restarted", without=("restart_time", "unstable_restarts", "watch"))


@scenario("watch: stop turns it off")
def stop(pm):
    pm.run("start", "steady.sh", "--watch")
    pm.observe("watching")
    pm.run("stop", "steady")
    pm.observe("stopped")


@scenario("watch: restart --watch turns it on")
def toggle(pm):
    pm.run("start", "steady.sh")
    pm.run("restart", "steady", "--watch")
    pm.observe("watching", without=("restart_time",))
    pm.run("restart", "steady", "--watch")
    pm.observe("not watching", without=("restart_time",))


@scenario("watch: ignored paths")
def ignored(pm):
    pm.write("tree/app.sh", "exec sleep 100000\n")
    pm.write("tree/app.json", '{"apps": [{"name": "a", "script": "app.sh", "cwd": "tree", "watch": ["."], "ignore_watch": ["uploads"]}]}')
    pm.write("tree/uploads/first.txt", "")
    pm.write("tree/source/first.txt", "")
    pm.run("start", "tree/app.json")
    _touch_until_restarted(pm, "a", "tree/source/file.txt", 1)
    pm.wait("it is online", lambda listed: listed[0]["pm2_env"]["status"] == "online")
    before = pm.one("a")["pm2_env"]["restart_time"]
    for number in range(20):
        pm.write(f"tree/uploads/{number}.txt", "x")
    # The change below comes after the ignored ones: when it is acted on, they would have been too.
    _touch_until_restarted(pm, "a", "tree/source/file.txt", before + 1)
    pm.note("more than a few restarts", pm.one("a")["pm2_env"]["restart_time"] > before + 5)
