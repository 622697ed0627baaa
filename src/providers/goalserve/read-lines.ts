import { z } from 'zod';
import type { NbaCounts, NbaPlayerLine, NbaTeamLine } from '../../domain/nba-lines.ts';
import type { RowList } from '../../domain/refused-row.ts';
import type { Parsed } from '../client/provider-call.ts';
import { LooseText, ProviderId, countField, looseNumber, plainField } from '../reading/fields.ts';
import { RowReading, readRow } from '../reading/read-rows.ts';
import { childOf, type FeedNode } from './feed.ts';
import type { FeedMatch } from './read-matches.ts';

const Count = countField(looseNumber);

/** `35:12` or whole minutes; blank for somebody who did not play. */
const Minutes = plainField('not a playing time', (value): number | null | undefined => {
  const text = String(value ?? '').trim();
  if (text === '' || text === '-') return null;
  const found = /^(\d{1,3})(?::([0-5]\d))?$/.exec(text);
  return found ? Number(found[1]) * 60 + Number(found[2] ?? 0) : undefined;
});

const Player = z.object({
  id: ProviderId,
  name: LooseText,
  pos: LooseText,
  minutes: Minutes,
  points: Count,
  field_goals_made: Count,
  field_goals_attempts: Count,
  threepoint_goals_made: Count,
  threepoint_goals_attempts: Count,
  freethrows_goals_made: Count,
  freethrows_goals_attempts: Count,
  offence_rebounds: Count,
  defense_rebounds: Count,
  total_rebounds: Count,
  assists: Count,
  steals: Count,
  blocks: Count,
  turnovers: Count,
  personal_fouls: Count,
  plus_minus: Count,
});

/** Who stands on the floor when a game begins. */
const STARTERS = 5;

const SIDES = [
  { names: ['hometeam', 'localteam'], side: 'home' },
  { names: ['awayteam', 'visitorteam'], side: 'away' },
] as const;

/** The lines of both sides' players, of which five are listed as starters; none while the feed has none. */
export function playerLinesOf({ game, node }: FeedMatch): Parsed<RowList<NbaPlayerLine>> {
  const stats = childOf(node, 'player_stats');
  const reading = new RowReading<NbaPlayerLine>();
  for (const { names, side } of SIDES) {
    const { providerTeamId } = game[side];
    const team = childOf(stats, ...names);
    const starters = childOf(team, 'starters')?.children['player'] ?? [];
    const bench = childOf(team, 'bench')?.children['player'] ?? [];
    if (starters.length + bench.length > 0 && starters.length !== STARTERS) {
      const problem = `match ${game.providerGameId}: team ${providerTeamId} has ${starters.length} starters`;
      return { ok: false, kind: 'mismatch', problem };
    }
    for (const player of starters) takePlayer(reading, player, providerTeamId, true);
    for (const player of bench) takePlayer(reading, player, providerTeamId, false);
  }
  return reading.result();
}

function takePlayer(
  reading: RowReading<NbaPlayerLine>,
  { texts }: FeedNode,
  providerTeamId: string,
  isStarter: boolean,
): void {
  const row = readRow(Player, texts);
  if (!row.ok) {
    const id = texts['id'] ?? '';
    const owner = {
      entityType: 'player',
      providerEntityId: /^\d{1,20}$/.test(id) ? id : null,
      providerTeamId,
      name: texts['name'] ?? null,
    } as const;
    reading.refuse('malformed', owner, row.problem);
    return;
  }
  const [firstName = '', ...rest] = (row.value.name ?? '').split(' ');
  reading.keep({
    player: { providerPlayerId: row.value.id, firstName, lastName: rest.join(' ') },
    providerTeamId,
    secondsPlayed: row.value.minutes ?? 0,
    // The list says who starts; where it tells no position, the place in it is all that is known.
    startPosition: isStarter ? (row.value.pos ?? 'S') : null,
    comment: null,
    ...countsOf(row.value),
  });
}

