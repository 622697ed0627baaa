import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const MB = 1024 * 1024;

/** How large the space for new objects is in a process of its own, in bytes, after each of these steps. */
async function youngHeapAfter(...steps: readonly string[]): Promise<number[]> {
  const program = `
    import { setImmediate } from 'node:timers/promises';
    import { getHeapSpaceStatistics } from 'node:v8';
    import { keepYoungHeapSmall, letYoungHeapGrow } from './src/platform/young-heap.ts';
    const size = () => getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size;
    const kept = [];
    const work = async () => {
      for (let round = 0; round < 150; round += 1) {
        kept.push(Array.from({ length: 20_000 }, (_, index) => ({ index })));
        if (kept.length > 20) kept.shift();
        await setImmediate();
      }
      return size();
    };
    const sizes = [];
    ${steps.map((step) => `${step}; sizes.push(await work());`).join('\n')}
    console.log(JSON.stringify(sizes));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
  return JSON.parse(stdout) as number[];
}

describe('the space for new objects', () => {
  it('stays as small as it begins, whatever is made', async () => {
    const [small = 0] = await youngHeapAfter('keepYoungHeapSmall()');
    expect(small).toBeLessThanOrEqual(4 * MB);
    const [usual = 0] = await youngHeapAfter('');
    expect(usual).toBeGreaterThan(16 * MB);
  });

  it('grows to what it may be at the most and no further', async () => {
    const [small = 0, grown = 0] = await youngHeapAfter(
      'keepYoungHeapSmall()',
      `letYoungHeapGrow(${16 * MB})`,
    );
    expect(grown).toBeGreaterThan(small);
    expect(grown).toBeLessThanOrEqual(16 * MB);
  });
});
