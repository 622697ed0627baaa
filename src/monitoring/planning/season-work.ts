import { planCorrections } from '../../sports/correction-times.ts';
import type { Sport } from '../../domain/sport.ts';
import type { QuotaPriority } from '../../providers/client/quota-priority.ts';

/** A game of a schedule, as far as planning needs it. */
export type PlannedGame = {
  sport: Sport;
  league: string;
  /** IANA zone in which the league tells its days. */
  timezone: string;
  tipOffMs: number;
  /** Its day in that zone, ISO. */
  slateDate: string;
};

/** A run that falls due: a game's first pass, or a later look at it. */
export type PlannedRun = {
  host: string;
  sport: Sport;
  league: string;
  dueMs: number;
  priority: Extract<QuotaPriority, 'first_pass' | 'correction'>;
  calls: number;
};

export type SeasonWorkOptions = {
  hostOf: (sport: Sport) => string;
  /** From tip-off to the opening of the window. */
  delayMs: Readonly<Record<Sport, number>>;
  correctionDelaysMs: readonly number[];
  callsPerGame: Readonly<Record<Sport, number>>;
};

/** Everything that a schedule asks for, in the order in which it falls due: by the windows and the correction passes of the product. */
export function planSeason(games: readonly PlannedGame[], options: SeasonWorkOptions): readonly PlannedRun[] {
  const { hostOf, delayMs, correctionDelaysMs, callsPerGame } = options;
  return games
    .flatMap(({ sport, league, timezone, tipOffMs, slateDate }) => {
      const common = { host: hostOf(sport), sport, league, calls: callsPerGame[sport] };
      const first: PlannedRun = { ...common, dueMs: tipOffMs + delayMs[sport], priority: 'first_pass' };
      const later = planCorrections(
        { sport, timezone, tipOffMs, slateDate, lastUnfinishedMs: undefined },
        correctionDelaysMs,
      ).map(({ atMs }): PlannedRun => ({ ...common, dueMs: atMs, priority: 'correction' }));
      return [first, ...later];
    })
    .toSorted((one, other) => one.dueMs - other.dueMs);
}
