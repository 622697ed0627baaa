// Loaded before an entry (`node --import`): SIGUSR2 blocks the event loop for TEST_BLOCK_MS, as a regular expression
// or a huge document would. Nothing is renewed and nothing is answered meanwhile.
const blockMs = Number(process.env['TEST_BLOCK_MS'] ?? 0);

process.on('SIGUSR2', () => {
  const untilMs = performance.now() + blockMs;
  const cell = new Int32Array(new SharedArrayBuffer(4));
  Atomics.wait(cell, 0, 0, Math.max(0, untilMs - performance.now()));
});
