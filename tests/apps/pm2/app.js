// Prints a line now and then, and lives until it is told to end.
setInterval(() => console.log('alive'), 50);
