import type { ResultToRate } from './rated-game.ts';

/** A game of a file, with the teams as the file names them; its id is its line. */
export type FileResult = ResultToRate & { homeName: string; awayName: string };
