import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../../src/domain/provider-error.ts';
import { createBatchedAnswers } from '../../../src/providers/client/batched-answers.ts';
import { createManualClock } from './manual-clock.ts';

const never = new AbortController().signal;

type Call = {
  keys: readonly string[];
  caller: string;
  signal: AbortSignal;
  answer: (found: Record<string, string>) => void;
  fail: (error: Error) => void;
};

function setUp() {
  const clock = createManualClock(0);
  const calls: Call[] = [];
  const watchers: (() => void)[] = [];
  const batched = createBatchedAnswers<string, string>({
    clock,
    windowMs: 500,
    maxKeys: 20,
    freshMs: 20_000,
    keptMs: 120_000,
    maxAnswers: 40,
    ask: (keys, caller, signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('given up')));
        calls.push({
          keys,
          caller,
          signal,
          answer: (found) => resolve(new Map(Object.entries(found))),
          fail: reject,
        });
        for (const watcher of watchers.splice(0)) watcher();
      }),
  });
  const callNumber = async (count: number): Promise<Call> => {
    while (calls.length < count) await new Promise<void>((resolve) => watchers.push(resolve));
    const call = calls[count - 1];
    if (!call) throw new Error('no such call');
    return call;
  };
  const get = (key: string, more: Partial<Parameters<typeof batched.get>[0]> = {}) =>
    batched.get({ key, group: 'first', caller: `for ${key}`, signal: never, ...more });
  return { clock, batched, calls, callNumber, get };
}

const echo = (keys: readonly string[]): Record<string, string> =>
  Object.fromEntries(keys.toReversed().map((key) => [key, `answer ${key}`]));
const numbered = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index));

