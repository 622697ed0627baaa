import { oneLine } from './output/plain-text.ts';
import { instantWithHint } from './output/time-words.ts';
import type { View } from './output/view.ts';

/** Whether a sport is seeded, in words. */
export function pauseWords(pausedAt: Date | null, reason: string | null, view: View): string {
  if (pausedAt === null) return view.colors.green('seeding');
  const why = reason ? `, by ${oneLine(reason)}` : '';
  return view.colors.yellow(`paused since ${instantWithHint(pausedAt, view.nowMs)}${why}`);
}
