import { describe, expect, it } from 'vitest';
import { createSharedAnswers } from '../../../src/providers/client/shared-answers.ts';
import { createManualClock } from './manual-clock.ts';

const never = new AbortController().signal;

function setUp() {
  const clock = createManualClock(0);
  const shared = createSharedAnswers<string>({ clock, freshMs: 20_000, keptMs: 300_000, maxKeys: 2 });
  const calls: { resolve: (answer: string) => void; reject: (error: Error) => void; signal: AbortSignal }[] =
    [];
  const ask = (signal: AbortSignal): Promise<string> =>
    new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('given up')));
      calls.push({ resolve, reject, signal });
    });
  return { clock, shared, calls, ask };
}

describe('shared answers', () => {
  it('makes one call for everybody who asks at the same time', async () => {
    const { shared, calls, ask } = setUp();
    const answers = Array.from({ length: 8 }, () => shared.get({ key: 'day', signal: never, ask }));
    await Promise.resolve();
    calls[0]?.resolve('slate');
    expect(await Promise.all(answers)).toEqual(Array.from({ length: 8 }, () => 'slate'));
    expect(calls).toHaveLength(1);
  });

  it('gives an answer again while it is fresh, and later only to those for whom it is enough', async () => {
    const { clock, shared, calls, ask } = setUp();
    const get = (isEnough?: (answer: string) => boolean): Promise<string> =>
      shared.get({ key: 'day', signal: never, ask, isEnough });
    const first = get();
    calls[0]?.resolve('old');
    await first;
    clock.advance(20_000);
    expect(await get()).toBe('old');
    clock.advance(1);
    expect(await get((answer) => answer === 'old')).toBe('old');
    expect(calls).toHaveLength(1);

    const second = get((answer) => answer === 'new');
    calls[1]?.resolve('new');
    expect(await second).toBe('new');
    clock.advance(300_001);
    const third = get(() => true);
    calls[2]?.resolve('newest');
    expect(await third).toBe('newest');
  });

  it('tells a failure to everybody who waited and asks anew for the next', async () => {
    const { shared, calls, ask } = setUp();
    const both = [
      shared.get({ key: 'day', signal: never, ask }),
      shared.get({ key: 'day', signal: never, ask }),
    ];
    calls[0]?.reject(new Error('down'));
    const outcomes = await Promise.allSettled(both);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const next = shared.get({ key: 'day', signal: never, ask });
    calls[1]?.resolve('up');
    expect(await next).toBe('up');
  });

  it('goes on for the others when the first caller gives up, and ends the call with the last', async () => {
    const { shared, calls, ask } = setUp();
    const first = new AbortController();
    const second = new AbortController();
    const a = shared.get({ key: 'day', signal: first.signal, ask });
    const b = shared.get({ key: 'day', signal: second.signal, ask });
    first.abort(new Error('first gave up'));
    await expect(a).rejects.toThrow('first gave up');
    expect(calls[0]?.signal.aborted).toBe(false);
    second.abort(new Error('second gave up'));
    await expect(b).rejects.toThrow('second gave up');
    expect(calls[0]?.signal.aborted).toBe(true);

    const later = shared.get({ key: 'day', signal: never, ask });
    calls[1]?.resolve('fresh');
    expect(await later).toBe('fresh');
  });

  it('forgets the oldest answers', async () => {
    const { shared, calls, ask } = setUp();
    for (const key of ['a', 'b', 'c']) {
      const answer = shared.get({ key, signal: never, ask });
      calls.at(-1)?.resolve(key);
      await answer;
    }
    expect(calls).toHaveLength(3);
    expect(await shared.get({ key: 'c', signal: never, ask })).toBe('c');
    const again = shared.get({ key: 'a', signal: never, ask });
    expect(calls).toHaveLength(4);
    calls[3]?.resolve('a');
    await again;
  });
});
