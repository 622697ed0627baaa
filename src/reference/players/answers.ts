import { scoracleCommand } from '../../domain/shell-command.ts';
import type { PlayerQuestion } from './list-questions.ts';

/** An answer to a question about a player: the entity to link the id to, and the command that does. */
export type PlayerAnswer = { entity: number; command: string };

/** What may be answered: each candidate, or that it is a player of their own. */
export function answersTo(
  question: Pick<PlayerQuestion, 'sport' | 'provider' | 'external_id' | 'candidates' | 'stand_in_id'>,
): readonly PlayerAnswer[] {
  const { candidates, stand_in_id: standIn } = question;
  const entities = [...candidates.map(({ player_id: id }) => id), ...(standIn === null ? [] : [standIn])];
  return entities.map((entity) => ({ entity, command: linkCommand(question, entity) }));
}

function linkCommand(
  { sport, provider, external_id: id }: Pick<PlayerQuestion, 'sport' | 'provider' | 'external_id'>,
  entity: number,
): string {
  const options = {
    '--sport': sport,
    '--type': 'player',
    '--provider': provider,
    '--external-id': id,
    '--entity': entity,
  };
  return scoracleCommand('ids link', { options });
}
