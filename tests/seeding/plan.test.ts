import { describe, expect, it } from 'vitest';
import type { Gap } from '../../src/sports/completeness.ts';
import {
  type TaskEntity,
  decideEntityOutcome,
  isPartDone,
  phasesOf,
  planEntitySteps,
  planOf,
} from '../../src/seeding/plan.ts';

const TEAMS = ['1', '2'];

function entity(change: Partial<TaskEntity>): TaskEntity {
  return {
    entityType: 'player',
    providerEntityId: '100',
    providerTeamId: '1',
    entityId: null,
    name: null,
    status: 'pending',
    attempts: 0,
    error: null,
    ...change,
  };
}

const team = (id: string, change: Partial<TaskEntity> = {}): TaskEntity =>
  entity({ entityType: 'team', providerEntityId: id, providerTeamId: id, ...change });

const players = (count: number, change: Partial<TaskEntity> = {}): TaskEntity[] =>
  Array.from({ length: count }, (_, index) =>
    entity({
      providerEntityId: String(100 + index),
      providerTeamId: index % 2 === 0 ? '1' : '2',
      ...change,
    }),
  );

describe('the plan of a task', () => {
  it("is the sport's strategy, unless the task has its own", () => {
    expect(planOf(null, 'hybrid')).toBe('hybrid');
    expect(planOf('per-entity', 'box-score')).toBe('per-entity');
    expect(planOf('blanket', 'per-entity')).toBe('blanket');
  });

  it('asks for the box score, for entities, or for both', () => {
    expect(phasesOf('box-score', 3)).toEqual({ asksBoxScore: true, asksEntities: false });
    expect(phasesOf('blanket', 0)).toEqual({ asksBoxScore: true, asksEntities: false });
    expect(phasesOf('per-entity', 0)).toEqual({ asksBoxScore: false, asksEntities: true });
    expect(phasesOf('hybrid', 0)).toEqual({ asksBoxScore: true, asksEntities: true });
  });

  it('gives the box score of a hybrid one attempt', () => {
    expect(phasesOf('hybrid', 1)).toEqual({ asksBoxScore: false, asksEntities: true });
  });

  it('takes a part for done only when nobody of it is open', () => {
    expect(isPartDone([], [], 'player')).toBe(false);
    expect(isPartDone(players(3, { status: 'completed' }), [], 'player')).toBe(true);
    expect(
      isPartDone([...players(3, { status: 'completed' }), entity({ status: 'absent' })], [], 'player'),
    ).toBe(true);
    expect(isPartDone([...players(3, { status: 'completed' }), entity({})], [], 'player')).toBe(false);
    expect(isPartDone(players(3, { status: 'absent' }), [], 'player')).toBe(false);
    expect(isPartDone(players(3, { status: 'completed' }), [], 'team')).toBe(false);
  });

  it('takes no part for done that the game still lacks something of', () => {
    const known = [...players(3, { status: 'completed' }), team('1', { status: 'completed' })];
    const noTeamLine: Gap = { kind: 'no_team_line', providerTeamId: '2', entityType: 'team', problem: 'x' };
    expect(isPartDone(known, [noTeamLine], 'team')).toBe(false);
    expect(isPartDone(known, [noTeamLine], 'player')).toBe(true);
    expect(isPartDone(known, [{ ...noTeamLine, kind: 'no_players', entityType: 'player' }], 'player')).toBe(
      false,
    );
  });
});

