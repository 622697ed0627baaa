import type { Overview } from './overview.ts';

/** Whether the games of the next 24 hours are safe, in one line, and everything that speaks against it. */
export type Tonight = {
  level: 'safe' | 'watch' | 'danger';
  headline: string;
  /** Reasons in plain words, the most pressing first. */
  reasons: readonly string[];
};

type Reason = { level: 'watch' | 'danger'; text: string };

/** Judges an overview. Pure: the same overview gives the same words. */
export function assessTonight(overview: Overview): Tonight {
  const reasons = [...dangers(overview), ...watches(overview)];
  const level = reasons.some((reason) => reason.level === 'danger')
    ? 'danger'
    : reasons.length > 0
      ? 'watch'
      : 'safe';
  return { level, headline: headlineOf(level, overview), reasons: reasons.map((reason) => reason.text) };
}

function headlineOf(level: Tonight['level'], { counts }: Overview): string {
  const games = `${counts.due_24h} ${counts.due_24h === 1 ? 'game' : 'games'} due in the next 24 hours`;
  if (level === 'danger') return `Tonight is at risk: ${games}`;
  if (level === 'watch') return `Tonight needs an eye: ${games}`;
  if (counts.due_24h > 0) return `Tonight is safe: ${games}`;
  return counts.running > 0
    ? 'All is well: the last games are being seeded'
    : 'All is well: nothing is due in the next 24 hours';
}

function dangers({ counts, workers, queues }: Overview): Reason[] {
  const found: string[] = [];
  const alive = workers.filter((worker) => worker.is_alive).length;
  const work = counts.due_24h + counts.running;
  if (alive === 0 && work > 0) found.push('No worker is alive: start one with `npm run worker`.');
  if (queues.some((queue) => queue.counts === null))
    found.push('The queue store is out of reach; games wait in Postgres.');
  if (counts.overdue > 0)
    found.push(`${number(counts.overdue, 'game is', 'games are')} overdue and not started.`);
  if (counts.failed > 0) {
    found.push(
      `${number(counts.failed, 'game has failed and waits', 'games have failed and wait')} for somebody to retry.`,
    );
  }
  return found.map((text) => ({ level: 'danger', text }));
}

function watches({
  counts,
  held_by_reason: held,
  providers,
  pauses,
  corrections,
  quarantine_open: quarantine,
}: Overview): Reason[] {
  const found: string[] = [];
  for (const pause of pauses) {
    if (pause.paused_at)
      found.push(`Seeding of ${pause.sport} is paused${pause.reason ? ` (${pause.reason})` : ''}.`);
  }
  const inTrouble = held.find((group) => group.reason === 'breaker_open');
  if (inTrouble)
    found.push(
      `${number(inTrouble.count, 'game waits', 'games wait')} for the provider to recover, or for a valid key.`,
    );
  const withoutQuota = held.find((group) => group.reason === 'quota');
  if (withoutQuota)
    found.push(`${number(withoutQuota.count, 'game waits', 'games wait')} for the provider's quota.`);
  for (const { host, quota } of providers) {
    if (quota && quota.day.used >= quota.day.limit) found.push(`Today's calls to ${host} are used up.`);
  }
  if (counts.abandoned > 0)
    found.push(
      `${number(counts.abandoned, 'run has', 'runs have')} lost their worker and will be taken over.`,
    );
  if (counts.stuck > 0)
    found.push(
      `${number(counts.stuck, 'game is', 'games are')} stuck: the provider should have had the result by now.`,
    );
  if (corrections.failed > 0)
    found.push(
      `${number(corrections.failed, 'correction has', 'corrections have')} failed; the games keep the statistics that they have.`,
    );
  if (quarantine > 0)
    found.push(`${number(quarantine, 'schedule row waits', 'schedule rows wait')} in quarantine.`);
  return found.map((text) => ({ level: 'watch', text }));
}

function number(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
