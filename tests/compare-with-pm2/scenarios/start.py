"""Starting programs: what is started, under which name, and what is refused."""

from harness.scenario import Listed, scenario


@scenario("start: a shell script")
def a_shell_script(pm):
    pm.run("start", "steady.sh")
    pm.wait_for_text("logs/steady-out.log", "started")
    pm.observe("started")
    pm.observe_logs("started")


@scenario("start: a Python program")
def a_python_program(pm):
    pm.run("start", "graceful.py")
    pm.wait_for_text("logs/graceful-out.log", "started")
    pm.observe("started")
    pm.observe_logs("started")


@scenario("start: a Node program")
def a_node_program(pm):
    pm.run("start", "server.js", "--no-pmx")
    pm.wait_for_text("logs/server-out.log", "instance")
    pm.observe("started")
    pm.observe_logs("started")


@scenario("start: a Node program has the version of its package.json")
def a_version(pm):
    pm.write("package.json", '{"name": "shop", "version": "3.2.1"}')
    pm.run("start", "server.js", "--no-pmx")
    pm.wait("it has a version", lambda listed: listed[0]["pm2_env"].get("version") == "3.2.1")
    pm.observe("started")


@scenario("start: a name, a namespace and a directory")
def a_name(pm):
    pm.write("inner/steady.sh", "exec sleep 100000\n")
    pm.run("start", "steady.sh", "--name", "web", "--namespace", "shop", "--cwd", pm.path("inner"))
    pm.observe("started")


@scenario("start: arguments behind --")
def arguments(pm):
    pm.run("start", "steady.sh", "--", "--port", "80", "two words")
    pm.wait_for_text("logs/steady-out.log", "started")
    pm.observe("started", "args")
    pm.observe_logs("started")


@scenario("start: a program without interpreter")
def a_binary(pm):
    pm.run("start", "/bin/sleep", "--", "100000")
    pm.observe("started", "exec_interpreter", "args")


@scenario(
    "start: a command line with blanks",
    Listed("*.pm_pid_path", "PM2 names the pid file after the first word, not after the app as its log files; apm names all after the app", "§4.2"))
def a_command_line(pm):
    pm.run("start", "sleep 100000")
    pm.observe("started")


@scenario("start: an interpreter by option")
def an_interpreter(pm):
    pm.write("program.txt", "echo interpreted\nexec sleep 100000\n")
    pm.run("start", "program.txt", "--interpreter", "bash")
    pm.wait_for_text("logs/program-out.log", "interpreted")
    pm.observe("started", "exec_interpreter")


@scenario("start: two scripts in one call")
def two_scripts(pm):
    pm.run("start", "steady.sh", "graceful.py")
    pm.observe("started")


@scenario("start: a script that does not exist")
def a_missing_script(pm):
    pm.run("start", "missing.sh")
    pm.observe("refused")


@scenario("start: an interpreter that does not exist")
def a_missing_interpreter(pm):
    pm.run("start", "steady.sh", "--interpreter", "no-such-interpreter")
    pm.observe("refused")


@scenario("start: a script that runs already")
def twice(pm):
    pm.run("start", "steady.sh")
    pm.run("start", "steady.sh")
    pm.observe("refused")


@scenario(
    "start: a script that runs already, with --force",
    Listed("two: steady:1 *", "PM2 has two apps of one name that write into one file; apm a second instance of the app", "§4.2"))
def twice_by_force(pm):
    pm.run("start", "steady.sh")
    pm.run("start", "steady.sh", "-f")
    pm.observe("two")


@scenario("start: a stopped app by name, and by script")
def a_stopped_app(pm):
    pm.run("start", "steady.sh")
    pm.run("stop", "steady")
    pm.run("start", "steady")
    pm.observe("by name")
    pm.run("stop", "steady")
    pm.run("start", "steady.sh")
    pm.observe("by script")


@scenario(
    "start: an app with --no-autostart is registered, and starts when it is told to",
    Listed("started by name: *", "PM2 reports success and leaves it stopped; apm starts it", "§3.6 BUG"))
def no_autostart(pm):
    pm.run("start", "steady.sh", "--no-autostart")
    pm.observe("registered", without=("pm_uptime", "version"))
    pm.run("start", "steady")
    pm.observe("started by name")


@scenario("start: bad options")
def bad_options(pm):
    pm.run("start", "steady.sh", "--no-such-option")
    pm.run("start", "steady.sh", "--max-memory-restart", "80MB")
    pm.run("start", "steady.sh", "--cron-restart", "no pattern")
    pm.observe("nothing started")


@scenario("start: --env without an app file has no effect")
def env_without_file(pm):
    pm.run("start", "steady.sh", "--env", "production")
    pm.observe("started")
    pm.run("restart", "steady", "--env", "production")
    pm.observe("refused")


@scenario("start: no verb, an unknown verb, a missing argument")
def bad_calls(pm):
    pm.run()
    pm.run("no-such-verb")
    pm.run("stop")
    pm.run("scale", "web")


@scenario("start: names that a file cannot have")
def sanitized_names(pm):
    pm.run("start", "prints.sh", "--name", "my app/2:x")
    pm.wait_for_text("logs/my-app-2-x-error.log", "complaint")
    pm.observe("started")
    pm.observe_logs("started")
