"""Log files: their names and contents in each format, and the verbs that read and empty them."""

import json
import os

from harness.scenario import Listed, scenario


@scenario("logs: both streams, raw")
def raw(pm):
    pm.run("start", "prints.sh")
    pm.wait_for_text("logs/prints-error.log", "complaint")
    pm.wait_for_text("logs/prints-out.log", "second")
    pm.observe_logs("printed")


@scenario("logs: the names for two instances")
def instances(pm):
    pm.run("start", "prints.sh", "-i", "2")
    pm.wait_for_text("logs/prints-error-0.log", "complaint")
    pm.wait_for_text("logs/prints-error-1.log", "complaint")
    pm.observe("started")
    pm.observe_logs("printed")


@scenario("logs: --merge-logs for two instances")
def merged(pm):
    pm.run("start", "prints.sh", "-i", "2", "--merge-logs")
    pm.wait_for_text("logs/prints-error.log", "complaint", times=2)
    pm.wait_for_text("logs/prints-out.log", "second", times=2)
    pm.observe("started")
    # Who of the two writes first is chance.
    pm.observe_logs("printed", known=lambda text: "".join(sorted(text.splitlines(keepends=True))))


@scenario("logs: files of one's own")
def own_files(pm):
    pm.run("start", "prints.sh", "--output", "deep/er/out.log", "--error", "err.txt")
    pm.wait_for_text("err.txt", "complaint")
    pm.wait_for_text("deep/er/out.log", "second")
    pm.observe("started")
    pm.observe_logs("printed", "deep/er/out.log", "err.txt")


@scenario("logs: files of one's own for two instances")
def own_files_of_two(pm):
    pm.write("app.json", '{"apps": [{"name": "a", "script": "prints.sh", "instances": 2, "out_file": "out.log", "error_file": "err.log"}]}')
    pm.run("start", "app.json")
    pm.wait_for_text("err-0.log", "complaint")
    pm.wait_for_text("err-1.log", "complaint")
    pm.observe("started")
    pm.observe_logs("printed", "out-0.log", "out-1.log", "err-0.log", "err-1.log")


@scenario("logs: none, by /dev/null and NULL")
def none(pm):
    pm.run("start", "prints.sh", "--output", "/dev/null")
    pm.wait_for_text("logs/prints-error.log", "complaint")
    pm.observe("started")
    pm.run("start", "steady.sh", "--output", "NULL", "--error", "NULL")
    pm.observe_logs("printed")


@scenario("logs: --disable-logs")
def disabled(pm):
    pm.run("start", "prints.sh", "--disable-logs")
    pm.observe("started", without=("pm_out_log_path", "pm_err_log_path"))
    pm.run("start", "many.py")
    pm.wait_for_text("logs/many-out.log", "line 19999")
    pm.note("its log files", [name for name in os.listdir(pm.path("logs/")) if name.startswith("prints") and os.path.getsize(pm.path("logs/" + name)) > 0])


@scenario("logs: --time")
def time(pm):
    pm.run("start", "prints.sh", "--time")
    pm.wait_for_text("logs/prints-error.log", "complaint")
    pm.wait_for_text("logs/prints-out.log", "second")
    pm.observe("started", "log_date_format")
    pm.observe_logs("printed")


@scenario("logs: --log-date-format")
def date_format(pm):
    pm.run("start", "prints.sh", "--log-date-format", "[on] YYYY [exactly]")
    pm.wait_for_text("logs/prints-error.log", "complaint")
    pm.wait_for_text("logs/prints-out.log", "second")
    pm.observe_logs("printed")


@scenario(
    "logs: --time and a line that comes in two parts",
    Listed("printed: logs/*", "PM2 loses the part of a line that ends a chunk; apm writes whole lines", "§4.3 BUG"))
def partial(pm):
    pm.run("start", "partial.sh", "--time")
    pm.wait_for_text("logs/partial-out.log", "last")
    pm.observe_logs("printed")


@scenario(
    "logs: --time and 20,000 lines at once",
    Listed("whole lines", "PM2 tears a line at each 64 KiB; apm writes whole lines", "§4.3 BUG"))
