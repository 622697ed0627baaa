import { createHash } from 'node:crypto';
import { REFERENCE_LEAGUES } from '../../../reference/built-in/leagues.ts';
import { SPORT_FACTS } from '../../../sports/all-facts.ts';
import type { StandingsRules } from '../../../sports/standings-rules.ts';
import { RULES_VERSION } from '../days-of-table.ts';

/** Seasons whose divisions are looked at: what says where teams belong is a function. */
const SEASONS = Array.from({ length: 60 }, (_none, index) => 1990 + index);

/** The regulations of all leagues that come with the program, so that a release with others is noticed. */
export function regulationsDigest(): string {
  const known = REFERENCE_LEAGUES.flatMap(({ sport, code }) => {
    const rules = SPORT_FACTS[sport].standings?.(code);
    return rules === undefined ? [] : [[code, { ...rules, membersIn: membersOfSeasons(rules) }]];
  });
  return createHash('sha256')
    .update(JSON.stringify([RULES_VERSION, known]))
    .digest('hex')
    .slice(0, 16);
}

/** By the seasons in which they change. */
function membersOfSeasons({ membersIn }: StandingsRules): readonly unknown[] {
  const seasons = SEASONS.map((season) => membersIn?.(season));
  return seasons.flatMap((members, index) =>
    members === undefined || members === seasons[index - 1] ? [] : [[SEASONS[index], [...members]]],
  );
}
