"""Ecosystem files in every format, and restarts from a changed one."""

from harness.scenario import Listed, scenario

_APPS = '[{ name: "a", script: "variables.sh", args: "COLOUR", env: { COLOUR: "red" } }, { name: "b", script: "./graceful.py", namespace: "back" }]'


def _start(pm, file):
    pm.run("start", file)
    pm.wait_for_text("logs/a-out.log", "COLOUR")
    pm.wait_for_text("logs/b-out.log", "started")
    # Two at a time: which gets id 0 is chance in PM2.
    entries = pm.list()
    pm.note("names", sorted(entry["name"] for entry in entries))
    for entry in sorted(entries, key=lambda entry: entry["name"]):
        pm.note(f"{entry['name']}", [entry["pm2_env"][field] for field in ("status", "namespace", "pm_exec_path", "pm_cwd", "restart_time", "exec_mode")])
    pm.observe_logs("started")


@scenario("config: JSON with comments and trailing commas")
def json(pm):
    pm.write("apps.json", '// two apps\n{ "apps": ' + _APPS.replace("}]", "},]") + " }")
    _start(pm, "apps.json")


@scenario("config: JSON5")
def json5(pm):
    pm.write("apps.json5", "{ apps: " + _APPS.replace('"', "'") + " }")
    _start(pm, "apps.json5")


@scenario("config: YAML")
def yaml(pm):
    pm.write("apps.yaml", "apps:\n- name: a\n  script: variables.sh\n  args: COLOUR\n  env:\n    COLOUR: red\n"
                          "- name: b\n  script: ./graceful.py\n  namespace: back\n")
    _start(pm, "apps.yaml")


@scenario("config: JavaScript")
def javascript(pm):
    pm.write("ecosystem.config.js", "const apps = " + _APPS + ";\nmodule.exports = { apps: apps.map(app => ({ ...app })) };")
    _start(pm, "ecosystem.config.js")


@scenario("config: the ecosystem.config.js of the directory")
def default_file(pm):
    pm.write("ecosystem.config.js", "module.exports = { apps: " + _APPS + " };")
    pm.run("start")
    pm.wait_for_text("logs/a-out.log", "COLOUR")
    pm.note("names", sorted(entry["name"] for entry in pm.list()))


@scenario("config: JavaScript as .cjs")
def cjs(pm):
    pm.write("ecosystem.config.cjs", "module.exports = " + _APPS + ";")
    _start(pm, "ecosystem.config.cjs")


@scenario("config: a module with a default export", Listed("*", "PM2 says 'No script path'; apm reads the default export", "§2.1 BUG"))
def mjs(pm):
    pm.write("ecosystem.config.mjs", 'export default { apps: [{ name: "a", script: "steady.sh" }] };')
    pm.run("start", "ecosystem.config.mjs")
    pm.observe("started")


@scenario("config: the pm2 key of package.json")
def package_json(pm):
    pm.write("package.json", '{"name": "shop", "version": "1.0.0", "pm2": [{"name": "a", "script": "steady.sh"}]}')
    pm.run("start", "package.json")
    pm.observe("started", without=("version",))


@scenario("config: an array, and one bare app")
def roots(pm):
    pm.write("array.json", '[{"name": "a", "script": "steady.sh"}]')
    pm.write("bare.json", '{"name": "b", "script": "steady.sh"}')
    pm.run("start", "array.json")
    pm.run("start", "bare.json")
    pm.observe("started")


@scenario("config: standard input")
def standard_input(pm):
    document = '{"apps": [{"name": "a", "script": "steady.sh"}]}'
    pm.run("start", "-", stdin=document)
    pm.observe("started")
    pm.run("stop", "-", stdin=document)
    pm.observe("stopped")
    pm.run("restart", "-", stdin=document)
    pm.observe("restarted")
    pm.run("delete", "-", stdin=document)
    pm.observe("deleted")


@scenario("config: other names of the keys")
def aliases(pm):
    pm.write("app.json", '{"apps": [{"name": "a", "exec": "steady.sh", "args": ["x", "y z"], "maxRestarts": 4, "killTimeout": "700", "minUptime": "2s",'
                         ' "out": "o.log", "err_log": "e.log", "interpreter": "bash", "autorestart": false}]}')
    pm.run("start", "app.json")
    pm.wait_for_text("o.log", "started")
    pm.observe("started", "max_restarts", "kill_timeout", "min_uptime", "args")
    pm.observe_logs("started", "o.log", "e.log")