describe('batched answers', () => {
  it('waits for the window, makes one call for all keys and matches the answers by key', async () => {
    const { clock, calls, callNumber, get } = setUp();
    const first = get('a');
    await clock.untilSleeping();
    clock.advance(499);
    const second = get('b');
    expect(calls).toHaveLength(0);
    clock.advance(1);
    const call = await callNumber(1);
    expect(call).toMatchObject({ keys: ['a', 'b'], caller: 'for a' });
    call.answer(echo(call.keys));
    expect(await Promise.all([first, second])).toEqual(['answer a', 'answer b']);
    expect(calls).toHaveLength(1);
  });

  it('sends a full batch at once, and the keys beyond twenty in the next one', async () => {
    const { clock, callNumber, get } = setUp();
    const answers = numbered(25).map((key) => get(key));
    const full = await callNumber(1);
    expect(full.keys).toEqual(numbered(20));
    await clock.untilSleeping();
    clock.advance(500);
    const rest = await callNumber(2);
    expect(rest.keys).toEqual(['20', '21', '22', '23', '24']);
    rest.answer(echo(rest.keys));
    full.answer(echo(full.keys));
    expect(await Promise.all(answers)).toEqual(numbered(25).map((key) => `answer ${key}`));
  });

  it('lets one key be asked for many times, also while its call is under way', async () => {
    const { clock, calls, callNumber, get } = setUp();
    const early = [get('a'), get('a')];
    await clock.untilSleeping();
    clock.advance(500);
    const call = await callNumber(1);
    const late = get('a');
    call.answer({ a: 'one' });
    expect(await Promise.all([...early, late])).toEqual(['one', 'one', 'one']);
    expect(calls).toHaveLength(1);
  });

  it('says undefined for what the answer lacks', async () => {
    const { clock, callNumber, get } = setUp();
    const both = [get('a'), get('gone')];
    await clock.untilSleeping();
    clock.advance(500);
    (await callNumber(1)).answer({ a: 'here' });
    expect(await Promise.all(both)).toEqual(['here', undefined]);
  });

  it('gives an answer again while it is fresh, later only to those for whom it is enough, and never after a forget', async () => {
    const { clock, batched, calls, callNumber, get } = setUp();
    const first = get('a');
    await clock.untilSleeping();
    clock.advance(500);
    (await callNumber(1)).answer({ a: 'final' });
    await first;
    clock.advance(20_000);
    expect(await get('a')).toBe('final');
    clock.advance(1);
    expect(await get('a', { isEnough: (answer) => answer === 'final' })).toBe('final');
    expect(calls).toHaveLength(1);

    batched.forget('a');
    const again = get('a', { isEnough: () => true });
    await clock.untilSleeping();
    clock.advance(500);
    (await callNumber(2)).answer({ a: 'corrected' });
    expect(await again).toBe('corrected');
  });

  it('fails every caller of a failed call with the same error, and asks anew for the next', async () => {
    const { clock, callNumber, get } = setUp();
    const callers = ['a', 'b', 'c'].map((key) => get(key));
    await clock.untilSleeping();
    clock.advance(500);
    const failure = new ProviderError('down', { kind: 'unavailable', host: 'host', endpoint: '/fixtures' });
    (await callNumber(1)).fail(failure);
    const outcomes = await Promise.allSettled(callers);
    expect(outcomes).toEqual(outcomes.map(() => ({ status: 'rejected', reason: failure })));

    const next = get('a');
    await clock.untilSleeping();
    clock.advance(500);
    (await callNumber(2)).answer({ a: 'up' });
    expect(await next).toBe('up');
  });

  it('goes on for the others when one caller gives up, and ends the call with the last', async () => {
    const { clock, callNumber, get } = setUp();
    const [one, two] = [new AbortController(), new AbortController()];
    const first = get('a', { signal: one.signal });
    const second = get('b', { signal: two.signal });
    await clock.untilSleeping();
    clock.advance(500);
    const call = await callNumber(1);
    one.abort(new Error('stopping'));
    await expect(first).rejects.toThrow('stopping');
    expect(call.signal.aborted).toBe(false);
    two.abort(new Error('stopping too'));
    await expect(second).rejects.toThrow('stopping too');
    expect(call.signal.aborted).toBe(true);
  });

  it('makes no call when everybody has gone before the window closes', async () => {
    const { clock, calls, callNumber, get } = setUp();
    const stop = new AbortController();
    const gone = get('a', { signal: stop.signal });
    await clock.untilSleeping();
    stop.abort(new Error('stopping'));
    await expect(gone).rejects.toThrow('stopping');
    const next = get('b');
    await clock.untilSleeping();
    clock.advance(500);
    const call = await callNumber(1);
    expect(call.keys).toEqual(['b']);
    call.answer({ b: 'here' });
    expect(await next).toBe('here');
    expect(calls).toHaveLength(1);
  });

  it('keeps groups apart in calls, so that urgent work does not inherit the refusal of other work', async () => {
    const { clock, callNumber, get } = setUp();
    const patient = get('a', { group: 'backfill' });
    const urgent = get('a', { group: 'by hand' });
    await clock.untilSleeping();
    clock.advance(500);
    const [one, two] = [await callNumber(1), await callNumber(2)];
    one.fail(new Error('no quota'));
    two.answer({ a: 'here' });
    await expect(patient).rejects.toThrow('no quota');
    expect(await urgent).toBe('here');
  });

  it('fills free places with siblings, never with what is known or under way, and lets them be joined', async () => {
    const { clock, calls, callNumber, get } = setUp();
    const first = get('a', { siblings: ['a', 'b', ...numbered(30)] });
    await clock.untilSleeping();
    clock.advance(500);
    const call = await callNumber(1);
    expect(call.keys).toEqual(['a', 'b', ...numbered(18)]);
    const joined = get('b');
    call.answer(echo(call.keys));
    expect(await Promise.all([first, joined])).toEqual(['answer a', 'answer b']);
    expect(await get('17')).toBe('answer 17');
    expect(calls).toHaveLength(1);

    const next = get('18', { siblings: numbered(30) });
    await clock.untilSleeping();
    clock.advance(500);
    const second = await callNumber(2);
    expect(second.keys).toEqual(numbered(30).slice(18));
    second.answer(echo(second.keys));
    await next;
  });
});
