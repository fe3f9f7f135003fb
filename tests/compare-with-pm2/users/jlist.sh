# What scripts in the wild do: read jlist through a pipe, pick fields, and act by name. `pm2` is whatever is first in PATH.
set -e
pm2 start steady.sh --name web > /dev/null 2>&1
pm2 start graceful.py --name worker > /dev/null 2>&1
pm2 stop worker > /dev/null 2>&1

pick='
const list = JSON.parse(require("fs").readFileSync(0, "utf8"));
for (const app of list) {
  const env = app.pm2_env;
  const uptime = env.status === "online" ? Math.round((Date.now() - env.pm_uptime) / 60000) : 0;
  console.log(app.name, app.pm_id, env.status, app.pid > 0, app.monit.memory > 0, uptime, env.restart_time, require("path").basename(env.pm_exec_path));
}'
pm2 jlist | node -e "$pick"

# The process table: name and status by column.
pm2 list | awk -F '│' '/web|worker/ { gsub(/ /, "", $3); gsub(/ /, "", $10); print $3, $10 }'

# prettylist is grepped.
pm2 prettylist | grep -c "status: 'online'"

# Restart what is not online.
for name in $(pm2 jlist | node -p 'JSON.parse(require("fs").readFileSync(0, "utf8")).filter(app => app.pm2_env.status !== "online").map(app => app.name).join("\n")'); do
    pm2 restart "$name" > /dev/null 2>&1
done
pm2 jlist | node -e "$pick"
pm2 pid web | grep -cE '^[1-9][0-9]*$'
pm2 delete all > /dev/null 2>&1
pm2 jlist