function countsOf(row: z.infer<typeof Player>): NbaCounts {
  return {
    points: row.points,
    fieldGoalsMade: row.field_goals_made,
    fieldGoalsAttempted: row.field_goals_attempts,
    threePointersMade: row.threepoint_goals_made,
    threePointersAttempted: row.threepoint_goals_attempts,
    freeThrowsMade: row.freethrows_goals_made,
    freeThrowsAttempted: row.freethrows_goals_attempts,
    offensiveRebounds: row.offence_rebounds,
    defensiveRebounds: row.defense_rebounds,
    totalRebounds: row.total_rebounds,
    assists: row.assists,
    steals: row.steals,
    blocks: row.blocks,
    turnovers: row.turnovers,
    personalFouls: row.personal_fouls,
    plusMinus: row.plus_minus,
  };
}

const TeamFigures = z.object({
  fieldGoalsMade: Count,
  fieldGoalsAttempted: Count,
  threePointersMade: Count,
  threePointersAttempted: Count,
  freeThrowsMade: Count,
  freeThrowsAttempted: Count,
  offensiveRebounds: Count,
  defensiveRebounds: Count,
  totalRebounds: Count,
  assists: Count,
  steals: Count,
  blocks: Count,
  turnovers: Count,
  personalFouls: Count,
});

/** Both sides' lines; none while the feed has none. Points are the side's score. */
export function teamLinesOf({ game, node }: FeedMatch): Parsed<RowList<NbaTeamLine>> {
  const stats = childOf(node, 'team_stats');
  const reading = new RowReading<NbaTeamLine>();
  for (const { names, side } of SIDES) {
    const team = childOf(stats, ...names);
    if (!team) continue;
    const { providerTeamId, name } = game[side];
    const row = readRow(TeamFigures, figuresOf(team));
    const owner = { entityType: 'team', providerEntityId: providerTeamId, providerTeamId, name } as const;
    if (!row.ok) reading.refuse('malformed', owner, row.problem);
    else {
      const [own, other] =
        side === 'home' ? [game.homeScore, game.awayScore] : [game.awayScore, game.homeScore];
      reading.keep({
        ...row.value,
        points: own,
        plusMinus: own === null || other === null ? null : own - other,
        providerTeamId,
        ...NOT_TOLD,
      });
    }
  }
  return reading.result();
}

/** Of each figure its node, with `total` and, where it can be missed, `attempts`. */
function figuresOf(team: FeedNode): Record<keyof z.infer<typeof TeamFigures>, string | undefined> {
  const told = (names: readonly string[], text = 'total') => childOf(team, ...names)?.texts[text];
  const [fieldGoals, threes, freeThrows] = [
    ['field_goals_made', 'field_goals'],
    ['threepoint_goals_made', 'threepoint_goals'],
    ['freethrows_goals_made', 'freethrows_goals', 'free_throws'],
  ];
  return {
    fieldGoalsMade: told(fieldGoals ?? []),
    fieldGoalsAttempted: told(fieldGoals ?? [], 'attempts'),
    threePointersMade: told(threes ?? []),
    threePointersAttempted: told(threes ?? [], 'attempts'),
    freeThrowsMade: told(freeThrows ?? []),
    freeThrowsAttempted: told(freeThrows ?? [], 'attempts'),
    offensiveRebounds: told(['rebounds'], 'offence'),
    defensiveRebounds: told(['rebounds'], 'defense'),
    totalRebounds: told(['rebounds']),
    assists: told(['assists']),
    steals: told(['steals']),
    blocks: told(['blocks']),
    turnovers: told(['turnovers']),
    personalFouls: told(['personal_fouls']),
  };
}

const NOT_TOLD = {
  secondsPlayed: null,
  fastBreakPoints: null,
  pointsInPaint: null,
  secondChancePoints: null,
  pointsOffTurnovers: null,
  biggestLead: null,
  longestRun: null,
} as const;
