import { expect, it } from 'vitest';
import { judgePartitions } from '../../src/monitoring/doctor/odds-checks.ts';

it('warns of changes in no month of their own and of months without a partition, with the way out', () => {
  const restName = 'odds_changes_other';
  expect(judgePartitions({ restName, strayRows: 0, missing: [] })).toMatchObject([{ status: 'ok' }]);
  const verdicts = judgePartitions({ restName, strayRows: 12, missing: ['2026-02'] });
  expect(JSON.stringify(verdicts)).toContain('12 changes of odds lie in odds_changes_other');
  expect(JSON.stringify(verdicts)).toContain('2026-02');
  expect(JSON.stringify(verdicts)).toContain('jobs run make-odds-partitions');
});
