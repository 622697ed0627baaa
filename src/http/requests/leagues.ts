import { z } from 'zod';
import { MEETINGS, SEASON_LABELS } from '../../domain/league.ts';
import { League, Reason, Sport } from './values.ts';

const LeagueFactFields = {
  code: z.string().trim().min(1).max(20).optional(),
  country: z.string().trim().max(60).optional(),
  timezone: z.string().max(64).optional().meta({ description: 'IANA zone in which its days are told.' }),
  aliases: z.array(z.string().min(1).max(100)).max(50).optional(),
  season_first_month: z.int().min(1).max(12).optional(),
  season_months: z.int().min(1).max(24).optional(),
  season_turns_on: z
    .string()
    .regex(/^\d{2}-\d{2}$/)
    .optional()
    .meta({ description: 'The day (MM-DD) from which the next season counts.' }),
  season_label: z.enum(SEASON_LABELS).optional(),
  starting_hours: z.string().max(200).optional().meta({ example: '12:00-22:30' }),
  has_one_clock: z
    .boolean()
    .optional()
    .meta({ description: 'All of its places keep the clocks of its zone.' }),
  meetings: z.enum(MEETINGS).optional().meta({ description: 'How often two teams meet.' }),
  ids: z
    .record(z.string().min(2).max(30), z.string().min(1).max(60))
    .optional()
    .meta({ description: 'Ids at providers, by the provider.', example: { espn: 'ned.1' } }),
  reason: Reason.optional(),
};

export const LeagueBody = z.strictObject({
  sport: Sport,
  name: z.string().trim().min(1).max(100).meta({ description: 'By which files and people call it.' }),
  ...LeagueFactFields,
});

export const LeagueUpdateBody = z.strictObject({
  sport: Sport,
  league: League.meta({ description: 'Its name, its code or another of its names.' }),
  ...LeagueFactFields,
});

type Facts = Omit<z.infer<typeof LeagueBody>, 'sport' | 'name'>;

/** What a request says of a league, from the names of its fields to ours. */
export function leagueFactsOf(facts: Facts) {
  return {
    code: facts.code,
    country: facts.country,
    timezone: facts.timezone,
    aliases: facts.aliases,
    seasonFirstMonth: facts.season_first_month,
    seasonMonths: facts.season_months,
    seasonTurnsOn: facts.season_turns_on,
    seasonLabel: facts.season_label,
    startingHours: facts.starting_hours,
    hasOneClock: facts.has_one_clock,
    meetings: facts.meetings,
    ids: facts.ids,
  };
}
