import type { Alert, AlertKind } from '../alerts/alert.ts';
import type { Overview } from './overview.ts';

/** Everything that decides whether tonight is safe. */
export type TonightFacts = Pick<
  Overview,
  'read_at' | 'counts' | 'night' | 'pauses' | 'providers' | 'quarantine_open' | 'alerts'
> & {
  workers: readonly { is_alive: boolean }[];
  queues: readonly { counts: object | null; silent_since?: Date | null }[];
  corrections: { failed: number; due_24h: number };
};

/** Whether the games of the next 24 hours are safe, in one line, and everything that speaks against it. */
export type Tonight = {
  level: 'safe' | 'watch' | 'danger';
  headline: string;
  /** Reasons in plain words, the most pressing first. */
  reasons: readonly string[];
};

/** `cause` is what the headline says of it, in a clause. `tells`: alerts of which the reason tells the same. */
type Reason = { text: string; cause: string; tells?: readonly AlertKind[] };

/** Causes that a headline names. */
const CAUSES_NAMED = 2;

/**
 * Judges what was read: whatever is critical is danger, whatever somebody should see is worth an eye. Pure: the same
 * facts give the same words, on the dashboard, in health, doctor and the command line.
 */
export function assessTonight(facts: TonightFacts): Tonight {
  const found = [...machineryDangers(facts), ...providerDangers(facts), ...gameDangers(facts)];
  const dangers = [...found, ...alertDangers(facts, found)];
  const watches = watchReasons(facts);
  return {
    level: dangers.length > 0 ? 'danger' : watches.length > 0 ? 'watch' : 'safe',
    headline: headlineOf(facts, dangers, watches.length > 0),
    reasons: [...dangers.map(({ text }) => text), ...watches],
  };
}

function headlineOf(facts: TonightFacts, dangers: readonly Reason[], needsEye: boolean): string {
  const { counts, night } = facts;
  const due = `${number(counts.due_24h, 'game', 'games')} due in the next 24 hours`;
  if (dangers.length > 0) {
    const held = night.held_by_provider + night.held_by_key + night.held_by_quota;
    const isAre = held === 1 ? 'is' : 'are';
    const parts = [
      held > 0 ? `${held} of ${number(night.games, 'game', 'games')} ${isAre} held` : '',
      ...dangers.slice(0, CAUSES_NAMED).map(({ cause }) => cause),
    ];
    return `Tonight is at risk: ${parts.filter((part) => part !== '').join(', ')}`;
  }
  if (needsEye) return `Tonight needs an eye: ${due}`;
  if (counts.due_24h > 0) return `Tonight is safe: ${due}`;
  if (counts.running > 0) return 'All is well: the last games are being seeded';
  const { due_24h: corrections } = facts.corrections;
  if (corrections === 0) return 'All is well: nothing is due in the next 24 hours';
  return `All is well: no game is due in the next 24 hours, and ${number(corrections, 'correction is', 'corrections are')}`;
}

function machineryDangers({ counts, workers, queues, read_at: now }: TonightFacts): Reason[] {
  const found: Reason[] = [];
  if (queues.some((queue) => queue.counts === null)) {
    const silentSince = queues.find((queue) => queue.silent_since)?.silent_since;
    const cause = silentSince
      ? `the queue store has not answered since ${clockTime(silentSince, now)}`
      : 'the queue store is out of reach';
    found.push({ text: `${upper(cause)}; games wait in Postgres.`, cause, tells: ['queue_lost'] });
  }
  if (counts.due_24h + counts.running > 0 && !workers.some((worker) => worker.is_alive))
    found.push({
      text: 'No worker is alive: start one with `npm run worker`.',
      cause: 'no worker is alive',
      tells: ['workers_silent'],
    });
  return found;
}

/** Only what games of tonight wait for, or are about to: a provider that no game needs is no danger. */
function providerDangers(facts: TonightFacts): Reason[] {
  return [...keyDangers(facts), ...outageDangers(facts), ...quotaDangers(facts)];
}

function keyDangers({ night, providers }: TonightFacts): Reason[] {
  const lacksKey = providers.some((one) => one.lacks_key && one.games_due_24h + one.tasks_held_by_key > 0);
  if (!lacksKey && night.held_by_key === 0) return [];
  const wait = number(night.held_by_key, 'game waits', 'games wait');
  const keyVariable = providers[0]?.key_variable ?? 'the key';
  return [
    lacksKey
      ? {
          text: `No key for the provider is set, and nothing can be fetched (${wait}): set ${keyVariable} and restart control and workers.`,
          cause: 'no key for the provider is set',
          tells: ['key_invalid'],
        }
      : {
          text: `The provider refuses the key (${wait}): renew ${keyVariable} and restart the workers.`,
          cause: 'the provider refuses the key',
          tells: ['key_invalid'],
        },
  ];
}

