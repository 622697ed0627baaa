import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import type { TableGame } from '../../../src/analytics/standings/season-record.ts';
import { type Standing, standingsOf } from '../../../src/analytics/standings/standings.ts';
import { NBA_STANDINGS } from '../../../src/sports/nba/standings.ts';
import { NFL_STANDINGS } from '../../../src/sports/nfl/standings.ts';
import { NBA_MEMBERS, NFL_MEMBERS } from './divisions.ts';

/** Schedules with results as they were published, beside the checkout; not part of the project. */
const SHARED = fileURLToPath(new URL('../../../../shared/data/schedules/', import.meta.url));
const NFL = `${SHARED}nflverse_games_1999-2025.csv`;
const NBA = [2023, 2024].map((year) => `${SHARED}bbref_${year}.csv`);
const isThere = [NFL, ...NBA].every((path) => existsSync(path));
if (!isThere) console.warn(`skipped: the published results are absent (${SHARED})`);

/** A pairing of the first round: the host is the better seed. */
type Pairing = { home: string; away: string };

/** The seeds that a table gives both sides of a pairing, as `3-6`. */
function seedsOf(tables: ReadonlyMap<string, readonly Standing[]>, { home, away }: Pairing): string {
  const rankOf = (team: string): number =>
    [...tables.values()].flat().find((standing) => standing.team === team)?.rank ?? 0;
  return `${rankOf(home)}-${rankOf(away)}`;
}

/** What of the file counts here; nothing before it is quoted. */
const NFL_COLUMNS = ['season', 'game_type', 'away_team', 'away_score', 'home_team', 'home_score'] as const;

async function nflRows(): Promise<Record<(typeof NFL_COLUMNS)[number], string>[]> {
  const [header = '', ...lines] = (await readFile(NFL, 'utf8')).trimEnd().split(/\r?\n/);
  const names = header.split(',');
  const positions = NFL_COLUMNS.map((name) => [name, names.indexOf(name)] as const);
  return lines.map((line) => {
    const cells = line.split(',', 16);
    return Object.fromEntries(positions.map(([name, at]) => [name, cells[at] ?? ''])) as never;
  });
}

describe.skipIf(!isThere)('seeds of the NFL', () => {
  const MOVED: Readonly<Record<string, string>> = { OAK: 'LV', SD: 'LAC', STL: 'LA' };

  it('are those that hosted and visited in every round since 2002', async () => {
    const rows = await nflRows();
    const codeOf = (code: string): string => MOVED[code] ?? code;
    const wrong: string[] = [];
    let pairings = 0;
    for (let season = 2002; season <= 2024; season += 1) {
      const games = rows.filter((row) => row.season === String(season) && row.home_score !== '');
      const regular: TableGame[] = games
        .filter((row) => row.game_type === 'REG')
        .map((row) => ({
          home: codeOf(row.home_team),
          away: codeOf(row.away_team),
          homeScore: Number(row.home_score),
          awayScore: Number(row.away_score),
        }));
      const tables = standingsOf(NFL_STANDINGS, regular, { members: NFL_MEMBERS });
      const seedsIn = (round: string): string[] =>
        games
          .filter(({ game_type: type }) => type === round)
          .map((row) => seedsOf(tables, { home: codeOf(row.home_team), away: codeOf(row.away_team) }))
          .toSorted();
      // Each pairing of the first round once in both conferences, so that two seeds cannot be exchanged unseen.
      const first = season < 2020 ? ['3-6', '4-5'] : ['2-7', '3-6', '4-5'];
      const wildCards = seedsIn('WC');
      pairings += wildCards.length;
      const expected = first.flatMap((seeds) => [seeds, seeds]);
      if (wildCards.join() !== expected.join()) wrong.push(`${season} WC: ${wildCards.join()}`);
      // Later the better seed hosts, and the best two (one since 2020) come in.
      const second = seedsIn('DIV');
      const hosts = second.map((seeds) => Number(seeds.split('-')[0]));
      const best = season < 2020 ? [1, 1, 2, 2] : [1, 1];
      if (best.some((seed, at) => hosts[at] !== seed)) wrong.push(`${season} DIV: ${second.join()}`);
      for (const seeds of [...second, ...seedsIn('CON')]) {
        const [host = 0, guest = 0] = seeds.split('-').map(Number);
        if (host >= guest) wrong.push(`${season}: ${seeds}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(pairings).toBe(18 * 4 + 5 * 6);
  });
});

describe.skipIf(!isThere)('seeds of the NBA', () => {
  /** The final of the cup counts for no table. */
  const CUP_FINAL = 'Sat Dec 9 2023';

  it.each(NBA)('are those that met in the play-in and the first round: %s', async (path) => {
    const rows: string[][] = parse(await readFile(path, 'utf8'), { relax_column_count: true });
    const nameOf = (name = ''): string => name.split(' ').at(-1) ?? name;
    const games = rows.slice(1).map((cells) => ({
      date: cells[0] ?? '',
      note: cells[11] ?? '',
      home: nameOf(cells[4]),
      away: nameOf(cells[2]),
      homeScore: Number(cells[5]),
      awayScore: Number(cells[3]),
    }));
    const firstPlayIn = games.findIndex(({ note }) => note.includes('Play-In'));
    const regular = games.slice(0, firstPlayIn).filter(({ date }) => date !== CUP_FINAL);
    expect(regular).toHaveLength(1_230);
    const tables = standingsOf(NBA_STANDINGS, regular, { members: NBA_MEMBERS });
    const playIn = games.slice(firstPlayIn).filter(({ note }) => note.includes('Play-In'));
    const playOff = games.slice(firstPlayIn).filter(({ note }) => !note.includes('Play-In'));
    const firstMeetings = [
      ...new Map(
        playOff.toReversed().map((game) => [[game.home, game.away].toSorted().join(), game]),
      ).values(),
    ];
    const seeds = [...playIn, ...firstMeetings].map((game) => seedsOf(tables, game));
    for (const pairing of ['7-8', '9-10', '3-6', '4-5'])
      expect(
        seeds.filter((one) => one === pairing),
        pairing,
      ).toHaveLength(2);
    // The first eight series; the winner of seventh and eighth meets the second, and the first whoever else comes through.
    const rounds = firstMeetings.toSorted((a, b) => Date.parse(a.date) - Date.parse(b.date)).slice(0, 8);
    const hosts = rounds.map((game) => seedsOf(tables, game).split('-').map(Number));
    expect(hosts.map(([host = 0]) => host).toSorted((one, other) => one - other)).toEqual([
      1, 1, 2, 2, 3, 3, 4, 4,
    ]);
    for (const [host = 0, guest = 0] of hosts) {
      if (host === 1) expect([7, 8, 9, 10]).toContain(guest);
      if (host === 2) expect([7, 8]).toContain(guest);
    }
  });
});
