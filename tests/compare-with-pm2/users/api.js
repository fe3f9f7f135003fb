// Uses PM2's own programming interface, as it is published, and prints what it answers, without what differs from run to run.
const pm2 = require('pm2');
const { promisify } = require('util');

const call = (name, ...args) => promisify(pm2[name].bind(pm2))(...args);
const show = (what, value) => console.log(`${what}: ${JSON.stringify(value)}`);
const entry = one => [one.name, one.pm_id, one.pid > 0, one.pm2_env.status, one.pm2_env.restart_time];

async function until(what, condition) {
  for (const end = Date.now() + 15000; !condition(); await new Promise(resolve => setTimeout(resolve, 20))) {
    if (Date.now() > end) throw new Error(`not within 15 s: ${what}`);
  }
}

(async () => {
  await call('connect');
  show('empty list', (await call('list')).map(entry));

  const bus = await call('launchBus');
  const events = new Set();
  const lines = [];
  bus.on('process:event', event => events.add(`${event.process.name} ${event.event}`));
  bus.on('log:out', packet => lines.push(`${packet.process.name}: ${packet.data.trim()}`));
  const messages = [];
  bus.on('greeting', packet => messages.push([packet.process.name, packet.data]));

  await call('start', { script: 'steady.sh', name: 'web', args: 'one two' });
  show('started', (await call('list')).map(entry));
  await until('its line is on the bus', () => lines.length > 0);
  show('log:out', lines);
  show('described', (await call('describe', 'web')).map(entry));

  await call('restart', 'web');
  show('restarted', (await call('list')).map(entry));
  await call('stop', 'web');
  show('stopped', (await call('list')).map(entry));
  await until('exit is on the bus', () => events.has('web exit'));
  show('process:event', ['web online', 'web exit'].map(name => [name, events.has(name)]));

  await call('start', { script: 'talks.js', name: 'talker', pmx: false });
  const talker = (await call('list')).find(one => one.name === 'talker');
  await until('it greets', () => messages.length > 0);
  await call('sendDataToProcessId', talker.pm_id, { type: 'process:msg', topic: 'question', data: { number: 7 } });
  await until('it answers', () => messages.length > 1);
  show('messages', messages);

  await call('start', { script: 'missing.sh' }).then(() => show('missing', 'started'), () => show('missing', 'refused'));
  await call('stop', 'nobody').then(() => show('nobody', 'stopped'), () => show('nobody', 'refused'));
  await call('delete', 'all');
  show('deleted', (await call('list')).map(entry));
  pm2.disconnect();
  process.exit(0);
})().catch(error => {
  console.log('failed:', error.message || error);
  process.exit(1);
});
