// Loaded in every Node process of a run with TEST_DATE: what this process starts has the moved clock too, whatever
// environment it is given. `npm test` sets what is passed on, see scripts/moved-date.ts.
import { ChildProcess } from 'node:child_process';

const PASSED_ON = ['LD_PRELOAD', 'SCORACLE_MOVED_CLOCK'];
const OPTION = `--import=${import.meta.url}`;
const IS_ACTIVE = Symbol.for('scoracle.moved-date');

if (process.env.SCORACLE_MOVED_CLOCK !== undefined && !globalThis[IS_ACTIVE]) {
  globalThis[IS_ACTIVE] = true;
  const values = PASSED_ON.map((name) => `${name}=${process.env.SCORACLE_MOVED_CLOCK}`);
  const { spawn } = ChildProcess.prototype;
  ChildProcess.prototype.spawn = function moved(options) {
    const pairs = options.envPairs ?? [];
    const nodeOptions = pairs.find((pair) => pair.startsWith('NODE_OPTIONS='))?.slice('NODE_OPTIONS='.length);
    const rest = pairs.filter((pair) => ![...PASSED_ON, 'NODE_OPTIONS'].includes(pair.split('=', 1)[0]));
    const isThere = nodeOptions?.includes('moved-date/pass-on.mjs');
    const passed = isThere ? nodeOptions : [nodeOptions, OPTION].filter(Boolean).join(' ');
    options.envPairs = [...rest, ...values, `NODE_OPTIONS=${passed}`];
    return spawn.call(this, options);
  };
}
