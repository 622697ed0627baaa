import { expect, it } from 'vitest';
import { quotaWords } from '../../../src/cli/provider-table.ts';
import { judgeQuota } from '../../../src/monitoring/doctor/judge-providers.ts';
import type { ProviderStatus } from '../../../src/monitoring/providers/provider-status.ts';
import { ledgerLimits } from '../../../src/providers/client/limits.ts';

function statusOf(limit: number): ProviderStatus {
  const window = { used: 12, limit };
  const quota = { host: 'scores.example', day: { ...window, date: '2026-01-15' } };
  const status: Partial<ProviderStatus> = {
    host: 'scores.example',
    calls_today: 12,
    warnings: [],
    problems: [],
    credits_reset_day: null,
    account: null,
    is_off: false,
    quota: quota as NonNullable<ProviderStatus['quota']>,
  };
  return status as ProviderStatus;
}

it('says how many calls a host took, and of how many only where a day has a limit', () => {
  const unlimited = statusOf(ledgerLimits([]).perDay);
  expect(quotaWords(unlimited)).toBe('12 calls today');
  const [verdict] = judgeQuota(unlimited, undefined);
  expect(verdict).toMatchObject({ status: 'ok', detail: 'scores.example: 12 calls today' });
  expect(quotaWords(statusOf(100))).toBe('12/100');
  expect(judgeQuota(statusOf(100), undefined)[0]?.detail).toContain('12 of 100 calls today');
});
