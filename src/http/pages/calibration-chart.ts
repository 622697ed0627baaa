import { type SafeHtml, html } from '@remix-run/html-template';
import type { EfficiencyRow } from '../../odds/read/market-efficiency.ts';
import { percent } from './odds-words.ts';

const SIDE = 220;
const MARKS = [0, 0.25, 0.5, 0.75, 1];

type Bin = EfficiencyRow['calibration'][number];

/**
 * Calibration: how often forecasts came true, over what they said, with 95 % intervals. A good one lies on the diagonal.
 * The table beside it says the same in words.
 */
export function calibrationChart(bins: readonly Bin[], name: string): SafeHtml {
  const at = (share: number) => (share * SIDE).toFixed(1);
  const up = (share: number) => (SIDE - share * SIDE).toFixed(1);
  return html`<svg
    class="chart calibration"
    viewBox="-22 -12 ${SIDE + 40} ${SIDE + 30}"
    role="img"
    aria-label="Calibration of the ${name}: ${altWords(bins)}"
  >
    ${MARKS.map(
      (mark) =>
        html`<line class="mark" x1="0" x2="${SIDE}" y1="${up(mark)}" y2="${up(mark)}"></line
          ><text x="-4" y="${up(mark)}" text-anchor="end">${mark * 100}</text
          ><text x="${at(mark)}" y="${SIDE + 13}" text-anchor="middle">${mark * 100}</text>`,
    )}
    <line class="ideal" x1="0" x2="${SIDE}" y1="${SIDE}" y2="0"></line>
    ${bins.map(
      (bin) =>
        html`<g
          ><title>${binWords(bin)}</title
          ><line class="interval" x1="${at(bin.mean)}" x2="${at(bin.mean)}" y1="${up(bin.low)}" y2="${up(bin.high)}"
          ></line
          ><circle cx="${at(bin.mean)}" cy="${up(bin.observed)}" r="3.5"></circle></g
        >`,
    )}
  </svg>`;
}

function altWords(bins: readonly Bin[]): string {
  const off = bins.filter(({ mean, low, high }) => mean < low || mean > high).length;
  return `${off} of ${bins.length} bins lie outside of their interval`;
}

function binWords({ games, mean, observed, low, high }: Bin): string {
  return `${games} forecasts of ${percent(mean)}: ${percent(observed)} came true (${percent(low)} to ${percent(high)})`;
}
