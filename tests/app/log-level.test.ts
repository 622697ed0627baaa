import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogLevelFollower } from '../../src/app/log-level-follower.ts';
import { askLogLevel, endLogLevel, readAskedLogLevel } from '../../src/fleet/log-levels.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';

let world: TestApp;

beforeAll(async () => {
  world = await createTestApp();
});
afterAll(() => world.close());

/** Two processes that look every few milliseconds, with loggers of their own. */
function processes() {
  const lines: string[] = [];
  const loggers = ['info', 'warn'].map((level) =>
    pino({ level }, { write: (line) => void lines.push(line) }),
  );
  const followers = loggers.map((logger) => createLogLevelFollower({ ...world.app, logger }, 20));
  return {
    lines,
    levels: () => loggers.map((logger) => logger.level),
    start: () => Promise.all(followers.map((follower) => follower.start())),
    stop: () => Promise.all(followers.map((follower) => follower.stop())),
  };
}

describe('the level that somebody asks of all logs', () => {
  it('is obeyed by every process until it is ended, then each logs as configured', async () => {
    const { db } = world.app.database;
    const { levels, lines, start, stop } = processes();
    await start();
    expect(levels()).toEqual(['info', 'warn']);
    await askLogLevel(db, { level: 'debug', forSeconds: 600, actor: 'operator anna' });
    await expect.poll(levels).toEqual(['debug', 'debug']);
    expect(lines.join('')).toContain('operator anna');
    await askLogLevel(db, { level: 'trace', forSeconds: 600, actor: 'operator bert' });
    await expect.poll(levels).toEqual(['trace', 'trace']);
    await endLogLevel(db, 'operator anna');
    await expect.poll(levels).toEqual(['info', 'warn']);
    await stop();
  });

  it('ends by itself when the time is over', async () => {
    const { db } = world.app.database;
    const { levels, lines, start, stop } = processes();
    await askLogLevel(db, { level: 'debug', forSeconds: 2, actor: 'operator anna' });
    await start();
    await expect.poll(() => lines.join('')).toContain('as configured again');
    expect(lines.join('')).toContain('as asked of all');
    await expect.poll(levels).toEqual(['info', 'warn']);
    expect(await readAskedLogLevel(db)).toBeUndefined();
    await stop();
  });
});
