// Greets its process manager, and answers a question with the next number.
process.on('message', packet => {
  if (packet.topic === 'question') {
    process.send({ type: 'greeting', data: { number: packet.data.number + 1 } });
  }
});
process.send({ type: 'greeting', data: { text: 'hello' } });
setInterval(() => {}, 1 << 30);
