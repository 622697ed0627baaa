import type { Leagues } from '../../domain/league.ts';
import { scoracleCommand } from '../../domain/shell-command.ts';
import { trigramSimilarity } from '../names/trigram-similarity.ts';

export type LeagueWeights = Readonly<Record<string, number>>;

/** A part of the setting that has no effect. */
type WeightProblem = { value: string; problem: string; remedy: string };

/** How alike a name must be to be offered. */
const OFFERED = 0.3;

/**
 * The weights by the names of leagues, in small letters, whichever of a league's names the setting has; and what of it
 * means no league, or one that has another weight already.
 */
export function weighLeagues(
  leagues: Leagues,
  given: LeagueWeights,
): { weights: LeagueWeights; problems: readonly WeightProblem[] } {
  const weights: Record<string, number> = {};
  const problems: WeightProblem[] = [];
  const spelt = new Map<string, string>();
  for (const [name, weight] of Object.entries(given)) {
    const league = leagues.findOfAnySport(name);
    const value = `${name}=${weight}`;
    const other = league && spelt.get(league.name);
    if (league && other === undefined) {
      spelt.set(league.name, name);
      weights[league.name.toLowerCase()] = weight;
    } else if (league) {
      problems.push({
        value,
        problem: `${name} and ${other} are both ${league.name}, so ${value} has no effect`,
        remedy: `Give ${league.name} one weight in LEAGUE_WEIGHTS, and restart control and workers.`,
      });
    } else problems.push(unknownLeague(leagues, name, value));
  }
  return { weights, problems };
}

function unknownLeague(leagues: Leagues, name: string, value: string): WeightProblem {
  const near = leagues.all
    .map((league) => ({ name: league.name, score: trigramSimilarity(league.name, name) }))
    .filter(({ score }) => score >= OFFERED)
    .toSorted((one, other) => other.score - one.score)
    .slice(0, 3)
    .map((league) => league.name);
  const choose =
    near.length > 0
      ? `Did you mean ${near.join(' or ')}?`
      : `Choose from ${leagues.all.map((league) => league.name).join(', ')}.`;
  return {
    value,
    problem: `${name} is no league, so ${value} has no effect`,
    remedy: `${choose} Correct LEAGUE_WEIGHTS and restart control and workers; \`${scoracleCommand('leagues list')}\` lists the leagues.`,
  };
}
