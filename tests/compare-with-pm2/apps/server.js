// A Node program that stays.
console.log('instance', process.env.NODE_APP_INSTANCE);
setInterval(() => {}, 1 << 30);
