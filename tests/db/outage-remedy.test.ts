import { describe, expect, it } from 'vitest';
import { outageRemedy } from '../../src/db/outage-remedy.ts';

describe('the remedy for a PostgreSQL that refuses us', () => {
  const refusal = (code: string): Error => Object.assign(new Error('refused'), { code });

  it.each([
    ['53300', /CONNECTION LIMIT.*DATABASE_POOL_MAX/s],
    ['28P01', /password/],
    ['3D000', /database/],
  ])('goes by its code %s, however deep it is wrapped', (code, words) => {
    expect(outageRemedy(refusal(code))).toMatch(words);
    expect(outageRemedy(new Error('outer', { cause: new AggregateError([refusal(code)]) }))).toMatch(words);
  });

  it('is unknown for everything else', () => {
    expect(outageRemedy(refusal('ECONNREFUSED'))).toBeUndefined();
    expect(outageRemedy('no error')).toBeUndefined();
  });
});
