"""The verbs that look: they say the same, print where scripts read it, and exit alike."""

import os
import urllib.error
import urllib.request

from harness.scenario import scenario


@scenario("inspection: ping, id and pid")
def reading(pm):
    pm.run("start", "steady.sh", "-i", "2")
    pm.note("ping", "pong" in pm.run("ping").stdout)
    pm.note("id", pm.run("id", "steady").stdout.split())
    pm.note("pids", len(pm.run("pid", "steady").stdout.split()))
    pm.run("stop", "1")
    pm.note("pid of a stopped instance", "0" in pm.run("pid", "steady").stdout.split())
    pm.run("id", "nothing")
    pm.run("pid", "nothing")


@scenario("inspection: list and its other names")
def listing(pm):
    pm.run("start", "steady.sh", "--name", "web")
    for verb in ("list", "ls", "l", "ps", "status"):
        table = pm.run(verb).stdout
        row = [line for line in table.splitlines() if "web" in line][0]
        cells = [cell.strip() for cell in row.strip("│ ").split("│")]
        pm.note(f"{verb}: id, name, namespace, version, mode", cells[:5])
        pm.note(f"{verb}: restarts and status", cells[7:9])
        pm.note(f"{verb}: user and watching", cells[11:13])
    pm.note("header", [cell.strip() for cell in next(line for line in table.splitlines() if "namespace" in line).strip("│ ").split("│")])
    mini = pm.run("list", "-m").stdout
    pm.note("mini", [line.partition(":")[0].strip() for line in mini.splitlines() if line.strip()])


@scenario("inspection: describe and its other names")
def describe(pm):
    pm.run("start", "steady.sh", "--name", "web", "--", "one")
    for verb in ("describe", "desc", "info", "show"):
        shown = pm.run(verb, "web").stdout
        rows = dict([cell.strip() for cell in line.strip("│ ").split("│")[:2]] for line in shown.splitlines() if line.count("│") == 3)
        pm.note(f"{verb}: some rows", {key: rows.get(key) for key in ("status", "name", "namespace", "restarts", "script path", "script args", "exec cwd", "exec mode",
                                                                     "error log path", "out log path", "pid path", "interpreter", "unstable restarts")})
    pm.run("describe", "nothing")


@scenario("inspection: prettylist is Node's inspect syntax")
def prettylist(pm):
    pm.run("prettylist")
    pm.run("start", "steady.sh", "--name", "web")
    shown = pm.run("prettylist").stdout
    pm.note("lines that scripts look for", sorted({line.strip() for line in shown.splitlines() if line.strip().startswith(
        ("name: ", "status: ", "restart_time: ", "pm_exec_path: ", "exec_mode: ", "namespace: "))}))
    pm.note("it ends without a line feed", shown.endswith("]"))


@scenario("inspection: env")
def env(pm):
    pm.run("start", "steady.sh", variables={"COLOUR": "red"})
    pm.note("a variable", "COLOUR: red" in pm.run("env", "0").stdout)
    pm.run("env", "99")


@scenario("inspection: verbs about the machine and the daemon")
def machine(pm):
    pm.run("start", "steady.sh")
    pm.run("report")
    pm.run("slist")
    pm.run("sysinfos")
    pm.run("examples")


@scenario("inspection: ecosystem writes a file")
def ecosystem(pm):
    pm.run("ecosystem", "simple")
    pm.note("written", os.path.exists(pm.path("ecosystem.config.js")))


@scenario("inspection: completion")
def completion(pm):
    shown = pm.run("completion").stdout
    pm.note("it is a script", "complete" in shown)


@scenario("inspection: serve")
def serve(pm):
    pm.write("site/index.html", "welcome")
    port = str(20_000 + os.getpid() % 10_000 + (0 if pm.tool == "pm2" else 1))
    # The port is left out of what is compared.
    pm.quietly("serve", "site", port, "--name", "site")

    def answer(path):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as response:
                return [response.status, response.headers["Content-Type"], response.read().decode()]
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return None

    pm.wait_until("it answers", lambda: answer("/") is not None)
    pm.note("the index", answer("/"))
    pm.note("a missing file", answer("/missing.txt"))
    pm.note("the app", [pm.one("site")["pm2_env"]["status"], pm.one("site")["pm2_env"]["pm_cwd"]])


@scenario("inspection: monit and its other names show the apps until q")
def monit(pm):
    pm.run("start", "steady.sh", "--name", "web")
    for verb in ("monit", "dash", "dashboard"):
        pm.look(verb, until="web", keys="q")


@scenario("inspection: imonit shows the apps until ^C")
def imonit(pm):
    pm.run("start", "steady.sh", "--name", "web")
    pm.look("imonit", until="web", keys="\x03")
