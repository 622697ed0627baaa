import { venueAliases, venues } from '../../db/schema/venues.ts';
import { wrongIds } from '../../db/schema/wrong-ids.ts';
import { getTableName } from 'drizzle-orm';
import { externalIds } from '../../db/schema/external-ids.ts';
import { playerFacts, playerQuestions } from '../../db/schema/player-identity.ts';
import { leagueSeasons } from '../../db/schema/league-seasons.ts';
import { playerMerges } from '../../db/schema/player-merges.ts';
import {
  leagues,
  players,
  seasons,
  sports,
  teamAliasChanges,
  teamAliases,
  teamRosters,
  teams,
} from '../../db/schema/reference.ts';
import { teamSeasons } from '../../db/schema/team-seasons.ts';
import type { Dataset } from '../dataset.ts';
import { BOX_SCORE, ROSTER, SCHEDULE } from './capabilities.ts';

/** Leagues, seasons, teams and players, with their names and ids. */
export function referenceDatasets(): readonly Dataset[] {
  return [
    ...leagueAndTeamDatasets(),
    ...membershipDatasets(),
    ...identityDatasets(),
    ...venueDatasets(),
    ...mergeDatasets(),
  ];
}

/** Sports, leagues, seasons and teams. */
function leagueAndTeamDatasets(): readonly Dataset[] {
  return [
    {
      name: getTableName(sports),
      relation: 'table',
      grain: 'one sport',
      meaning: 'The sports, and whether the seeding of one is paused.',
      inputs: [],
    },
    {
      name: getTableName(leagues),
      relation: 'table',
      grain: 'one league',
      meaning: 'The leagues of each sport, and when their schedules are asked for.',
      inputs: [{ dataset: getTableName(sports) }],
    },
    {
      name: getTableName(seasons),
      relation: 'table',
      grain: 'one season of a sport, by the year in which it starts',
      meaning: 'The seasons that schedules name.',
      inputs: [{ dataset: getTableName(sports) }],
    },
    {
      name: getTableName(teams),
      relation: 'table',
      grain: 'one team',
      meaning: 'Clubs and franchises under their present names.',
      inputs: [{ dataset: getTableName(leagues) }, BOX_SCORE],
    },
    {
      name: getTableName(teamAliases),
      relation: 'table',
      grain: 'one other name of a team within its league',
      meaning: 'Other names by which schedules and people call a team.',
      inputs: [{ dataset: getTableName(teams) }],
    },
    {
      name: getTableName(teamAliasChanges),
      relation: 'table',
      grain: 'one change of a team or of its names',
      meaning: 'Who added, renamed or taught what, and when.',
      inputs: [{ dataset: getTableName(teams) }],
    },
  ];
}

/** Players, and who is where in which season. */
function membershipDatasets(): readonly Dataset[] {
  return [
    {
      name: getTableName(players),
      relation: 'table',
      grain: 'one player',
      meaning: 'Players as box scores and rosters name them, with their present team.',
      inputs: [{ dataset: getTableName(teams) }, BOX_SCORE, ROSTER],
    },
    {
      name: getTableName(teamRosters),
      relation: 'table',
      grain: 'one player of one team in one season',
      meaning: 'Who was with which team in which season, and until when.',
      inputs: [{ dataset: getTableName(players) }, ROSTER],
    },
    {
      name: getTableName(teamSeasons),
      relation: 'table',
      grain: 'one team in one league and season',
      meaning: 'Which team plays where in which season: promotion, relegation, relocation.',
      inputs: [{ dataset: getTableName(teams) }, { dataset: getTableName(seasons) }, SCHEDULE],
    },
    {
      name: getTableName(leagueSeasons),
      relation: 'table',
      grain: 'one season of one league',
      meaning: 'When a season of a league begins and ends, and its kinds of game.',
      inputs: [{ dataset: getTableName(leagues) }],
    },
  ];
}

/** What providers call them. */
function identityDatasets(): readonly Dataset[] {
  return [
    {
      name: getTableName(externalIds),
      relation: 'table',
      grain: 'one id of a team, player, game or league at one provider',
      meaning: 'The crosswalk of identities: how each id was learned, when, and how sure it is.',
      inputs: [{ dataset: getTableName(teams) }, { dataset: getTableName(players) }, SCHEDULE, BOX_SCORE],
    },
    {
      name: getTableName(playerFacts),
      relation: 'table',
      grain: 'what one source says of one player',
      meaning:
        'Birth date, shirt number, size and seasons of a player by the newest word of each source; `players` follows from it.',
      inputs: [{ dataset: getTableName(players) }, BOX_SCORE, ROSTER],
    },
    {
      name: getTableName(playerQuestions),
      relation: 'table',
      grain: 'one question about who a player of a provider is',
      meaning:
        'Players of other sources of whom it is not plain who they are: who may be meant, what speaks for it and against it, and the answer.',
      inputs: [{ dataset: getTableName(externalIds) }, BOX_SCORE, ROSTER],
    },
    {
      name: getTableName(wrongIds),
      relation: 'table',
      grain: 'one id at one provider that does not mean one entity',
      meaning: 'Ids that people have taken from an entity, so that no guess ties the two again.',
      inputs: [{ dataset: getTableName(externalIds) }],
    },
  ];
}

/** Places and their names. */
function venueDatasets(): readonly Dataset[] {
  return [
    {
      name: getTableName(venues),
      relation: 'table',
      grain: 'one place',
      meaning: 'Where games are played: what schedules say, and what people add.',
      inputs: [SCHEDULE],
    },
    {
      name: getTableName(venueAliases),
      relation: 'table',
      grain: 'one other name of one place',
      meaning: 'Former names of places, and the words of schedules that somebody has explained.',
      inputs: [{ dataset: getTableName(venues) }, { dataset: getTableName(leagues) }],
    },
  ];
}

/** Players who became one. */
function mergeDatasets(): readonly Dataset[] {
  return [
    {
      name: getTableName(playerMerges),
      relation: 'table',
      grain: 'one player who was merged into another',
      meaning: 'Merges of players with what each moved, so that they can be split again.',
      inputs: [{ dataset: getTableName(players) }],
    },
  ];
}
