import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { runCliProcess } from './run-cli.ts';
import { runHere } from './run-here.ts';

async function run(...args: readonly string[]) {
  const { exitCode, stdout } = await runHere(['odds', ...args, '--json'], {});
  return { exitCode, document: JSON.parse(stdout) as Record<string, unknown> };
}

describe('odds fair', () => {
  it.each([
    ['multiplicative', [0.372026, 0.403028, 0.224946]],
    ['power', [0.372984, 0.405107, 0.221908]],
    ['shin', [0.372994, 0.404779, 0.222227]],
    ['odds-ratio', [0.372429, 0.404131, 0.22344]],
  ])('takes the margin out by %s', async (method, fair) => {
    const { exitCode, document } = await run('fair', '--prices', '2.6,2.4,4.3', '--method', method);
    expect(exitCode).toBe(0);
    expect(document).toMatchObject({
      method,
      format: 'decimal',
      outcomes: fair.map((probability) => ({ fair_probability: probability })),
      overround: 1.03384,
      warnings: [],
    });
  });

  it('reads American prices, with a minus first as well, without rounding them', async () => {
    const { document } = await run('fair', '--prices', '-110,+105');
    const implied = [110 / 210, 100 / 205] as const;
    const fair = implied.map((q) => Math.round((q / (implied[0] + implied[1])) * 1e6) / 1e6);
    expect(document).toMatchObject({
      format: 'american',
      outcomes: [
        { price: '-110', decimal: 1.9091, fair_probability: fair[0] },
        { price: '+105', decimal: 2.05, fair_probability: fair[1] },
      ],
    });
  });

  it.each([['2.1,2.1'], ['2,6,2,4,4,3']])('warns where %s is hardly a market', async (prices) => {
    const { exitCode, document } = await run('fair', '--prices', prices);
    expect(exitCode).toBe(0);
    expect(document['warnings']).toHaveLength(1);
  });

  it.each([
    [['--prices', '2.6,-110'], '--prices 2.6,1.9091'],
    [['--prices', '1.5,150'], '--format decimal'],
    [['--prices', '50,+105'], 'nothing between -100 and +100'],
    [['--prices', '2.6'], 'each outcome'],
    [['--prices', '2.6,1.0'], 'price 2 of 2: 1.0'],
    [['--prices', ''], 'price 1 of 1'],
    [['--prices', '1.05,11,67', '--method', 'additive'], 'outcome 3'],
    [['--prices', '2.1,2.1', '--method', 'shin'], '95.24 %'],
    [['--prices', '2,2', '--method', 'guess'], 'guess'],
    [[], '--prices'],
  ])('refuses %j with what to do', async (args, words) => {
    const { exitCode, document } = await run('fair', ...args);
    expect(exitCode).toBe(64);
    expect(JSON.stringify(document)).toContain(words);
  });
});

describe('odds settle', () => {
  it.each([
    ['spreads', '-3.5', 'home', '24-20', '1.91', 'win', 0.91],
    ['spreads', '-3.5', 'away', '24-20', '1.91', 'loss', -1],
    ['spreads', '+3', 'home', '17:20', '1.91', 'push', 0],
    ['totals', '2.25', 'over', '1-1', '1.95', 'half_loss', -0.5],
    ['totals', '2.75', 'over', '2-1', '1.95', 'half_win', 0.475],
    ['totals', '221.5', 'under', 'void', '1.91', 'void', 0],
    ['h2h', undefined, 'away', '97-106', '2.4', 'win', 1.4],
    ['h2h', undefined, 'home', '20-20', '1.91', 'push', 0],
    ['h2h', undefined, 'draw', '1-1', '3.4', 'win', 2.4],
    ['h2h_3_way', undefined, 'home', '1-1', '2.6', 'loss', -1],
  ])('%s %s %s, %s at %s: %s', async (market, point, pick, score, price, result, returns) => {
    const line = point === undefined ? [] : ['--point', point];
    const args = ['--market', market, ...line, '--pick', pick, '--score', score, '--price', price];
    const { exitCode, document } = await run('settle', ...args);
    expect(exitCode).toBe(0);
    expect(document).toMatchObject({ market, pick, result, return_per_unit: returns });
  });

  const SPREAD = { market: 'spreads', point: '-3.5', pick: 'home', score: '24-20', price: '1.91' };

  it.each([
    [{ pick: 'over' }, '--pick: over'],
    [{ market: 'totals' }, '--pick: home'],
    [{ point: undefined }, '--point'],
    [{ point: '-3.3' }, '-3.3'],
    [{ point: 'three' }, 'three'],
    [{ market: 'h2h' }, '--point'],
    [{ score: '24' }, '--score: 24'],
    [{ score: '24-x' }, '24-x'],
    [{ score: '' }, '--score'],
    [{ price: '-110' }, '--price 1.9091'],
    [{ price: '10/11' }, '--price 1.9091'],
    [{ price: '1' }, 'above 1.0'],
    [{ price: 'x' }, '--price: x'],
    [{ market: 'corners' }, 'corners'],
    [{ pick: 'both' }, 'both'],
    [{ price: undefined }, '--price'],
  ])('refuses %j, and names the option', async (changes, words) => {
    const bet = { ...SPREAD, ...changes };
    const args = Object.entries(bet).flatMap(([name, value]) =>
      value === undefined ? [] : [`--${name}`, value],
    );
    const { exitCode, document } = await run('settle', ...args);
    expect(exitCode).toBe(64);
    expect(JSON.stringify(document)).toContain(words);
  });
});

describe('commands that compute from what they are given', () => {
  const CALLS = [
    ['odds', 'fair', '--prices', '2.6,2.4,4.3'],
    ['odds', 'settle', '--market', 'h2h', '--pick', 'home', '--score', '3-1', '--price', '2.6'],
    ['ratings', 'compute', '--sport', 'NFL', '--file', '-'],
  ];
  const RESULTS = 'date,season,home,away,home_score,away_score\n2010-09-09,2010,NO,MIN,14,9\n';

  it.each(CALLS)('open no database, and load nothing that could: %s', async (...args) => {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const tell = `import { registerHooks } from 'node:module';
      registerHooks({ load: (url, context, next) => (process._rawDebug(url), next(url, context)) });`;
    const done = await runCliProcess(args, {
      input: RESULTS,
      environment: {
        DATABASE_URL: `postgres://nobody:word@127.0.0.1:${port}/none`,
        REDIS_URL: `redis://127.0.0.1:${port}`,
        NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(tell)}`,
      },
    });
    server.close();
    expect(done.exitCode).toBe(0);
    expect(connections).toBe(0);
    expect(done.stderr).toContain(`${args[0]}-`);
    for (const driver of ['drizzle-orm', 'node_modules/pg', 'bullmq', 'ioredis'])
      expect(done.stderr).not.toContain(driver);
  });
});
