import { z } from 'zod';
import { Instant, SportName } from './values.ts';

export const TeamList = z.strictObject({
  items: z.array(
    z
      .strictObject({
        id: z.int(),
        sport: SportName,
        league: z.string(),
        name: z.string(),
        text_id: z.string().nullable().meta({ description: 'What the views call it, unique in its league.' }),
        abbreviation: z.string().nullable(),
        last_season: z
          .int()
          .nullable()
          .meta({ description: 'The last season in its league; null while it counts as one of it.' }),
        seasons: z.array(z.int()),
        known_names: z.array(z.string()),
        aliases: z.array(z.string()),
      })
      .meta({ id: 'Team' }),
  ),
});

export const RosterAnswer = z
  .strictObject({
    sport: SportName,
    league: z.string(),
    team_id: z.int(),
    team: z.string(),
    season: z.int().nullable().meta({ description: 'Null where no list of any season is known.' }),
    seasons: z.array(z.int()),
    players: z.array(
      z.strictObject({
        player_id: z.int(),
        player: z.string(),
        position: z.string().nullable(),
        first_listed_at: Instant,
        last_listed_at: Instant,
        left_at: Instant.nullable().meta({ description: 'When the list was first without the player.' }),
      }),
    ),
  })
  .meta({ id: 'Roster' });

export const ResolveAnswer = z.strictObject({
  name: z.string(),
  answers: z.array(
    z.discriminatedUnion('ok', [
      z.strictObject({
        league: z.string(),
        ok: z.literal(true),
        team_id: z.int(),
        team: z.string(),
        recognised_by: z.enum(['exact', 'alias', 'normalised', 'season', 'abbreviated', 'fuzzy']),
      }),
      z.strictObject({
        league: z.string(),
        ok: z.literal(false),
        reason: z.enum(['ambiguous_team', 'unknown_team']),
        suggestions: z.array(z.string()),
      }),
    ]),
  ),
});

const CHANGED = {
  league: z.string(),
  team_id: z.int(),
  team: z.string(),
  is_new: z.boolean().meta({ description: 'False when everything was so already.' }),
  quarantined_readable: z
    .int()
    .meta({ description: 'Rows in quarantine that can be brought in now: retry them.' }),
  message: z.string(),
};

export const AliasSchema = z.strictObject({ ...CHANGED, alias: z.string() }).meta({ id: 'AliasResult' });

export const TeamChangeSchema = z
  .strictObject({
    ...CHANGED,
    abbreviation: z.string().nullable(),
    former_name: z.string().nullable(),
  })
  .meta({ id: 'TeamChangeResult' });

export const TeamTextIdSchema = z
  .strictObject({
    league: z.string(),
    team_id: z.int(),
    team: z.string(),
    text_id: z.string(),
    former_text_id: z.string().nullable(),
    is_new: z.boolean().meta({ description: 'False when it was so already.' }),
    message: z.string(),
  })
  .meta({ id: 'TeamTextIdResult' });

export const TeamMoveSchema = z
  .strictObject({
    ...CHANGED,
    season: z.int(),
    name: z.string().nullable().meta({ description: 'What it was called then; null: as now.' }),
    plays: z.boolean().meta({ description: 'Whether it plays in the league in that season.' }),
    left_league: z
      .string()
      .nullable()
      .meta({ description: 'The league in which it plays no longer in that season; null: none.' }),
  })
  .meta({ id: 'TeamMoveResult' });
