// A program that uses the unmodified PM2 library, against whatever daemon PM2_HOME leads to. Each step prints one JSON line.
const fs = require('fs');
const pm2 = require('pm2');

const call = (method, ...args) => new Promise((resolve, reject) =>
  pm2[method](...args, (error, result) => (error ? reject(Array.isArray(error) ? error[0] : error) : resolve(result))));
const logOf = home => `${home}/logs/web-out-0.log`;
const rename = home => fs.promises.rename(logOf(home), `${logOf(home)}.old`);
const tell = (step, value) => process.stdout.write(JSON.stringify({ step, value }) + '\n');
// The library works on several processes at a time, and its answers come in the order in which they were ready.
const short = processes => processes.map(one => `${one.name ?? one.pm2_env.name}/${one.pm_id}/${one.status ?? one.pm2_env.status}`).sort();

async function main(script) {
  await call('connect');
  const bus = await call('launchBus');
  const heard = [];
  bus.on('*', (topic, body) => heard.push(topic.startsWith('process:event') ? `${body.process.name}/${body.process.pm_id} ${body.event}` : topic));
  const until = async (what, condition) => {
    for (let i = 0; !condition(); i++) {
      if (i > 1500) throw new Error(`Not heard in time: ${what}; heard ${heard}`);
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  };

  tell('start', short(await call('start', { script, name: 'web', instances: 2, exec_mode: 'fork', env: { CANARY: 'kept' } })));
  tell('list', short(await call('list')));
  await until('lines of the log', () => heard.includes('log:out'));
  const [first] = await call('describe', 'web');
  tell('described', [typeof first.monit.memory, typeof first.monit.cpu, typeof first.pm2_env.pm_uptime, typeof first.pm2_env.axm_monitor, 'CANARY' in first.pm2_env]);
  tell('restart', short(await call('restart', 'web')));
  tell('reload', short(await call('reload', 'web')));
  tell('stop', short(await call('stop', 1)));
  await until('the stop', () => heard.includes('web/1 stop'));
  tell('start again', short(await call('start', 'web')));
  await rename(process.env.PM2_HOME);
  await call('reloadLogs');
  tell('logs', fs.existsSync(logOf(process.env.PM2_HOME)));
  await call('sendSignalToProcessName', 'SIGUSR2', 'web');
  await until('the death by a signal', () => heard.filter(event => event.endsWith(' exit')).length >= 6);
  tell('delete', short(await call('delete', 'web')));
  await until('the deletion', () => heard.includes('web/1 delete'));
  tell('empty', short(await call('list')));
  tell('unknown', await call('restart', 'nobody').catch(error => error.message));
  tell('version', await call('getVersion'));
  tell('heard', heard.filter(event => event.startsWith('web/0')).slice(0, 5));
  pm2.disconnect();
}

main(process.argv[2]).catch(error => {
  tell('failed', String(error.stack ?? error));
  process.exit(1);
});
