import type { HistoryPart } from '../domain/history.ts';
import type { Sport } from '../domain/sport.ts';
import type { HistoryFacts } from '../providers/history.ts';

/** A provider that tells of the past, as this installation uses it. */
export type PastSource = {
  name: string;
  displayName: string;
  /** Why it is not asked now, and so how it is switched on; absent where it is asked. */
  offBecause?: string;
  history: Readonly<Partial<Record<Sport, HistoryFacts>>>;
  /** How many calls work of the last priority may make, whatever else is asked. */
  pace: { perHour: number; perDay: number };
  /** Credits of a month, where it counts such. */
  creditsPerMonth?: number;
  /** The day of the month on which they begin anew; absent: the first. */
  creditsResetDay?: number;
  /** The host that counts them. */
  host: string;
};

/** Who is asked for what of the past, in the order in which they are taken. */
export type PastSources = {
  all: readonly PastSource[];
  /** The provider that box scores of a sport are read from first, as seeding is configured; undefined: none takes calls. */
  boxScoresFrom: (sport: Sport) => string | undefined;
};

/** Whether a source tells a part of a league's past, whether or not it is on. */
export function tells(
  { history }: Pick<PastSource, 'history'>,
  part: HistoryPart,
  { sport, name }: { sport: Sport; name: string },
): boolean {
  const facts = history[sport];
  if (facts === undefined || facts.leagues?.includes(name) === false) return false;
  if (part === 'schedule') return facts.schedule !== undefined;
  return part === 'odds' ? facts.odds !== undefined : facts.boxScores !== undefined;
}
