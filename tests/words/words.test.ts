import { describe, expect, it } from 'vitest';
import { ALERT_SENTENCES } from './of-alerts.ts';
import { FILE_SENTENCES } from './of-files.ts';
import { GAME_SENTENCES } from './of-games.ts';
import { REQUEST_SENTENCES } from './of-requests.ts';
import { SETTING_SENTENCES } from './of-settings.ts';
import { TASK_SENTENCES } from './of-tasks.ts';
import { TONIGHT_SENTENCES } from './of-tonight.ts';

/**
 * The sentences that people read, each held once and to the letter. All other tests hold codes, figures and key words,
 * so that a sentence is bettered in its function and here alone; tests/architecture keeps it so.
 */
describe('the words for people', () => {
  it.each([
    ...TASK_SENTENCES,
    ...TONIGHT_SENTENCES,
    ...FILE_SENTENCES,
    ...GAME_SENTENCES,
    ...REQUEST_SENTENCES,
    ...SETTING_SENTENCES,
    ...ALERT_SENTENCES,
  ])('%s', async (_about, render, says) => {
    expect(await render()).toBe(says);
  });
});
