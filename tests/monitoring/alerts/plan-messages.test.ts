import { describe, expect, it } from 'vitest';
import type { AlertsConfig } from '../../../src/config/areas/alerts.ts';
import { isQuietHour, lastDigestTime } from '../../../src/monitoring/alerts/hours.ts';
import { type TellableAlert, planMessages } from '../../../src/monitoring/alerts/plan-messages.ts';
import { describeMessage, plainText } from '../../../src/monitoring/alerts/words.ts';
import { ALERTS_CONFIG, anAlert } from './alert-support.ts';

const NOW = new Date('2026-01-15T03:00:00Z');
const ago = (seconds: number): Date => new Date(NOW.getTime() - seconds * 1000);

/** What a channel is told at three in the morning, whose digest has told everything up to now. */
function plan(
  alerts: readonly TellableAlert[],
  config: Partial<AlertsConfig> = {},
  digestedAt = NOW,
  now = NOW,
) {
  return planMessages({ alerts, digestedAt, now, config: { ...ALERTS_CONFIG, ...config } }).map(
    ({ event, alerts: told }) => `${event} ${told.map(({ id }) => id).join(',')}`,
  );
}

const warning = { severity: 'warning', is_urgent: false, kind: 'quarantine' } as const;
const nearlySpent = { severity: 'warning', is_urgent: true, kind: 'quota_nearly_spent' } as const;

describe('what is told at once', () => {
  it('is one message for twenty games that fail within a minute', () => {
    const twenty = Array.from({ length: 20 }, (_, index) => anAlert(index + 1, ago(61 - 3 * index)));
    expect(plan(twenty)).toHaveLength(1);
    // Before the first of them is a minute old others may follow.
    const tooFresh = Array.from({ length: 20 }, (_, index) => anAlert(index + 1, ago(58 - 3 * index)));
    expect(plan(tooFresh)).toEqual([]);
  });

  it('is a single failed game as soon as no other has followed', () => {
    expect(plan([anAlert(1, ago(14))])).toEqual([]);
    expect(plan([anAlert(1, ago(15))])).toEqual(['opened 1']);
  });

  it('is a lost queue store without waiting, apart from the games', () => {
    const lost = anAlert(2, NOW, { kind: 'queue_lost' });
    expect(plan([anAlert(1, ago(20)), lost])).toEqual(['opened 1', 'opened 2']);
  });

  it('is not what was told already, and no ordinary warning', () => {
    expect(plan([anAlert(1, ago(60), { notified_at: ago(30) }), anAlert(2, ago(60), warning)])).toEqual([]);
  });

  it('is the end of what was told, and of what nobody could be told in time', () => {
    const over = { resolved_at: ago(30) };
    expect(plan([anAlert(1, ago(90), { ...over, notified_at: ago(60) }), anAlert(2, ago(90), over)])).toEqual(
      ['resolved 1,2'],
    );
    expect(plan([anAlert(1, ago(90), { ...over, resolution_notified_at: ago(5) })])).toEqual([]);
  });
});

describe('quiet hours', () => {
  const quietHours = { from: 22, to: 7 };

  it('hold back warnings, however pressing, and nothing that is critical', () => {
    const alerts = [anAlert(1, ago(60), nearlySpent), anAlert(2, ago(60))];
    expect(plan(alerts, { quietHours })).toEqual(['opened 2']);
    expect(plan(alerts, { quietHours: { from: 4, to: 7 } })).toEqual(['opened 1', 'opened 2']);
  });

  it('go over midnight, and by the zone', () => {
    const at = (time: string, timeZone = 'UTC') =>
      isQuietHour(new Date(`2026-01-15T${time}Z`), { timeZone, digestHour: 9, quietHours });
    expect([at('21:59'), at('22:00'), at('06:59'), at('07:00')]).toEqual([false, true, true, false]);
    expect(at('23:00', 'America/Los_Angeles')).toBe(false);
    expect(at('07:00', 'America/Los_Angeles')).toBe(true);
  });
});

