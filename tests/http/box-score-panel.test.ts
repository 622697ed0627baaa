import { describe, expect, it } from 'vitest';
import type { BoxScoreSport } from '../../src/domain/sport.ts';
import { boxScorePanel } from '../../src/http/pages/box-score-panel.ts';
import type { BoxScore } from '../../src/read/games/box-score.ts';
import type { LineValues } from '../../src/sports/display-columns.ts';
import { FOOTBALL_PLAYER_LINES, FOOTBALL_TEAM_LINES } from '../../src/sports/football/columns.ts';
import { NBA_PLAYER_LINES, NBA_TEAM_LINES } from '../../src/sports/nba/columns.ts';
import { NFL_PLAYER_LINES, NFL_TEAM_LINES } from '../../src/sports/nfl/columns.ts';
import { SPORT_FACTS } from '../../src/sports/all-facts.ts';

const COLUMNS: Record<BoxScoreSport, { player: readonly string[]; team: readonly string[] }> = {
  NBA: { player: NBA_PLAYER_LINES.valueColumns, team: NBA_TEAM_LINES.valueColumns },
  NFL: { player: NFL_PLAYER_LINES.valueColumns, team: NFL_TEAM_LINES.valueColumns },
  FOOTBALL: { player: FOOTBALL_PLAYER_LINES.valueColumns, team: FOOTBALL_TEAM_LINES.valueColumns },
};

const filled = (columns: readonly string[], value: number): LineValues =>
  Object.fromEntries(columns.map((column) => [column, value]));

function boxOf(
  sport: BoxScoreSport,
  players: readonly [string, LineValues][],
  team: LineValues | null = null,
): BoxScore {
  const lines = players.map(([name, values], index) => ({
    player_id: index + 1,
    name,
    source: 'api-sports',
    run_id: null,
    values,
  }));
  const side = {
    abbreviation: 'AWY',
    is_home: false,
    players: lines,
    team,
    team_source: team && 'toy',
    team_run_id: null,
  };
  return {
    game_id: 1,
    sport,
    not_collected: null,
    sides: [
      { ...side, team_id: 1, name: 'Visitors' },
      {
        team_id: 2,
        name: 'Hosts',
        abbreviation: 'HST',
        is_home: true,
        players: [],
        team: null,
        team_source: null,
        team_run_id: null,
      },
    ],
  };
}

const textOf = (box: BoxScore): string =>
  String(boxScorePanel(box) ?? '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ');

describe('the box score', () => {
  it.each(['NBA', 'NFL', 'FOOTBALL'] as const)('names only columns that lines of %s have', (sport) => {
    const player = filled(COLUMNS[sport].player, 7);
    const team = filled(COLUMNS[sport].team, 7);
    for (const group of SPORT_FACTS[sport].display.boxScore) {
      expect([group.title, group.has(player)]).toEqual([group.title, true]);
      expect(group.columns.map((column) => column.text(player)).join(' ')).not.toContain('undefined');
    }
    expect(SPORT_FACTS[sport].display.teams.map((figure) => figure.text(team)).join(' ')).not.toMatch(
      /undefined|–/,
    );
  });

  it('lists NFL players by what they did, most of it first, and nobody without a part', () => {
    const nothing: LineValues = Object.fromEntries(COLUMNS.NFL.player.map((column) => [column, null]));
    const text = textOf(
      boxOf('NFL', [
        ['Backup', { ...nothing, passing_attempts: 3, passing_completions: 1, passing_yards: 9 }],
        ['Starter', { ...nothing, passing_attempts: 31, passing_completions: 20, passing_yards: 244 }],
        ['Kicker', { ...nothing, extra_points_attempted: 2, extra_points_made: 1, kicking_points: 1 }],
      ]),
    );
    expect(text).toMatch(
      /Passing C\/A YDS .*Starter 20\/31 244 .*Backup 1\/3 9 .*Kicking and punting .*Kicker – 1\/2 1/,
    );
    expect(text).not.toMatch(/Rushing|Receiving|Returns/);
  });

  it('shows ratings and positions of football, and team figures side by side', () => {
    const player = {
      ...filled(COLUMNS.FOOTBALL.player, 0),
      position: 'G',
      minutes: 90,
      rating: 7.2,
      saves: 4,
    };
    const team = { ...filled(COLUMNS.FOOTBALL.team, 0), formation: '4-3-3', possession_percent: 61 };
    const text = textOf(boxOf('FOOTBALL', [['Keeper <b>', player]], team));
    expect(text).toMatch(/Keeper &lt;b&gt; G 90 7.2 0 0 0\/0/);
    expect(text).toMatch(/Formation 4-3-3 Possession, % 61/);
  });

  it('is not there before the first line is in', () => {
    expect(boxScorePanel(boxOf('NBA', []))).toBeNull();
  });
});
