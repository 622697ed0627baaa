import type { z } from 'zod';
import type { ActionSchema } from './answers/tasks.ts';
import type { Unsent } from './answers/values.ts';
import type { ActionResult } from '../seeding/action-result.ts';
import type { ApiAnswer } from './api-route.ts';
import { HttpProblem } from './problem.ts';

/** The answer to an action on one task or game; a refusal becomes 404 or 409. */
export function actionAnswer(result: ActionResult): ApiAnswer<Unsent<z.output<typeof ActionSchema>>> {
  if (!result.ok) throw new HttpProblem(result.reason, result.message);
  const { taskId, gameId, message, windowOpensAt } = result;
  return {
    status: 200,
    body: {
      task_id: taskId,
      game_id: gameId,
      message,
      ...(windowOpensAt ? { window_opens_at: windowOpensAt } : {}),
    },
  };
}
