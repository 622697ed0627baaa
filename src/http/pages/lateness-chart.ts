import type { Overview } from '../../operations/overview.ts';
import { seconds } from './format.ts';
import { type Html, html } from './html.ts';

const HOURS = 24;
const BAR_WIDTH = 10;
const GAP = 3;
const HEIGHT = 60;
/** Bars say something from the first second on and do not flatten when one hour was terrible. */
const LOG_FLOOR_SECONDS = 1;

/** The worst start of each of the last 24 hours as bars, on a logarithmic scale; nothing when nothing started. */
export function latenessChart(hours: Overview['lateness_by_hour'], now: Date): Html | null {
  if (hours.length === 0) return null;
  const hourMs = 3_600_000;
  const newest = Math.floor(now.getTime() / hourMs);
  const worst = Math.max(...hours.map((hour) => hour.max), 60);
  const bars = hours.flatMap((hour) => {
    const age = newest - Math.floor(hour.hour.getTime() / hourMs);
    if (age < 0 || age >= HOURS) return [];
    const height = Math.max(
      3,
      (HEIGHT * Math.log1p(hour.max / LOG_FLOOR_SECONDS)) / Math.log1p(worst / LOG_FLOOR_SECONDS),
    );
    const x = (HOURS - 1 - age) * (BAR_WIDTH + GAP);
    const tone = hour.max > 1_800 ? 'bad' : hour.max > 300 ? 'wait' : 'good';
    const words = `${hour.hour.toISOString().slice(11, 16)} UTC: ${hour.count} started, worst ${seconds(hour.max)}`;
    return [
      html`<rect class="${tone}" x="${x}" y="${(HEIGHT - height).toFixed(1)}" width="${BAR_WIDTH}" height="${height.toFixed(1)}" rx="2"><title>${words}</title></rect>`,
    ];
  });
  const width = HOURS * (BAR_WIDTH + GAP) - GAP;
  const label = `Worst lateness by hour over the last 24 hours, at most ${seconds(Math.max(...hours.map((hour) => hour.max)))}`;
  return html`<svg class="chart" viewBox="0 0 ${width} ${HEIGHT + 1}" role="img" aria-label="${label}"><line x1="0" x2="${width}" y1="${HEIGHT}" y2="${HEIGHT}"></line>${bars}</svg><p class="axis"><span>24 hours ago</span><span>now</span></p>`;
}
