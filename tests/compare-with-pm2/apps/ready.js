// Says that it is ready after a while, and leaves when it is told to by a message.
process.on('message', message => {
  if (message === 'shutdown') {
    console.log('told to shut down');
    process.exit(0);
  }
});
setTimeout(() => { console.log('ready'); process.send('ready'); }, 300);
setInterval(() => {}, 1 << 30);
