import { z } from 'zod';
import { LINEUP_KINDS } from '../../domain/lineup.ts';
import { TRANSACTION_KINDS } from '../../domain/transaction.ts';
import { Day, Instant, SportName } from './values.ts';

const Since = Instant.meta({ description: 'From when the source said so.' });
const Until = Instant.nullable().meta({ description: 'Null while the source says so.' });

export const GameLineups = z.strictObject({
  game_id: z.int(),
  home: z.string(),
  away: z.string(),
  items: z.array(
    z
      .strictObject({
        team_id: z.int(),
        team: z.string(),
        kind: z.enum(LINEUP_KINDS),
        source: z.string(),
        player_id: z.int().nullable().meta({ description: 'Null where nobody has recognised the player.' }),
        player: z.string(),
        is_starter: z.boolean(),
        position: z.string().nullable().meta({ description: 'In the words of the source.' }),
        shirt_number: z.string().nullable(),
        place: z.int().nullable().meta({ description: 'In the formation or in the list of the source.' }),
        formation: z.string().nullable(),
        since: Since,
        until: Until,
        external_id: z.string().nullable().meta({ description: "The player's id at the source." }),
        run_id: z.string().nullable(),
      })
      .meta({ id: 'LineupPlayer' }),
  ),
  findings: z
    .array(
      z.strictObject({
        team: z.string(),
        kind: z.enum(LINEUP_KINDS),
        source: z.string(),
        starters: z.int(),
        expected_starters: z.int(),
        last_seen: Instant,
      }),
    )
    .meta({ description: 'Line-ups with another number of starters than the sport has: not written.' }),
});

export const OfficialList = z.strictObject({
  items: z.array(
    z
      .strictObject({
        game_id: z.int(),
        league: z.string(),
        slate_date: Day,
        home: z.string(),
        away: z.string(),
        official: z.string(),
        role: z.string().nullable().meta({ description: 'In the words of the source.' }),
        shirt_number: z.string().nullable(),
        source: z.string(),
        external_id: z.string().nullable(),
        gone_at: Instant.nullable().meta({ description: 'When the source named them no more.' }),
        run_id: z.string().nullable(),
      })
      .meta({ id: 'Official' }),
  ),
});

export const TransactionList = z.strictObject({
  items: z.array(
    z
      .strictObject({
        id: z.int(),
        sport: SportName,
        league: z.string(),
        on_date: Day,
        kind: z.enum(TRANSACTION_KINDS),
        player_id: z.int(),
        player: z.string(),
        from_team_id: z.int().nullable(),
        from_team: z.string().nullable(),
        to_team_id: z.int().nullable(),
        to_team: z.string().nullable(),
        evidence: z.string().meta({ description: 'What showed it: `box_score` or `roster`.' }),
        taken_back_at: Instant.nullable().meta({ description: 'When it turned out to be none.' }),
        run_id: z.string().nullable(),
      })
      .meta({ id: 'Transaction' }),
  ),
});
