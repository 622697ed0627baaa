import type { Random } from '../../../src/platform/random.ts';
import { shuffled } from '../sampling.ts';
import { NFL_TEAMS, type NflTeam } from './nfl-teams.ts';

export type Matchup = { home: NflTeam; away: NflTeam };

/** A round in which every team plays once: sixteen games. */
export type Round = readonly Matchup[];

const DIVISIONS = ['East', 'North', 'South', 'West'] as const;
type Division = readonly NflTeam[];
type Conference = readonly Division[];

/**
 * Who plays whom, by the league's formula, as rounds: six games inside the division (home and away), four against
 * another division of the conference, four against one of the other conference, two against the teams of the same
 * place in the conference's other divisions, and one more against the other conference, which one conference
 * hosts in even years and the other in odd ones.
 */
export function seasonRounds(random: Random, season: number): { division: Round[]; others: Round[] } {
  const [afc, nfc] = [conference(random, 'AFC'), conference(random, 'NFC')];
  const conferences = [afc, nfc];
  const turn = season % 4;
  const opponents = (offset: number): readonly (readonly [Division, Division])[] =>
    afc.map((division, index) => [division, divisionAt(nfc, index + turn + offset)] as const);

  // East and North, South and West.
  const ownPairs = conferences.flatMap((one) => [
    [divisionAt(one, 0), divisionAt(one, 1)] as const,
    [divisionAt(one, 2), divisionAt(one, 3)] as const,
  ]);
  const isAfcHost = season % 2 === 1;
  return {
    division: inDivision([...afc, ...nfc]),
    others: [
      ...everybodyMeets(ownPairs),
      ...everybodyMeets(opponents(0)),
      // East and North host one of their two games here, and play the other away.
      conferences.flatMap((one) => [
        ...samePlace(divisionAt(one, 0), divisionAt(one, 2)),
        ...samePlace(divisionAt(one, 1), divisionAt(one, 3)),
      ]),
      conferences.flatMap((one) => [
        ...samePlace(divisionAt(one, 3), divisionAt(one, 0)),
        ...samePlace(divisionAt(one, 2), divisionAt(one, 1)),
      ]),
      opponents(1).flatMap(([own, other]) => (isAfcHost ? samePlace(own, other) : samePlace(other, own))),
    ],
  };
}

/** The four divisions of a conference; the order in a division is the place in the year before. */
function conference(random: Random, name: NflTeam['conference']): Conference {
  return DIVISIONS.map((division) =>
    shuffled(
      random,
      NFL_TEAMS.filter((team) => team.conference === name && team.division === division),
    ),
  );
}

/** Six rounds in which four teams meet each other at home and away. */
function inDivision(divisions: readonly Division[]): Round[] {
  const pairings = [
    [0, 1, 2, 3],
    [2, 0, 3, 1],
    [0, 3, 1, 2],
  ] as const;
  const once = pairings.map(([a, b, c, d]) =>
    divisions.flatMap((division) => [
      { home: teamAt(division, a), away: teamAt(division, b) },
      { home: teamAt(division, c), away: teamAt(division, d) },
    ]),
  );
  return [...once, ...once.map((round) => round.map(({ home, away }) => ({ home: away, away: home })))];
}

/** Four rounds in which each team of one division meets each of the other, twice at home. */
function everybodyMeets(pairs: readonly (readonly [Division, Division])[]): Round[] {
  return [0, 1, 2, 3].map((shift) =>
    pairs.flatMap(([one, other]) =>
      one.map((team, index) => {
        const opponent = teamAt(other, index + shift);
        return shift < 2 ? { home: team, away: opponent } : { home: opponent, away: team };
      }),
    ),
  );
}

function samePlace(hosts: Division, guests: Division): Round {
  return hosts.map((home, place) => ({ home, away: teamAt(guests, place) }));
}

function divisionAt(divisions: Conference, index: number): Division {
  return divisions[index % divisions.length] ?? [];
}

function teamAt(division: Division, index: number): NflTeam {
  const team = division[index % division.length];
  if (team === undefined) throw new RangeError('a division is empty');
  return team;
}
