import { z } from 'zod';
import { JUDGED_MARKETS, JUDGED_MOMENTS } from '../../domain/judged-markets.ts';
import { Instant } from './values.ts';

const Figure = z.number().nullable();
const Evidence = z.enum(['better', 'worse', 'none']).meta({
  description: 'Whether the interval at 95 % leaves 0 out; `none` with fewer than 30 games.',
});
const Share = z.number().meta({ description: 'From 0 to 1.' });
const Interval = { observed: Share, low: Share, high: Share };

export const MarketEfficiencies = z
  .strictObject({
    league: z.string(),
    items: z.array(
      z.strictObject({
        season: z.int(),
        market: z.enum(JUDGED_MARKETS),
        moment: z.enum(JUDGED_MOMENTS),
        source: z.string().meta({ description: '`captured` is our own consensus.' }),
        method: z.string().meta({ description: 'How the margin was taken out.' }),
        games: z.int().meta({ description: 'With a price of each outcome and a result.' }),
        undecided: z.int().meta({ description: 'Level at the line: in no score.' }),
        stale: z.int().meta({ description: 'Nobody looked at the close in the last hour.' }),
        brier: Figure,
        log_loss: Figure,
        rps: Figure.meta({ description: 'Of markets with three ordered outcomes.' }),
        base_rate: z
          .strictObject({ brier: Figure, log_loss: Figure, rps: Figure })
          .meta({ description: 'Of forecasts that give each outcome its share of these games.' }),
        gain: z.strictObject({ brier: Figure, standard_error: Figure, evidence: Evidence }),
        hold: Figure.meta({ description: "The books' margin in the mean, from 0 to 1." }),
        lines: z
          .strictObject({ games: z.int(), error: Figure, base_rate_error: Figure })
          .meta({ description: 'Mean distance of line and result, in points.' }),
        since_opening: z
          .strictObject({
            games: z.int(),
            opening_error: Figure,
            points_gained: Figure.meta({ description: 'By how much the close is nearer to the result.' }),
            standard_error: Figure,
            close_nearer: Figure,
            evidence: Evidence,
          })
          .meta({ description: 'Of a close: against the opening of the same games.' }),
        calibration: z.array(
          z.strictObject({ games: z.int(), from: Share, to: Share, mean: Share, ...Interval }),
        ),
        by_price: z.array(
          z.strictObject({
            bets: z.int(),
            implied: Share,
            fair: Share,
            ...Interval,
            returned: z.number().meta({ description: 'For each unit staked.' }),
          }),
        ),
        refreshed_at: Instant,
      }),
    ),
  })
  .meta({ id: 'MarketEfficiencies' });