describe('the calls of a run by entities', () => {
  const everybody = [team('1'), team('2'), ...players(4)];

  it('begin with the teams, then go through the players side by side', () => {
    const steps = planEntitySteps(everybody, { playersBy: 'player', teamsBy: 'game' }, TEAMS);
    expect(steps.map(({ question }) => question)).toEqual([
      { kind: 'both-team-lines' },
      { kind: 'player', providerTeamId: '1', providerPlayerId: '100' },
      { kind: 'player', providerTeamId: '1', providerPlayerId: '102' },
      { kind: 'player', providerTeamId: '2', providerPlayerId: '101' },
      { kind: 'player', providerTeamId: '2', providerPlayerId: '103' },
    ]);
  });

  it('take a whole team where the API has no call for a player', () => {
    const steps = planEntitySteps(everybody, { playersBy: 'team', teamsBy: 'team' }, TEAMS);
    expect(steps.map(({ question, covers }) => [question.kind, covers.length])).toEqual([
      ['team-line', 1],
      ['team-line', 1],
      ['team-players', 2],
      ['team-players', 2],
    ]);
  });

  it('ask a team of which nobody is known', () => {
    const steps = planEntitySteps([], { playersBy: 'team', teamsBy: 'team' }, TEAMS);
    expect(steps.map(({ question }) => question.kind)).toEqual(['team-players', 'team-players']);
    expect(planEntitySteps([], { playersBy: 'player', teamsBy: 'game' }, TEAMS)).toEqual([]);
  });

  it('leave out who is settled, and who has failed for good', () => {
    const entities = [
      team('1', { status: 'completed' }),
      team('2', { status: 'completed' }),
      entity({ providerEntityId: '7', status: 'completed' }),
      entity({ providerEntityId: '8', status: 'absent' }),
      entity({ providerEntityId: '9', status: 'failed' }),
      entity({ providerEntityId: '10', attempts: 2, error: 'a timeout' }),
    ];
    const steps = planEntitySteps(entities, { playersBy: 'player', teamsBy: 'game' }, TEAMS);
    expect(steps.map(({ question }) => question)).toEqual([
      { kind: 'player', providerTeamId: '1', providerPlayerId: '10' },
    ]);
  });
});

describe('the outcome of a run by entities', () => {
  const NOTHING_ODD = { isLastAttempt: false, gaps: [] };
  const gap = (kind: Gap['kind'], problem: string): Gap => ({
    kind,
    problem,
    providerTeamId: '1',
    entityType: kind === 'no_team_line' ? 'team' : 'player',
  });
  const teams = [team('1', { status: 'completed' }), team('2', { status: 'completed' })];
  const done = players(28, { status: 'completed' });

  it('is complete when everybody has a line or did not take part', () => {
    const entities = [...teams, ...done.slice(3), ...players(3, { status: 'absent' })];
    expect(decideEntityOutcome(entities, NOTHING_ODD)).toEqual({ kind: 'completed' });
  });

  it('is another try while somebody is open, and says how far it has come', () => {
    const open = players(3, { name: 'A. Bench', error: 'a timeout' });
    const outcome = decideEntityOutcome([...teams, ...done.slice(3), ...open], NOTHING_ODD);
    expect(outcome).toMatchObject({ kind: 'retry', message: expect.stringContaining('27 of 30') });
  });

  it('is partial when a few have failed for good, and names them', () => {
    const failed = entity({ name: 'A. Bench', status: 'failed', error: 'not found' });
    const outcome = decideEntityOutcome([...teams, ...done.slice(1), failed], NOTHING_ODD);
    expect(outcome).toEqual({
      kind: 'partial',
      message: expect.stringMatching(/^29 of 30 .*missing: A\. Bench \(not found\)$/),
    });
  });

  it('is partial on the last attempt even where somebody could still be asked for', () => {
    const outcome = decideEntityOutcome([...teams, ...done.slice(1), entity({})], {
      ...NOTHING_ODD,
      isLastAttempt: true,
    });
    expect(outcome.kind).toBe('partial');
  });

  it.each([
    [
      'more than a fifth of the players is missing',
      [...teams, ...done.slice(6), ...players(6, { status: 'failed' })],
    ],
    ['a team is missing', [team('1', { status: 'completed' }), team('2', { status: 'failed' }), ...done]],
  ])('is a failure when %s', (_, entities) => {
    expect(decideEntityOutcome(entities, NOTHING_ODD).kind).toBe('failed');
  });

  it('is a failure when nobody of a side has a line, and says what went wrong', () => {
    const outcome = decideEntityOutcome([...teams, ...done], {
      isLastAttempt: true,
      gaps: [gap('no_players', 'no player of Heat has a line')],
      lastProblem: 'a web page',
    });
    expect(outcome).toMatchObject({
      kind: 'failed',
      message: expect.stringMatching(/no player of Heat .*\(a web page\)/),
    });
  });

  it('asks again where the lines do not make the score, and keeps them as partial in the end', () => {
    const problem = 'players of Heat: 90 of 110 points';
    const facts = { ...NOTHING_ODD, gaps: [gap('score', problem)] };
    expect(decideEntityOutcome([...teams, ...done], facts).kind).toBe('retry');
    expect(decideEntityOutcome([...teams, ...done], { ...facts, isLastAttempt: true })).toEqual({
      kind: 'partial',
      message: `30 of 30 players and teams; ${problem}`,
    });
  });
});
