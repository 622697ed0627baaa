import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { StoreSilentError, watchSilence } from '../../src/jobs/store-silence.ts';

/** A store whose answers the test holds back. */
function heldStore(patienceMs = 40) {
  const answers: { resolve: () => void; reject: (error: Error) => void }[] = [];
  let isHeld = false;
  const watch = watchSilence({
    ping: () =>
      isHeld ? new Promise<void>((resolve, reject) => answers.push({ resolve, reject })) : Promise.resolve(),
    patienceMs,
    clock: systemClock(),
    logger: silentLogger(),
  });
  return {
    watch,
    answers,
    hold: (isHeldNow: boolean): void => {
      isHeld = isHeldNow;
    },
  };
}

const never = () => new Promise<never>(() => undefined);

describe('a store that may fall silent', () => {
  it('is given up while it answers nothing, and not begun on while that is known', async () => {
    const { watch, answers, hold } = heldStore();
    expect(await watch.unlessSilent(async () => 'done')).toBe('done');
    hold(true);
    const beganAtMs = Date.now();
    await expect(watch.unlessSilent(never)).rejects.toBeInstanceOf(StoreSilentError);
    expect(watch.since()?.getTime()).toBeGreaterThanOrEqual(beganAtMs);
    let begun = 0;
    await expect(watch.unlessSilent(async () => (begun += 1))).rejects.toThrow(/has not answered since/);
    expect([begun, answers.length]).toEqual([0, 1]);
    hold(false);
    answers[0]?.resolve();
    await expect.poll(() => watch.since()).toBe(undefined);
    expect(await watch.unlessSilent(async () => (begun += 1))).toBe(1);
  });

  it('may take long over work as long as it answers meanwhile', async () => {
    const { watch } = heldStore(20);
    const slow = watch.unlessSilent(() =>
      systemClock()
        .sleep(300)
        .then(() => 'late'),
    );
    expect(await slow).toBe('late');
    expect(watch.since()).toBe(undefined);
  });

  it('keeps the time since when it is silent over several questions, and says what it says itself', async () => {
    const { watch, answers, hold } = heldStore();
    hold(true);
    await watch.look();
    const since = watch.since();
    answers[0]?.reject(new Error('WRONGPASS invalid password'));
    await watch.look();
    expect(watch.since()).toEqual(since);
    answers[1]?.reject(new Error('WRONGPASS invalid password'));
    await expect
      .poll(() => watch.unlessSilent(never).catch((error: unknown) => String(error)))
      .toMatch(/not answered since/);
  });

  it('tells the error of the work itself where the store answers', async () => {
    const { watch } = heldStore();
    const failing = watch.unlessSilent(() => Promise.reject(new Error('OOM command not allowed')));
    await expect(failing).rejects.toThrow('OOM');
  });
});
