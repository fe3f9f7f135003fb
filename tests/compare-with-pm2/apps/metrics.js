// Reports a metric and an action through the channel to its process manager, as PM2's libraries do, and answers the action.
process.on('message', message => {
  const action = message.msg || message;
  if (action === 'greet') {
    process.send({ type: 'axm:reply', data: { at: 0, action_name: 'greet', return: { hello: message.opts || 'nobody' } } });
  }
});
process.send({ type: 'axm:monitor', data: { Orders: { value: 7, type: 'orders', unit: '', historic: true } } });
process.send({ type: 'axm:action', data: { action_name: 'greet', action_type: 'custom', arity: 1 } });
console.log('reported');
setInterval(() => {}, 1 << 30);
