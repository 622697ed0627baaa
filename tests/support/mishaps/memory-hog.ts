// Loaded before an entry (`node --import`): from SIGUSR2 on the process keeps more and more until the engine's limit
// (`--max-old-space-size`) ends it, as a leak would, in the middle of whatever it is doing.
const kept: unknown[] = [];

process.on('SIGUSR2', () => {
  setInterval(() => {
    kept.push(Array.from({ length: 200_000 }, (_, index) => ({ index, text: `line ${index}` })));
  }, 20);
});
