import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  type OurPlayer,
  type TheirPlayer,
  decidePlayer,
} from '../../../src/reference/players/decide-player.ts';
import { hasSameFigures } from '../../../src/reference/players/same-figures.ts';

/** Recorded answers lie in a folder `shared` beside the checkout and are not part of the project. */
const DATA = new URL('../../../../shared/data/', import.meta.url);
const hasData = existsSync(new URL('platform/nba-com/', DATA));
const ABSENT = hasData ? '' : ' (skipped: there is no folder shared/data beside the checkout)';

type Row = Record<string, string | number | null>;
type Person = {
  id: number;
  team: string;
  name: string;
  number: string | null;
  line?: Record<string, unknown>;
  fromYear?: number;
};

const SEASON = 2025;

function table(file: string, name: string): Row[] {
  const body = JSON.parse(readFileSync(new URL(file, DATA), 'utf8'));
  const found = body.resultSets.find((set: { name: string }) => set.name === name);
  return found.rowSet.map((row: unknown[]) =>
    Object.fromEntries(found.headers.map((header: string, index: number) => [header, row[index]])),
  );
}

/** Another writing of a name: without accents, suffix, hyphens and full stops, in capitals. */
const otherwise = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/ (Jr\.|Sr\.|II|III|IV)$/g, '')
    .replaceAll('-', ' ')
    .replaceAll(/[.'’]/g, '')
    .toUpperCase();

/** How many were recognised rightly and wrongly, and how many are questions or new. */
function outcome(theirs: readonly (Person & Partial<TheirPlayer>)[], ours: readonly Person[]) {
  const count = { right: 0, wrong: 0, question: 0, new: 0 };
  for (const { id, team, name, number, line, fromYear } of theirs) {
    const mates = ours
      .filter((player) => player.team === team)
      .map(
        (player): OurPlayer => ({
          id: player.id,
          name: player.name,
          isCurrent: true,
          birthDates: [],
          numbers: player.number === null ? [] : [{ number: player.number, seasonYear: SEASON }],
          fromYears: player.fromYear === undefined ? [] : [player.fromYear],
          hasSameFigures: line && player.line ? hasSameFigures(line, player.line) : undefined,
        }),
      );
    const decision = decidePlayer(
      { name, birthDate: null, jerseyNumber: number, seasonYear: SEASON, fromYear },
      mates,
    );
    if (decision.kind === 'linked') count[decision.playerId === id ? 'right' : 'wrong'] += 1;
    else count[decision.kind] += 1;
  }
  return count;
}

describe.skipIf(!hasData)(`players of recorded bodies${ABSENT}`, () => {
  const league = (): Person[] =>
    table('platform/nba-com/playerindex_2025-26.json', 'PlayerIndex').map((row) => ({
      id: Number(row['PERSON_ID']),
      team: String(row['TEAM_ID']),
      name: `${row['PLAYER_FIRST_NAME']} ${row['PLAYER_LAST_NAME']}`,
      number: row['JERSEY_NUMBER'] === null ? null : String(row['JERSEY_NUMBER']),
    }));

  it('are recognised in the whole league, however their names are written: whoever has a number', () => {
    const ours = league();
    const theirs = ours.map((player) => ({ ...player, name: otherwise(player.name) }));
    const numbered = ours.filter(({ number }) => number !== null).length;
    expect(outcome(theirs, ours)).toEqual({
      right: numbered,
      wrong: 0,
      question: ours.length - numbered,
      new: 0,
    });
    expect(numbered).toBeGreaterThan(500);
  });

  it('are questions by the name alone, and by initials', () => {
    const ours = league();
    const nameless = ours.map((player) => ({ ...player, number: null }));
    expect(outcome(nameless, ours)).toEqual({ right: 0, wrong: 0, question: ours.length, new: 0 });
    const initials = ours.map((player) => ({ ...player, name: player.name.replace(/^(\S)\S*/, '$1.') }));
    expect(outcome(initials, ours)).toEqual({ right: 0, wrong: 0, question: ours.length, new: 0 });
  });

  it('are recognised by the season in which they began, where nobody has a number', () => {
    const people = (file: string, name: string, called: (row: Row) => string): Person[] =>
      table(`platform/nba-com/${file}`, name).map((row) => ({
        id: Number(row['PERSON_ID']),
        team: String(row['TEAM_ID']),
        name: otherwise(called(row)),
        number: null,
        fromYear: Number(row['FROM_YEAR']),
      }));
    const ours = people(
      'playerindex_2025-26.json',
      'PlayerIndex',
      (row) => `${row['PLAYER_FIRST_NAME']} ${row['PLAYER_LAST_NAME']}`,
    );
    const theirs = people('commonallplayers_2025-26.json', 'CommonAllPlayers', (row) =>
      String(row['DISPLAY_FIRST_LAST']),
    ).filter(({ team }) => team !== '0');
    const { right, wrong, question } = outcome(theirs, ours);
    expect([wrong, question]).toEqual([0, 0]);
    expect(right).toBeGreaterThan(500);
  });

  it('are those of the roster of a team', () => {
    const roster = table('platform/nba-com/commonteamroster_1610612739.json', 'CommonTeamRoster').map(
      (row) => ({
        id: Number(row['PLAYER_ID']),
        team: String(row['TeamID']),
        name: String(row['PLAYER']),
        number: row['NUM'] === null ? null : String(row['NUM']),
      }),
    );
    expect(outcome(roster, league())).toEqual({ right: 18, wrong: 0, question: 1, new: 0 });
  });

  it('are recognised by their lines in a game without any number', () => {
    const body = JSON.parse(
      readFileSync(new URL('platform/nba-com/boxscoretraditionalv3_0022200552.json', DATA), 'utf8'),
    ).boxScoreTraditional;
    type Listed = {
      personId: number;
      firstName: string;
      familyName: string;
      statistics: Record<string, unknown>;
    };
    const ours: Person[] = [body.homeTeam, body.awayTeam].flatMap(
      ({ teamId, players }: { teamId: number; players: Listed[] }) =>
        players.map(({ personId, firstName, familyName, statistics }) => ({
          id: personId,
          team: String(teamId),
          name: `${firstName} ${familyName}`,
          number: null,
          line: statistics,
        })),
    );
    const theirs = ours.map((player) => ({ ...player, name: otherwise(player.name) }));
    // Whose line says next to nothing, because he hardly played, is asked about.
    expect(outcome(theirs, ours)).toEqual({ right: 19, wrong: 0, question: 4, new: 0 });
    // Among the lines of the other team nobody is found.
    const elsewhere = theirs.map((player) => ({
      ...player,
      team: ours.find(({ team }) => team !== player.team)?.team ?? '',
    }));
    expect(outcome(elsewhere, ours)).toEqual({ right: 0, wrong: 0, question: 0, new: 23 });
  });
});
