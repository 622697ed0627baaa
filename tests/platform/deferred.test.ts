import { describe, expect, it } from 'vitest';
import { deferred } from '../../src/platform/deferred.ts';

type Greeter = { greet: (name: string) => Promise<string>; part: () => Promise<string> };

function greeter(word: string): Greeter {
  return { greet: async (name) => `${word} ${name}`, part: async () => 'farewell' };
}

describe('a deferred service', () => {
  it('is built once, with the first call, whichever method that is of', async () => {
    let built = 0;
    const { service } = deferred(async () => {
      built += 1;
      return greeter('good morning');
    });
    expect(built).toBe(0);
    expect(await Promise.all([service.greet('Ann'), service.part()])).toEqual([
      'good morning Ann',
      'farewell',
    ]);
    expect(await service.greet('Ben')).toBe('good morning Ben');
    expect(built).toBe(1);
  });

  it('can be built ahead of its first call', async () => {
    let built = 0;
    const { load } = deferred(async () => {
      built += 1;
      return greeter('hello');
    });
    await load();
    expect(built).toBe(1);
  });

  it('is no promise, so that it can be handed on as it is', async () => {
    const { service } = deferred(async () => greeter('hello'));
    const same = await Promise.resolve(service);
    expect(same).toBe(service);
  });

  it('rejects with what kept it from being built, and tries again with the next call', async () => {
    let tries = 0;
    const { service } = deferred(async () => {
      tries += 1;
      if (tries === 1) throw new Error('too many open files');
      return greeter('hello');
    });
    await expect(service.part()).rejects.toThrow('too many open files');
    expect(await service.part()).toBe('farewell');
  });
});
