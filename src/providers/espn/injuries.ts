import { z } from 'zod';
import type { InjuryList, InjuryReport, UnreadableInjury } from '../../domain/injury.ts';
import type { Envelope, ProviderApi } from '../client/provider-api.ts';
import { parsedBy } from '../client/parsed-by.ts';
import type { Parsed, ProviderPipeline } from '../client/provider-call.ts';
import type { InjuriesPort } from '../ports.ts';
import { leagueAtEspn } from './espn-client.ts';
import { shirtNumber, toldFacts } from '../../domain/player-facts.ts';
import { type EspnSport, espnLeagueOf, sitePath } from './espn-leagues.ts';
import { EspnId } from './schema.ts';

const Text = z.string().nullish();

const Injury = z.object({
  id: EspnId.nullish(),
  status: z.string().min(1),
  date: Text,
  shortComment: Text,
  athlete: z.object({
    id: EspnId.nullish(),
    displayName: z.string().min(1),
    jersey: Text.catch(null),
    links: z.array(z.object({ href: Text })).nullish(),
  }),
  details: z.object({ type: Text, location: Text, detail: Text, side: Text }).nullish(),
});

const TeamInjuries = z.object({ id: EspnId, displayName: z.string().min(1), injuries: z.array(z.unknown()) });
const Injuries = z.object({ injuries: z.array(TeamInjuries) });

export function createInjuriesPort({
  pipeline,
  api,
  sport,
}: {
  pipeline: ProviderPipeline;
  api: ProviderApi;
  sport: EspnSport;
}): InjuriesPort {
  return {
    hasLeague: (name) => espnLeagueOf(sport, name) !== undefined,
    async injuries(league, context) {
      const { value } = await pipeline.call({
        api,
        endpoint: sitePath(sport, leagueAtEspn(sport, league, api), 'injuries'),
        query: {},
        context,
        // A list that stands in for one which could not be had would close reports that are open.
        keep: { staleForMs: 0 },
        parse: parseInjuries,
      });
      return value;
    },
  };
}

/** Everybody who is reported. A row that cannot be read is named, and takes no other along. */
export function parseInjuries({ response }: Pick<Envelope, 'response'>): Parsed<InjuryList> {
  const list = parsedBy(Injuries, response);
  if (!list.ok) return list;
  const reports: InjuryReport[] = [];
  const unreadable: UnreadableInjury[] = [];
  for (const team of list.value.injuries)
    for (const raw of team.injuries) {
      const injury = parsedBy(Injury, raw);
      if (injury.ok) reports.push(reportOf(team, injury.value));
      else
        unreadable.push({
          providerTeamId: team.id,
          teamName: team.displayName,
          problem: injury.problem,
        });
    }
  const [first] = unreadable;
  if (first && reports.length === 0)
    return { ok: false, kind: 'malformed', problem: `${first.teamName}: ${first.problem}` };
  return { ok: true, value: { reports, unreadable } };
}

function reportOf(team: z.infer<typeof TeamInjuries>, injury: z.infer<typeof Injury>): InjuryReport {
  const { athlete, details, date } = injury;
  const reportedAtMs = date ? Date.parse(date) : Number.NaN;
  const side = details?.side && details.side !== 'Not Specified' ? `${details.side} ` : '';
  return {
    providerInjuryId: injury.id ?? null,
    providerPlayerId: athlete.id ?? idOfLinks(athlete.links ?? []),
    playerName: athlete.displayName,
    ...toldFacts({ jerseyNumber: shirtNumber(athlete.jersey) }).facts,
    providerTeamId: team.id,
    teamName: team.displayName,
    status: injury.status,
    bodyPart: details?.type ? `${side}${details.type}` : null,
    detail: injury.shortComment ?? null,
    reportedAtMs: Number.isFinite(reportedAtMs) ? reportedAtMs : null,
  };
}

/** Lists of injuries name players without an id; the addresses of their pages hold it. */
function idOfLinks(links: readonly { href?: string | null | undefined }[]): string | null {
  for (const { href } of links) {
    const id = /\/player\/_\/id\/(\d{1,20})(?:\/|$)/.exec(href ?? '')?.[1];
    if (id !== undefined) return id;
  }
  return null;
}
