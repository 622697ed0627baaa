import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const MB = 1024 * 1024;

/**
 * How large the space for new objects is in a process of its own, in bytes: before, and after each of these steps and
 * much work. A collection may go beyond what the space has for as long as it takes; two of them with nothing to keep
 * leave what it has.
 */
async function youngHeapAfter(flags: readonly string[], ...steps: readonly string[]): Promise<number[]> {
  const program = `
    import { setImmediate } from 'node:timers/promises';
    import { getHeapSpaceStatistics } from 'node:v8';
    import { keepYoungHeapSmall, letYoungHeapGrow } from './src/platform/young-heap.ts';
    const size = () => {
      for (let round = 0; round < 2; round += 1) gc({ type: 'minor' });
      return getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size;
    };
    const work = async () => {
      const kept = [];
      for (let round = 0; round < 150; round += 1) {
        kept.push(Array.from({ length: 20_000 }, (_, index) => ({ index })));
        if (kept.length > 20) kept.shift();
        await setImmediate();
      }
    };
    const sizes = [size()];
    ${steps.map((step) => `${step}; await work(); sizes.push(size());`).join('\n')}
    console.log(JSON.stringify(sizes));`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--expose-gc',
    ...flags,
    '--input-type=module',
    '-e',
    program,
  ]);
  return JSON.parse(stdout) as number[];
}

describe('the space for new objects', () => {
  it('stays as large as it is, whatever is made', async () => {
    const [before = 0, after = 0] = await youngHeapAfter([], 'keepYoungHeapSmall()');
    expect(after).toBe(before);
    const [begun = 0, usual = 0] = await youngHeapAfter([], '');
    expect(usual).toBeGreaterThan(begun);
  });

  it('grows to what it may be at the most and no further', async () => {
    // However much the machine makes of the program before the first step.
    const small = ['--semi-space-growth-factor=1'];
    const [before = 0, grown = 0] = await youngHeapAfter(small, `letYoungHeapGrow(${16 * MB})`);
    expect(grown).toBeGreaterThan(before);
    expect(grown).toBeLessThanOrEqual(16 * MB);
  });
});
