import { createHash } from 'node:crypto';
import type { EloRules, RatingRules } from '../../sports/rating-rules.ts';

/** Raised when the same constants come to other ratings than before: how games are rated is no constant. */
const COMPUTATION = 2;

/** Margins and leads at which a factor is looked at: a formula cannot be written down. */
const MARGINS = [0, 1, 2, 3, 5, 8, 13, 21, 34, 55];
const LEADS = [-400, -150, -25, 0, 25, 150, 400];

/**
 * What rows are computed by, such as `nba-elo-1 4f0c2a91`: the version, and a digest of all that a result's effect
 * follows from. Another constant, first rating or franchise makes another name, whether anybody thought of the version.
 */
export function rulesName({ version, elo, sources: _sources, ...rest }: RatingRules): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([COMPUTATION, { ...elo, marginFactor: factorsOf(elo) }, rest]))
    .digest('hex');
  return `${version} ${digest.slice(0, 8)}`;
}

function factorsOf({ marginFactor }: EloRules): readonly number[] {
  return MARGINS.flatMap((margin) => LEADS.map((lead) => marginFactor(margin, lead)));
}
