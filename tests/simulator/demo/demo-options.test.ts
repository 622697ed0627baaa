import { describe, expect, it } from 'vitest';
import { parseDemoOptions } from '../../../simulator/demo/options.ts';

describe('the port of a demonstration', () => {
  it('is that of the environment, unless --port names another', () => {
    expect(parseDemoOptions([], '3391')).toMatchObject({ port: 3391 });
    expect(parseDemoOptions(['--port', '0'], '3391')).toMatchObject({ port: 0 });
  });

  it('is 3000 where neither is given, and a blank variable is none', () => {
    expect(parseDemoOptions([])).toMatchObject({ port: 3000 });
    expect(parseDemoOptions([], '')).toMatchObject({ port: 3000 });
  });

  it('is refused by the name of the one that is wrong', () => {
    expect(parseDemoOptions([], 'many')).toMatch(/^PORT is "many": /);
    expect(parseDemoOptions(['--port', '70000'], '3391')).toBe('--port is "70000": give a port number.');
  });
});
