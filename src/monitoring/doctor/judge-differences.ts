import { scoracleCommand } from '../../domain/shell-command.ts';
import type { OpenDifferences } from '../facts/source-differences.ts';
import { type Verdict, ok, warn } from './finding.ts';

/** Where two sources say different things, a person looks at both. */
export function judgeDifferences({ games, first }: OpenDifferences): Verdict {
  if (first === null) return ok('the sources of scores say the same of every game that was compared');
  const { gameId, source, field, ours, theirs } = first;
  return warn(
    `${games} ${games === 1 ? 'game is' : 'games are'} told differently by another source, such as game ${gameId}: ${source} has ${field} ${theirs ?? 'nothing'}, here it is ${ours ?? 'nothing'}`,
    `See \`${scoracleCommand('differences list', { options: { '--status': 'open' } })}\`; \`${scoracleCommand('seed-game', { options: { '--game-id': gameId, '--force': true } })}\` asks again.`,
  );
}
