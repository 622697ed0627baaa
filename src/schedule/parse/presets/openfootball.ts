import { type Leagues, namesOf } from '../../../domain/league.ts';
import { leagueNeededError } from '../file-context.ts';
import type { RawGame } from '../raw-game.ts';
import { isRecord, type JsonPreset, jsonText } from './preset.ts';

/**
 * openfootball's JSON: `{ name, matches: [ { round, date, time?, team1, team2, score: { ft, ht }? } ] }`, times in
 * the league's own zone, absent while unknown. The document's name holds league and season
 * (`English Premier League 2025/26`).
 */
export const openfootball: JsonPreset = {
  name: 'openfootball',
  kind: 'json',
  sports: ['FOOTBALL'],
  recognises: (document) => isRecord(document) && Array.isArray(document['matches']),
  open: (document, context) => {
    const head = isRecord(document) ? document : {};
    const matches = head['matches'];
    const name = jsonText(head['name']) ?? '';
    const league = leagueOf(name, context.fileName, context.leagues);
    if (league === undefined && context.league === undefined) {
      throw leagueNeededError({ ...context, sport: 'FOOTBALL' });
    }
    return {
      rows: Array.isArray(matches) ? matches : [],
      season: /\b\d{4}(?:[/-]\d{2,4})?\s*$/.exec(name)?.[0],
      league,
      read: readMatch,
    };
  },
};

/** Shorter codes may stand in any title. */
const SHORTEST_TITLE = 3;

/** The league by the end of the document's name without the season, or by the code in the file name (`en.1`). */
function leagueOf(documentName: string, fileName: string | undefined, leagues: Leagues): string | undefined {
  const code = /(?:^|[_./-])([a-z]{2,3}\.\d)(?:[_.-]|$)/i.exec(fileName ?? '')?.[1];
  const byCode = code === undefined ? undefined : leagues.find('FOOTBALL', code);
  if (byCode !== undefined) return byCode.name;
  const title = documentName.replace(/\s*\b\d{4}(?:[/-]\d{2,4})?\s*$/, '').toLowerCase();
  const told = leagues.of('FOOTBALL').flatMap((league) =>
    namesOf(league)
      .filter((name) => name === league.name || name.length > SHORTEST_TITLE)
      .filter((name) => title.includes(name.toLowerCase()))
      .map((name) => ({ league, length: name.length })),
  );
  // The 2. Bundesliga is another league than the Bundesliga, whose name it holds.
  return told.toSorted((one, other) => other.length - one.length)[0]?.league.name;
}

function readMatch(row: Readonly<Record<string, unknown>>): RawGame {
  const [homeScore, awayScore] = fullTime(row['score']);
  return {
    home: teamName(row['team1']),
    away: teamName(row['team2']),
    date: jsonText(row['date']),
    time: jsonText(row['time']),
    dateStyle: 'iso',
    round: jsonText(row['round']),
    status: jsonText(row['status']),
    homeScore,
    awayScore,
  };
}

/** Older files have the team as an object. */
function teamName(team: unknown): string | undefined {
  return isRecord(team) ? jsonText(team['name']) : jsonText(team);
}

/** The score after extra time counts where there was one; it is a list of two, or an object with `ft`. */
function fullTime(score: unknown): (string | undefined)[] {
  const result = isRecord(score) ? (score['et'] ?? score['ft']) : score;
  return Array.isArray(result) ? result.map(jsonText) : [];
}
