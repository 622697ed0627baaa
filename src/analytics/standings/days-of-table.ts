import { createHash } from 'node:crypto';
import type { StandingsRules } from '../../sports/standings-rules.ts';
import { formOf } from './form.ts';
import { type Membership, type TableGame, seasonRecord } from './season-record.ts';
import { type Standing, standingsOf } from './standings.ts';

/** A final game that counts, on the day of its slate; games are in the order of play. */
export type DatedGame = TableGame & { day: string };

/** Points that were taken off a team from a day on. */
export type Deduction = { team: string; decidedOn: string; points: number };

/** All that the tables of a season follow from. */
export type TableSeason = {
  rules: StandingsRules;
  games: readonly DatedGame[];
  members: ReadonlyMap<string, Membership>;
  deductions: readonly Deduction[];
};

/** A day after which a table may stand otherwise than before, and which results it follows from. */
export type TableDay = { asOf: string; resultsHash: string };

/** A line of the table of a day. */
export type DayStanding = Standing & ReturnType<typeof formOf> & { gamesBehind: number | null };

/** Raised when the same results come to other rows than before. */
export const RULES_VERSION = 1;

/**
 * The days of play of a season, and those between them on which points were taken off. The hash of a day is of all
 * results up to it, so that the first one that differs says from when on tables have to be computed anew.
 */
export function daysOfTable({ rules, games, members, deductions }: TableSeason): readonly TableDay[] {
  const [first] = games;
  if (first === undefined) return [];
  const { membersIn: _membersIn, deductions: _deductions, ...ordering } = rules;
  const start = [RULES_VERSION, ordering, [...members].toSorted(([a], [b]) => (a < b ? -1 : 1))];
  let hash = hashOf('', start);
  const ofDay = Map.groupBy(games, ({ day }) => day);
  const decided = Map.groupBy(deductions, ({ decidedOn }) => (decidedOn < first.day ? first.day : decidedOn));
  return [...new Set([...ofDay.keys(), ...decided.keys()])].toSorted().map((asOf) => {
    hash = hashOf(hash, [asOf, ofDay.get(asOf) ?? [], decided.get(asOf) ?? []]);
    return { asOf, resultsHash: hash };
  });
}

/** The table as it stood at the end of a day. */
export function tableOn(
  { rules, games, members, deductions }: TableSeason,
  asOf: string,
): readonly DayStanding[] {
  const played = games.filter(({ day }) => day <= asOf);
  const deducted = new Map<string, number>();
  for (const { team, decidedOn, points } of deductions)
    if (decidedOn <= asOf) deducted.set(team, (deducted.get(team) ?? 0) + points);
  const record = seasonRecord(played, members);
  return [...standingsOf(rules, played, { members, deducted }).values()].flatMap((table) => {
    const [leader] = table;
    return table.map((standing) => ({
      ...standing,
      ...formOf(record.meetingsOf(standing.team)),
      gamesBehind: leader === undefined || standing.points !== null ? null : behind(leader, standing),
    }));
  });
}

function behind(leader: Standing, { wins, losses }: Standing): number {
  return (leader.wins - wins + losses - leader.losses) / 2;
}

function hashOf(before: string, follows: unknown): string {
  return createHash('sha256').update(before).update(JSON.stringify(follows)).digest('hex').slice(0, 16);
}
