import { findLeague, leaguesOf } from '../../../domain/league.ts';
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
    const league = leagueOf(name, context.fileName);
    if (league === undefined && context.league === undefined) {
      throw leagueNeededError('FOOTBALL');
    }
    return {
      rows: Array.isArray(matches) ? matches : [],
      season: /\b\d{4}(?:[/-]\d{2,4})?\s*$/.exec(name)?.[0],
      league,
      read: readMatch,
    };
  },
};

/** The league by the end of the document's name without the season, or by the code in the file name (`en.1`). */
function leagueOf(documentName: string, fileName: string | undefined): string | undefined {
  const code = /(?:^|[_./-])([a-z]{2,3}\.1)(?:[_.-]|$)/i.exec(fileName ?? '')?.[1];
  const byCode = code === undefined ? undefined : findLeague('FOOTBALL', code);
  if (byCode !== undefined) return byCode.name;
  const title = documentName.replace(/\s*\b\d{4}(?:[/-]\d{2,4})?\s*$/, '').toLowerCase();
  const found = leaguesOf('FOOTBALL').find((league) =>
    [league.name, ...league.aliases.filter((alias) => alias.length > 3)].some((name) =>
      title.includes(name.toLowerCase()),
    ),
  );
  return found?.name;
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
