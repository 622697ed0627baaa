import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';
import { NO_ENV_FILE, problemsOf } from './config-problems.ts';

describe('the configuration of alerts', () => {
  it('reads hours, zone and addresses', () => {
    const { config } = readConfig(
      {
        ALERT_EMAIL: 'one@example.org, two@example.org',
        SMTP_URL: 'smtps://mail.example.org',
        ALERT_QUIET_HOURS: '22-7',
        ALERT_TIME_ZONE: 'America/New_York',
        PUBLIC_URL: 'https://scoracle.example.org/',
      },
      NO_ENV_FILE,
    );
    expect(config.alerts).toMatchObject({
      emailTo: ['one@example.org', 'two@example.org'],
      quietHours: { from: 22, to: 7 },
      timeZone: 'America/New_York',
      publicUrl: 'https://scoracle.example.org',
      digestHour: 9,
    });
  });

  it.each([
    [{ ALERT_TIME_ZONE: 'Mars/Olympus' }, 'ALERT_TIME_ZONE'],
    [{ ALERT_QUIET_HOURS: '22-25' }, 'ALERT_QUIET_HOURS'],
    [{ ALERT_QUIET_HOURS: '7-7' }, 'ALERT_QUIET_HOURS'],
    [{ ALERT_QUIET_HOURS: 'at night' }, 'ALERT_QUIET_HOURS'],
    [{ ALERT_EMAIL: 'nobody', SMTP_URL: 'smtp://mail' }, 'no mail address'],
    [{ ALERT_EMAIL: 'one@example.org' }, 'SMTP_URL'],
    [{ ALERT_WEBHOOK_SECRET: 'secret' }, 'ALERT_WEBHOOK_URL'],
  ])('refuses %o', (environment, word) => {
    const problems = problemsOf(environment);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(word);
  });
});