describe('reminders', () => {
  it('come for what is critical and stays open, together with what is due soon', () => {
    const told = (hours: number) => ({ notified_at: ago(hours * 3600) });
    const alerts = [
      anAlert(1, ago(4 * 3600), told(4)),
      anAlert(2, ago(3 * 3600), told(3)),
      anAlert(3, ago(3600), told(1)),
      anAlert(4, ago(5 * 3600), { ...told(5), ...nearlySpent }),
    ];
    expect(plan(alerts)).toEqual(['reminder 1,2']);
    expect(plan(alerts.slice(1))).toEqual([]);
    expect(plan(alerts, { reminderMs: 0 })).toEqual([]);
  });

  it('end after three days', () => {
    expect(plan([anAlert(1, ago(73 * 3600), { notified_at: ago(4 * 3600) })])).toEqual([]);
  });
});

describe('the digest', () => {
  const nine = new Date('2026-01-15T09:00:00Z');
  const yesterday = new Date('2026-01-14T09:00:00Z');
  const alerts = [
    anAlert(1, ago(3600), warning),
    anAlert(2, ago(7200), { ...warning, resolved_at: ago(3600) }),
    anAlert(3, ago(3600), { notified_at: ago(3500) }),
  ];

  it('tells once a day, at its hour, what is open and what is over, the critical first', () => {
    expect(plan(alerts, { reminderMs: 0 }, yesterday, new Date(nine.getTime() - 1))).toEqual([]);
    expect(plan(alerts, { reminderMs: 0 }, yesterday, nine)).toEqual(['digest 3,1,2']);
    expect(plan(alerts, { reminderMs: 0 }, nine, nine)).toEqual([]);
  });

  it('waits for the end of quiet hours, and comes late where nobody was there to send it', () => {
    const quietHours = { from: 8, to: 11 };
    expect(plan(alerts, { reminderMs: 0, quietHours }, yesterday, nine)).toEqual([]);
    const noon = new Date('2026-01-15T12:00:00Z');
    expect(plan(alerts, { reminderMs: 0, quietHours }, yesterday, noon)).toEqual(['digest 3,1,2']);
  });

  it('is due by the zone, also where a day has 23 hours', () => {
    const hours = { timeZone: 'America/New_York', digestHour: 9 };
    const due = lastDigestTime(new Date('2026-03-08T13:00:00Z'), hours);
    expect(due.toISOString()).toBe('2026-03-08T13:00:00.000Z');
    expect(lastDigestTime(new Date('2026-03-08T12:59:59Z'), hours).toISOString()).toBe(
      '2026-03-07T14:00:00.000Z',
    );
  });
});

describe('the words of a message', () => {
  it('say what happened, since when, what to do and where to look', () => {
    const [message] = planMessages({
      alerts: [anAlert(7, ago(60))],
      digestedAt: NOW,
      now: NOW,
      config: ALERTS_CONFIG,
    });
    if (!message) throw new Error('nothing is told');
    const text = plainText(describeMessage(message, { publicUrl: 'https://scoracle.example.org' }));
    expect(text.split('\n')).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^CRITICAL: LAL @ GSW 7/),
        expect.stringContaining('2026-01-15 02:59 UTC'),
        expect.stringMatching(/ retry-task --task-id 7$/),
        'https://scoracle.example.org/games/7',
      ]),
    );
  });

  it('let many failed games hide nothing else in a digest', () => {
    const games = Array.from({ length: 30 }, (_, index) => anAlert(index + 1, ago(60 + index)));
    const rows = anAlert(31, ago(60), { ...warning, title: '3 schedule rows wait' });
    const text = describeMessage({ id: 'x', event: 'digest', alerts: [...games, rows] }, {});
    expect(text.items.map(({ title }) => title)).toEqual([
      '30 games have failed for good',
      '3 schedule rows wait',
    ]);
    expect(text.items[0]?.detail).toContain('; and 27 more.');
    expect(text.items[0]?.when).toBe('Since 2026-01-15 02:58 UTC.');
  });

  it('count what they do not tell one by one', () => {
    const alerts = Array.from({ length: 30 }, (_, index) => anAlert(index + 1, ago(60)));
    const text = describeMessage({ id: 'x', event: 'opened', alerts }, {});
    expect(text.subject).toBe('CRITICAL: 30 games have failed for good');
    expect(text.items).toHaveLength(10);
    expect(text.more).toContain('And 20 more');
    expect(text.url).toBeNull();
  });
});