@scenario("config: --only")
def only(pm):
    pm.write("apps.json", '{"apps": [{"name": "a", "script": "steady.sh"}, {"name": "b", "script": "steady.sh"}, {"name": "c", "script": "steady.sh"}]}')
    pm.run("start", "apps.json", "--only", "b")
    pm.observe("one")
    pm.run("start", "apps.json", "--only", "c,b")
    pm.observe("two")


@scenario("config: stop, restart and delete by file")
def by_file(pm):
    pm.write("app.json", '{"apps": [{"name": "a", "script": "steady.sh"}]}')
    pm.run("start", "app.json")
    pm.run("stop", "app.json")
    pm.observe("stopped")
    pm.run("restart", "app.json")
    pm.observe("restarted")
    pm.run("start", "app.json")
    pm.observe("started while it runs")
    pm.run("delete", "app.json")
    pm.observe("deleted")


@scenario("config: startOrRestart and startOrReload")
def start_or_restart(pm):
    pm.write("app.json", '{"apps": [{"name": "a", "script": "steady.sh"}]}')
    pm.run("startOrRestart", "app.json")
    pm.observe("started")
    pm.run("startOrRestart", "app.json")
    pm.observe("restarted")
    pm.run("startOrReload", "app.json")
    pm.observe("reloaded")
    pm.run("startOrGracefulReload", "app.json")
    pm.observe("gracefully")


@scenario("config: a restart applies changed variables and settings")
def changed(pm):
    pm.write("app.json", '{"apps": [{"name": "a", "script": "variables.sh", "args": "COLOUR", "env": {"COLOUR": "red"}}]}')
    pm.run("start", "app.json")
    pm.wait_for_text("logs/a-out.log", "red")
    pm.write("app.json", '{"apps": [{"name": "a", "script": "variables.sh", "args": "COLOUR HOME", "max_restarts": 7, "env": {"COLOUR": "blue"}}]}')
    pm.run("restart", "app.json")
    pm.wait_for_text("logs/a-out.log", "HOME")
    pm.observe("restarted", "max_restarts", "args")
    pm.observe_logs("restarted")


@scenario(
    "config: a restart applies a changed script",
    Listed("restarted: *", "PM2 goes on with the old script; apm runs the new one", "§3.6 BUG"))
def changed_script(pm):
    pm.write("app.json", '{"apps": [{"name": "a", "script": "steady.sh"}]}')
    pm.run("start", "app.json")
    pm.write("app.json", '{"apps": [{"name": "a", "script": "graceful.py"}]}')
    pm.run("restart", "app.json")
    pm.observe("restarted")


@scenario(
    "config: a restart applies a changed number of instances",
    Listed("restarted: *", "PM2 goes on with the old number; apm has the new one", "§3.6 BUG"))
def changed_instances(pm):
    pm.write("app.json", '{"apps": [{"name": "a", "script": "steady.sh", "instances": 1}]}')
    pm.run("start", "app.json")
    pm.write("app.json", '{"apps": [{"name": "a", "script": "steady.sh", "instances": 3}]}')
    pm.run("restart", "app.json")
    pm.observe("restarted")


@scenario("config: a file that is missing, malformed, or holds a bad value")
def bad_files(pm):
    pm.write("broken.json", '{"apps": [')
    pm.write("bad.json", '{"apps": [{"name": "a", "script": "steady.sh"}, {"name": "b", "script": "steady.sh", "max_restarts": "many"}]}')
    pm.write("no-script.json", '{"apps": [{"name": "a"}]}')
    pm.run("start", "missing.config.js")
    pm.run("start", "missing.json")
    pm.run("start", "broken.json")
    pm.run("start", "bad.json")
    pm.run("start", "no-script.json")
    pm.observe("nothing started")


@scenario(
    "config: an unknown key",
    Listed("*", "PM2 drops it silently; apm names it and starts nothing", "§2.2, §8.12"))
def unknown_key(pm):
    pm.write("app.json", '{"apps": [{"name": "a", "script": "steady.sh", "max_memroy_restart": "100M"}]}')
    pm.run("start", "app.json")
    pm.observe("started")


@scenario("config: paths resolve against the caller's directory and cwd")
def paths(pm):
    pm.write("sub/app.sh", "pwd\nexec sleep 100000\n")
    pm.write("sub/apps.json", '{"apps": [{"name": "a", "script": "app.sh", "cwd": "sub", "out_file": "here.log"}]}')
    pm.run("start", "sub/apps.json")
    pm.wait_for_text("sub/here.log", "sub")
    pm.observe("started")
    pm.observe_logs("started", "sub/here.log")
