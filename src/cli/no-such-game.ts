import { CommandFailure } from './outcome.ts';

/** The failure of a command that was given the id of no game. */
export function noSuchGame(gameId: number): CommandFailure {
  return new CommandFailure({
    code: 'not_found',
    message: `There is no game ${gameId}`,
    remedy: 'See query games for the games and their ids.',
  });
}
