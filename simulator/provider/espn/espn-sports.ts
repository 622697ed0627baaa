import { generateFootballSeason } from '../football/season-schedule.ts';
import { generateNbaSeason } from '../nba/season-schedule.ts';
import { generateNflSeason } from '../nfl/season-schedule.ts';
import { generateResultSeason } from '../results/result-season.ts';
import type { SimulatedSport } from '../simulated-api.ts';
import { createBoardApi } from './espn-board-api.ts';
import { footballBoard } from './football-board.ts';
import { nbaBoard } from './nba-board.ts';
import { nflBoard } from './nfl-board.ts';
import { resultsBoard } from './results-board.ts';

const settings: SimulatedSport['settings'] = ({ url }) => ({ ESPN_ENABLED: 'on', ESPN_URL: url });

/** What is simulated of ESPN: the leagues that the other providers have as well, with the same players and results. */
export const ESPN_SIMULATED = {
  NBA: {
    createApi: ({ seed }) => createBoardApi(nbaBoard(seed), seed),
    generateSeason: generateNbaSeason,
    example: {
      league: 'NBA',
      pairs: [
        ['LAL', 'GSW'],
        ['BOS', 'MIA'],
      ],
    },
    settings,
  },
  NFL: {
    createApi: ({ seed }) => createBoardApi(nflBoard(seed), seed),
    generateSeason: generateNflSeason,
    example: {
      league: 'NFL',
      pairs: [
        ['JAX', 'LV'],
        ['KC', 'BUF'],
      ],
    },
    settings,
  },
  FOOTBALL: {
    createApi: ({ seed }) => createBoardApi(footballBoard(seed), seed),
    generateSeason: generateFootballSeason,
    example: {
      league: 'Premier League',
      pairs: [
        ['Chelsea', 'Arsenal'],
        ['Everton', 'Fulham'],
      ],
    },
    settings,
  },
  NHL: {
    createApi: ({ seed }) => createBoardApi(resultsBoard('NHL', seed), seed),
    generateSeason: generateResultSeason('NHL'),
    example: {
      league: 'NHL',
      pairs: [
        ['TOR', 'BOS'],
        ['UTA', 'VGK'],
      ],
    },
    settings,
  },
  MLB: {
    createApi: ({ seed }) => createBoardApi(resultsBoard('MLB', seed), seed),
    generateSeason: generateResultSeason('MLB'),
    example: {
      league: 'MLB',
      pairs: [
        ['NYY', 'BOS'],
        ['LAD', 'ATH'],
      ],
    },
    settings,
  },
} as const satisfies Record<string, SimulatedSport>;