def many(pm):
    pm.run("start", "many.py", "--time")
    pm.wait_for_text("logs/many-out.log", "line 19999 of twenty thousand")
    with open(pm.path("logs/many-out.log"), encoding="utf-8") as file:
        lines = [line.rstrip("\n").partition(": ")[2] for line in file]
    expected = {f"line {number} of twenty thousand" for number in range(20_000)}
    pm.note("whole lines", sum(line in expected for line in lines))


@scenario("logs: 20,000 lines at once, raw")
def many_raw(pm):
    pm.run("start", "many.py")
    pm.wait_for_text("logs/many-out.log", "line 19999 of twenty thousand")
    pm.observe_logs("printed", known=lambda text: (len(text), hash(text)))


@scenario(
    "logs: --log-type json",
    Listed("messages of logs/prints-out.log", "PM2 writes an object per chunk; apm one per line", "§4.3 BUG"))
def as_json(pm):
    pm.run("start", "prints.sh", "--log-type", "json")
    pm.wait_for_text("logs/prints-error.log", "complaint")
    pm.wait_for_text("logs/prints-out.log", "second")
    pm.observe("started", "log_type")
    for name in ("logs/prints-out.log", "logs/prints-error.log"):
        with open(pm.path(name), encoding="utf-8") as file:
            objects = [json.loads(line) for line in file]
        pm.note(f"keys of {name}", sorted(objects[0]))
        pm.note(f"kind of {name}", [objects[0][key] for key in ("type", "process_id", "app_name")])
        pm.note(f"messages of {name}", [one["message"].rstrip("\n") for one in objects])


@scenario("logs: a combined file beside the two")
def combined(pm):
    pm.run("start", "prints.sh", "--log", "all.log")
    pm.wait_for_text("all.log", "complaint")
    pm.wait_for_text("all.log", "second")
    pm.observe("started", "pm_log_path")
    pm.observe_logs("printed")
    pm.note("lines of all.log", sorted(open(pm.path("all.log"), encoding="utf-8").read().splitlines()))


@scenario("logs: flush empties")
def flush(pm):
    pm.run("start", "prints.sh")
    pm.run("start", "prints.sh", "--name", "other")
    pm.wait_for_text("logs/prints-error.log", "complaint")
    pm.wait_for_text("logs/other-error.log", "complaint")
    pm.wait_for_text("logs/prints-out.log", "second")
    pm.wait_for_text("logs/other-out.log", "second")
    pm.run("flush", "prints")
    pm.observe_logs("one flushed")
    pm.run("flush")
    pm.observe_logs("all flushed")


@scenario("logs: reloadLogs opens the file anew after it was renamed")
def reload_logs(pm):
    pm.run("start", "graceful.py")
    pm.wait_for_text("logs/graceful-out.log", "started")
    os.rename(pm.path("logs/graceful-out.log"), pm.path("logs/old.log"))
    pm.run("reloadLogs")
    pm.run("restart", "graceful")
    pm.wait_for_text("logs/graceful-out.log", "started")
    pm.note("new file", "started" in open(pm.path("logs/graceful-out.log"), encoding="utf-8").read())
    pm.note("old file", open(pm.path("logs/old.log"), encoding="utf-8").read().count("started"))


@scenario(
    "logs: logs --nostream --raw --lines",
    Listed("with prefix", "PM2 pads the name to ten columns; apm to the longest name shown", "§8.13"))
def tail(pm):
    pm.run("start", "many.py")
    pm.wait_for_text("logs/many-out.log", "line 19999 of twenty thousand")
    shown = pm.run("logs", "many", "--nostream", "--raw", "--lines", "3").stdout
    pm.note("the last lines", [line for line in shown.splitlines() if line.startswith("line ")])
    shown = pm.run("logs", "many", "--nostream", "--lines", "2").stdout
    pm.note("with prefix", [line for line in shown.splitlines() if "twenty thousand" in line])


@scenario("logs: logs of an unknown app shows nothing")
def tail_of_nothing(pm):
    pm.run("start", "steady.sh")
    shown = pm.run("logs", "nothing", "--nostream", "--raw").stdout
    pm.note("lines of apps", [line for line in shown.splitlines() if "started" in line])


@scenario("logs: a restart goes on in the same file")
def same_file(pm):
    pm.run("start", "recovers.sh", "--", "1", "2")
    pm.wait_for_text("logs/recovers-out.log", "recovered")
    pm.run("restart", "recovers")
    pm.wait_for_text("logs/recovers-out.log", "recovered", times=2)
    pm.observe_logs("restarted")
