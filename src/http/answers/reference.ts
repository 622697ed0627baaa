import { z } from 'zod';
import { ENTITY_TYPES, LEARNED_BY, LINKABLE_TYPES } from '../../domain/external-id.ts';
import { MEETINGS, SEASON_LABELS } from '../../domain/league.ts';
import { Day, Instant, SportName } from './values.ts';

const SEASON_DAYS = {
  sport: SportName,
  league: z.string(),
  season: z.int(),
  starts_on: Day.nullable(),
  ends_on: Day.nullable(),
  cup_final_on: Day.nullable(),
  window_starts_on: Day.nullable(),
  window_ends_on: Day.nullable(),
};

export const SeasonList = z.strictObject({
  items: z.array(
    z.strictObject({ ...SEASON_DAYS, learned_by: z.enum(LEARNED_BY) }).meta({ id: 'LeagueSeason' }),
  ),
});

export const SeasonChange = z
  .strictObject({
    ...SEASON_DAYS,
    is_new: z.boolean().meta({ description: 'False when everything was so already.' }),
    message: z.string(),
  })
  .meta({ id: 'SeasonChangeResult' });

const LEAGUE = {
  id: z.int(),
  sport: SportName,
  code: z.string().meta({ description: 'Short and unique.' }),
  name: z.string(),
  country: z.string().nullable(),
  timezone: z.string(),
  aliases: z.array(z.string()),
  season_first_month: z.int(),
  season_months: z.int(),
  season_turns_on: z.string().meta({ description: 'The day (MM-DD) from which the next season counts.' }),
  season_label: z.enum(SEASON_LABELS),
  meetings: z.enum(MEETINGS),
  has_one_clock: z.boolean(),
  starting_hours: z.array(z.string()),
  ids: z.record(z.string(), z.string()).meta({ description: 'Ids at providers, by the provider.' }),
  learned_by: z.enum(['reference', 'person']),
  teams: z.int(),
  not_collected: z.string().nullable().meta({
    description: 'What the league has instead, where box scores of its sport are not collected.',
  }),
};

export const LeagueList = z.strictObject({
  items: z.array(z.strictObject(LEAGUE).meta({ id: 'League' })),
});

const LEAGUE_DETAIL = {
  ...LEAGUE,
  seasons: z.array(
    z.strictObject({
      season: z.int(),
      label: z.string(),
      games: z.int(),
      first_day: Day.meta({ description: 'First day on which a game of the season is believed.' }),
      last_day: Day,
      starts_on: Day.nullable(),
      ends_on: Day.nullable(),
    }),
  ),
  missing: z.array(z.string()).meta({ description: 'What does not work yet, with the command that helps.' }),
};

export const LeagueDetailAnswer = z.strictObject(LEAGUE_DETAIL).meta({ id: 'LeagueDetail' });

export const LeagueChange = z
  .strictObject({
    ...LEAGUE_DETAIL,
    is_new: z.boolean().meta({ description: 'False when everything was so already.' }),
    message: z.string(),
  })
  .meta({ id: 'LeagueChangeResult' });

export const IdList = z.strictObject({
  items: z.array(
    z
      .strictObject({
        provider: z.string(),
        sport: SportName,
        type: z.enum(ENTITY_TYPES),
        external_id: z.string(),
        entity_id: z.int(),
        name: z.string().nullable(),
        is_primary: z.boolean().meta({ description: 'False for a further id of the same entity.' }),
        is_wrong: z.boolean().meta({
          description: 'Somebody has said that the id does not mean the entity; no guess ties the two again.',
        }),
        learned_by: z.enum(LEARNED_BY),
        learned_at: Instant,
        confidence: z.number(),
        evidence: z.string().nullable().meta({ description: 'What spoke for it when it was learned.' }),
      })
      .meta({ id: 'ExternalId' }),
  ),
});

export const PlayerQuestionList = z.strictObject({
  items: z.array(
    z
      .strictObject({
        id: z.int(),
        provider: z.string(),
        sport: SportName,
        external_id: z.string(),
        player: z.string(),
        team: z.string().nullable(),
        position: z.string().nullable(),
        birth_date: Day.nullable(),
        jersey_number: z.string().nullable(),
        reason: z.string(),
        stand_in_id: z.int().nullable().meta({
          description: 'Who holds the lines; linking the id to them says that it is a player of their own.',
        }),
        candidates: z.array(
          z.strictObject({
            player_id: z.int(),
            name: z.string(),
            agrees: z.array(z.string()),
            contradicts: z.array(z.string()),
            why: z.string(),
          }),
        ),
        asked_at: Instant,
      })
      .meta({ id: 'PlayerQuestion' }),
  ),
  differences: z.array(
    z
      .strictObject({
        player_id: z.int(),
        player: z.string(),
        sport: SportName,
        field: z.string(),
        ours: z.string().nullable(),
        theirs: z.string(),
        source: z.string(),
      })
      .meta({ id: 'PlayerFactDifference' }),
  ),
});

export const IdChange = z
  .strictObject({
    provider: z.string(),
    type: z.enum(LINKABLE_TYPES),
    external_id: z.string(),
    entity_id: z.int(),
    name: z.string(),
    is_primary: z.boolean(),
    is_new: z.boolean().meta({ description: 'False when everything was so already.' }),
    message: z.string(),
  })
  .meta({ id: 'IdChangeResult' });

export const NoneOfThem = z
  .strictObject({ provider: z.string(), external_id: z.string(), message: z.string() })
  .meta({ id: 'NoneOfThemResult' });

export const PlayerChange = z
  .strictObject({
    merge_id: z.int(),
    player_id: z.int().meta({ description: 'The player who stays.' }),
    player: z.string(),
    other_id: z.int().meta({ description: 'The player who is gone after a merge and back after a split.' }),
    other: z.string(),
    lines_moved: z.int(),
    ids_moved: z.int(),
    rosters_moved: z.int(),
    message: z.string(),
  })
  .meta({ id: 'PlayerChangeResult' });