function outageDangers({ night, providers, read_at: now }: TonightFacts): Reason[] {
  const down = providers.filter(isNeeded).flatMap(({ host, outage }): Reason[] => {
    if (outage === null) return [];
    const cause = `the provider ${host} is down since ${clockTime(outage.since, now)}`;
    return [{ text: `${upper(cause)}${because(outage.reason)}.`, cause, tells: ['provider_down'] }];
  });
  if (down.length > 0 || night.held_by_provider === 0) return down;
  const resting = providers.find(({ breaker }) => breaker !== null && breaker.state !== 'closed');
  const since = resting?.breaker?.sinceMs ?? null;
  const cause = `the provider${resting ? ` ${resting.host}` : ''} is in trouble${
    since === null ? '' : ` since ${clockTime(new Date(since), now)}`
  }`;
  return [
    {
      text: `${upper(cause)}, and ${number(night.held_by_provider, 'game waits', 'games wait')} for it to recover${because(resting?.breaker?.reason ?? null)}.`,
      cause,
    },
  ];
}

function quotaDangers({ night }: TonightFacts): Reason[] {
  if (night.held_by_quota === 0) return [];
  const wait = number(night.held_by_quota, 'game waits', 'games wait');
  return [
    {
      text: `Today's calls do not suffice: ${wait} for those of the next day, from 00:00 UTC on.`,
      cause: "today's calls do not suffice",
    },
  ];
}

function gameDangers({ counts }: TonightFacts): Reason[] {
  const found: Reason[] = [];
  if (counts.overdue > 0) {
    const cause = `${number(counts.overdue, 'game is', 'games are')} overdue`;
    found.push({ text: `${cause} and not started.`, cause });
  }
  if (counts.failed > 0)
    found.push({
      text: `${number(counts.failed, 'game has failed and waits', 'games have failed and wait')} for somebody to retry.`,
      cause: `${number(counts.failed, 'game has', 'games have')} failed`,
      tells: ['game_failed', 'game_poison'],
    });
  if (counts.stuck > 0)
    found.push({
      text: `${number(counts.stuck, 'game is', 'games are')} stuck: the provider should have had the result by now.`,
      cause: `${number(counts.stuck, 'game is', 'games are')} stuck`,
      tells: ['game_stuck'],
    });
  return found;
}

/** Open critical alerts of which no other reason tells: also those of which nothing has proved the end. */
function alertDangers({ alerts }: TonightFacts, told: readonly Reason[]): Reason[] {
  const covered = new Set(told.flatMap(({ tells = [] }) => tells));
  const others = alerts.filter(({ severity, kind }) => severity === 'critical' && !covered.has(kind));
  return [...Map.groupBy(others, ({ kind }) => kind).values()].map((group): Reason => {
    const [first] = group;
    const more = group.length > 1 ? ` (and ${group.length - 1} more)` : '';
    const title = `${first?.title ?? 'A critical alert is open'}${more}`;
    return { text: `${title}${quietWords(first)}.`, cause: lower(title) };
  });
}

function watchReasons(facts: TonightFacts): string[] {
  const { counts, night, providers, pauses, corrections, quarantine_open: quarantine } = facts;
  const found: string[] = [];
  for (const pause of pauses) {
    if (pause.paused_at)
      found.push(`Seeding of ${pause.sport} is paused${pause.reason ? ` (${pause.reason})` : ''}.`);
  }
  if (night.held_by_pause > 0)
    found.push(`${number(night.held_by_pause, 'game waits', 'games wait')} for the end of a pause.`);
  for (const provider of providers) {
    const { host, outage, quota } = provider;
    if (outage !== null && !isNeeded(provider))
      found.push(
        `The provider ${host} is down since ${clockTime(outage.since, facts.read_at)}; no game needs it now.`,
      );
    if (quota && quota.day.used >= quota.day.limit) found.push(`Today's calls to ${host} are used up.`);
  }
  if (night.held_for_minutes > 0)
    found.push(
      `${number(night.held_for_minutes, 'game waits', 'games wait')} for the calls of the next minutes.`,
    );
  if (counts.abandoned > 0)
    found.push(
      `${number(counts.abandoned, 'run has', 'runs have')} lost their worker and will be taken over.`,
    );
  if (corrections.failed > 0)
    found.push(
      `${number(corrections.failed, 'correction has', 'corrections have')} failed; the games keep the statistics that they have.`,
    );
  if (quarantine > 0)
    found.push(`${number(quarantine, 'schedule row waits', 'schedule rows wait')} in quarantine.`);
  return found;
}

function isNeeded({
  games_due_24h: due,
  tasks_held_by_breaker: held,
}: TonightFacts['providers'][number]): boolean {
  return due + held > 0;
}

function quietWords(alert: Alert | undefined): string {
  return alert?.is_quiet === true ? '; not seen lately, and open until a success is seen' : '';
}

/** `20:14 UTC`, with its day where that is another one than the reader's. */
function clockTime(at: Date, now: Date): string {
  const [day = '', time = ''] = at.toISOString().split('T');
  const isToday = now.toISOString().startsWith(day);
  return `${isToday ? '' : `${day} `}${time.slice(0, 5)} UTC`;
}

function because(reason: string | null): string {
  return reason === null ? '' : ` (${reason})`;
}

function number(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function upper(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** A title as a clause: `The …` and `No …` lose their capital, names keep theirs. */
function lower(title: string): string {
  return /^(The|No|A|All) /.test(title) ? `${title.charAt(0).toLowerCase()}${title.slice(1)}` : title;
}
