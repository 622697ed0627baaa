import type { AlertsConfig } from '../../config/areas/alerts.ts';
import { commandWords } from '../../domain/shell-command.ts';
import type { Finding } from './alert.ts';
import type { GameInTrouble } from '../facts/games-in-trouble.ts';
import type { AlertFacts } from './facts.ts';
import { CRITICAL, WARNING, plural, sentence } from './finding-forms.ts';

const HOUR_MS = 3_600_000;

/** What is wrong with games. Pure. */
export function judgeGames(facts: AlertFacts, { incompleteMs }: AlertsConfig): Finding[] {
  return [
    ...facts.failedGames.map(failedGame),
    ...facts.stuckGames.map(stuckGame),
    ...facts.incompleteGames.map((game) => incompleteGame(game, incompleteMs / HOUR_MS)),
    ...partialGames(facts),
  ];
}

function failedGame(game: GameInTrouble): Finding {
  const isPoison = game.error_type === 'poison';
  const kind = isPoison ? 'game_poison' : 'game_failed';
  return {
    ...CRITICAL,
    key: `${kind}:${game.id}`,
    kind,
    since: game.since,
    title: isPoison
      ? `${game.label} was set aside: its workers died of it`
      : `${game.label} has failed for good`,
    detail: sentence(game.error_message ?? 'no reason is known'),
    remedy: isPoison
      ? 'See the logs and the memory of the workers that ran it, fix the cause, then retry it.'
      : 'See its timeline for the reason, fix it, then retry it.',
    command: commandWords('retry-task', { options: { '--task-id': game.id } }),
    path: `/games/${game.game_id}`,
  };
}

function stuckGame(game: GameInTrouble): Finding {
  return {
    ...CRITICAL,
    key: `game_stuck:${game.id}`,
    kind: 'game_stuck',
    since: game.since,
    title: `${game.label} should be over and is not`,
    detail: sentence(game.hold_detail ?? 'the provider does not have it as final'),
    remedy:
      'Look the game up elsewhere: if it was put off or called off, say so; else wait for the provider.',
    command: commandWords('why', { operands: [game.game_id] }),
    path: `/games/${game.game_id}`,
  };
}

function incompleteGame(game: GameInTrouble, hours: number): Finding {
  return {
    ...CRITICAL,
    key: `game_incomplete:${game.id}`,
    kind: 'game_incomplete',
    since: game.since,
    title: `${game.label} is not complete ${plural(hours, 'hour', 'hours')} after its window`,
    detail: sentence(game.hold_detail ?? game.hold_words ?? game.error_message ?? game.in_words),
    remedy: 'See what it waits for, and fix that; if it was never played, cancel it.',
    command: commandWords('why', { operands: [game.game_id] }),
    path: `/games/${game.game_id}`,
  };
}

function partialGames({ partialGames: { count, label } }: AlertFacts): Finding[] {
  if (count === 0) return [];
  return [
    {
      ...WARNING,
      key: 'games_partial',
      kind: 'games_partial',
      count,
      title: `${plural(count, 'game has', 'games have')} only a part of the lines`,
      detail: `Of those that ended in the last week, the latest ${label ?? 'unknown'}.`,
      remedy: 'Each game’s page names what is missing; `retry-task` asks for just that.',
      command: 'query games --seeding-status partial',
      path: '/games',
    },
  ];
}
