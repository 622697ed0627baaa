import { scoracleCommand } from '../../domain/shell-command.ts';
import type { PlayerQuestion } from './list-questions.ts';

/** An answer to a question about a player: the entity to link the id to, null for none, and the command that does. */
export type PlayerAnswer = { entity: number | null; command: string };

/** What may be answered: each candidate, or that it is a player of their own, or none of the candidates. */
export function answersTo(
  question: Pick<PlayerQuestion, 'sport' | 'provider' | 'external_id' | 'candidates' | 'stand_in_id'>,
): readonly PlayerAnswer[] {
  const { candidates, stand_in_id: standIn } = question;
  const entities = [...candidates.map(({ player_id: id }) => id), ...(standIn === null ? [] : [standIn])];
  const links = entities.map((entity) => ({ entity, command: linkCommand(question, entity) }));
  if (standIn !== null || candidates.length === 0) return links;
  return [...links, { entity: null, command: scoracleCommand('ids none', { options: idOptions(question) }) }];
}

type Id = Pick<PlayerQuestion, 'sport' | 'provider' | 'external_id'>;

function idOptions({ sport, provider, external_id: id }: Id) {
  return { '--sport': sport, '--provider': provider, '--external-id': id };
}

function linkCommand(id: Id, entity: number): string {
  const options = { ...idOptions(id), '--type': 'player', '--entity': entity };
  return scoracleCommand('ids link', { options });
}
