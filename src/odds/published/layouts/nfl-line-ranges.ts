import type { LineRanges } from '../row-lines.ts';

/** The widest spread that was ever closed is 28 (Denver, 2013-10-13); totals by data-platform, section 6. */
export const GAME_RANGES: LineRanges = { spread: 30, total: [25, 70] };

/** What is left for the second half. */
export const HALF_RANGES: LineRanges = { spread: 20, total: [8, 45] };
