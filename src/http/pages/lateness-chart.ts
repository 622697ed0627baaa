import type { FlowStep, GameFlow } from '../../monitoring/facts/game-flow.ts';
import { count, instant, seconds } from './format.ts';
import { type SafeHtml, html } from '@remix-run/html-template';

const WIDTH = 360;
const FLOW_HEIGHT = 96;
const LATENESS_HEIGHT = 48;

/** Lines to hold the bars against: a start within a minute is quick, one after half an hour is told as a warning. */
const MARKS = [
  { seconds: 60, text: '1 min' },
  { seconds: 1_800, text: '30 min' },
] as const;

/** The scale of lateness reaches at least this far, so that a quiet night looks quiet. */
const LEAST_SCALE_SECONDS = 7_200;

/** How many ticks the axis of time has between its ends, and the ends. */
const TICKS = 4;

/**
 * How the games of a span fell due, were started and became complete, as three curves that only rise: what lies
 * between the first two is late, what lies between the last two has begun and is not complete (it runs, waits or
 * failed). Below it how late the starts were, and
 * the same as a table. Says so where nothing fell due.
 */
export function latenessChart(flow: GameFlow, name: string): SafeHtml {
  const totals = totalsOf(flow.steps);
  if (totals.due === 0) return html`<p class="empty">Nothing fell due in the ${name}.</p>`;
  const late = totals.due - totals.started;
  const incomplete = totals.started - totals.completed;
  const words = `${count(totals.due)} due, ${count(totals.started)} started, ${count(totals.completed)} complete in the ${name}`;
  return html`<ul class="key">
      <li class="due">Due ${count(totals.due)}</li>
      <li class="started">Started ${count(totals.started)}</li>
      <li class="completed">Complete ${count(totals.completed)}</li>
      ${late > 0 ? html`<li class="gap">${count(late)} not started</li>` : null}${
        incomplete > 0 ? html`<li class="gap">${count(incomplete)} not complete</li>` : null
      }
    </ul>
    ${curves(flow, totals.due, words)}
    <p class="axis-name">Lateness of the starts: 95 %, the median in it</p>
    ${bars(flow)} ${axis(flow)} ${table(flow, name)}`;
}

type Totals = Pick<FlowStep, 'due' | 'started' | 'completed'>;

function totalsOf(steps: readonly FlowStep[]): Totals {
  const sum = (key: keyof Totals): number => steps.reduce((total, step) => total + step[key], 0);
  return { due: sum('due'), started: sum('started'), completed: sum('completed') };
}

/** Which step of the flow this one is, from 0. */
function positionOf({ at }: FlowStep, { from, step_minutes: minutes }: GameFlow): number {
  return Math.round((at.getTime() - from.getTime()) / (minutes * 60_000));
}

function curves(flow: GameFlow, highest: number, words: string): SafeHtml {
  const line = (key: keyof Totals): string => {
    let total = 0;
    const points = ['0 0'];
    const byPosition = new Map(flow.steps.map((step) => [positionOf(step, flow), step[key]]));
    for (let position = 0; position < flow.step_count; position += 1) {
      total += byPosition.get(position) ?? 0;
      points.push(
        `${round(((position + 1) * WIDTH) / flow.step_count)} ${round((-FLOW_HEIGHT * total) / highest)}`,
      );
    }
    return points.join('L');
  };
  const shape = (key: keyof Totals): SafeHtml => {
    const points = line(key);
    return html`<path class="area ${key}" d="M${points}V0Z"></path
      ><path class="line ${key}" d="M${points}"></path>`;
  };
  return html`<svg
    class="chart flow"
    viewBox="0 ${-FLOW_HEIGHT - 3} ${WIDTH} ${FLOW_HEIGHT + 4}"
    role="img"
    aria-label="${words}"
  >
    ${shape('due')}${shape('started')}${shape('completed')}
    <line x1="0" x2="${WIDTH}" y1="0" y2="0"></line>
  </svg>`;
}

function bars(flow: GameFlow): SafeHtml {
  const timed = flow.steps.flatMap((step) => (step.p95 === null ? [] : [{ ...step, p95: step.p95 }]));
  const worst = Math.max(0, ...timed.map((step) => step.p95));
  const scale = Math.log1p(Math.max(worst, LEAST_SCALE_SECONDS));
  const heightOf = (value: number): number => Math.max(2, (LATENESS_HEIGHT * Math.log1p(value)) / scale);
  const stride = WIDTH / flow.step_count;
  const bar = (position: number, value: number, tone: string, share: number): SafeHtml => {
    const height = heightOf(value);
    const width = stride * share;
    const x = position * stride + (stride - width) / 2;
    return html`<rect
      class="${tone}"
      x="${round(x)}"
      y="${round(-height)}"
      width="${round(width)}"
      height="${round(height)}"
      rx="1"
    ></rect>`;
  };
  const drawn = timed.map((step) => {
    const position = positionOf(step, flow);
    const tone = step.p95 > 1_800 ? 'bad' : step.p95 > 60 ? 'wait' : 'good';
    const words = `${step.at.toISOString().slice(0, 16).replace('T', ' ')} UTC: ${count(step.started)} started, median ${seconds(step.p50)}, 95 % ${seconds(step.p95)}`;
    return html`<g
      ><title>${words}</title
      >${bar(position, step.p95, tone, 0.8)}${bar(position, step.p50 ?? 0, 'median', 0.3)}</g
    >`;
  });
  const marks = MARKS.map(
    (mark) =>
      html`<line
          class="mark"
          x1="0"
          x2="${WIDTH}"
          y1="${round(-heightOf(mark.seconds))}"
          y2="${round(-heightOf(mark.seconds))}"
        ></line
        ><text x="0" y="${round(-heightOf(mark.seconds) - 2)}">${mark.text}</text>`,
  );
  const label =
    timed.length === 0
      ? 'No start tells its lateness'
      : `Lateness of the starts, 95 % at most ${seconds(worst)}`;
  return html`<svg
    class="chart"
    viewBox="0 ${-LATENESS_HEIGHT - 2} ${WIDTH} ${LATENESS_HEIGHT + 3}"
    role="img"
    aria-label="${label}"
  >
    ${marks}${drawn}
    <line x1="0" x2="${WIDTH}" y1="0" y2="0"></line>
  </svg>`;
}

/** Hours of a day, days of a longer span, in UTC as sent. */
function axis({ from, step_minutes: minutes, step_count: steps }: GameFlow): SafeHtml {
  const spanMs = minutes * steps * 60_000;
  const isOfDays = spanMs > 48 * 3_600_000;
  const ticks = Array.from({ length: TICKS }, (_none, index) => {
    const iso = new Date(from.getTime() + (spanMs * index) / TICKS).toISOString();
    return html`<time datetime="${iso}" data-tick="${isOfDays ? 'day' : 'hour'}"
      >${isOfDays ? iso.slice(5, 10) : iso.slice(11, 16)}</time
    >`;
  });
  return html`<p class="axis">${ticks}<span>now</span></p>`;
}

function table({ steps }: GameFlow, name: string): SafeHtml {
  const rows = steps.map(
    (step) =>
      html`<tr>
        <th scope="row">${instant(step.at)}</th>
        <td>${count(step.due)}</td>
        <td>${count(step.started)}</td>
        <td>${count(step.completed)}</td>
        <td>${seconds(step.p50)}</td>
        <td>${seconds(step.p95)}</td>
      </tr>`,
  );
  return html`<details class="figures-of">
    <summary data-key="table ${name}">The ${name} as a table</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="Lateness in the ${name}">
      <table>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">Due</th>
            <th scope="col">Started</th>
            <th scope="col">Complete</th>
            <th scope="col">Median</th>
            <th scope="col">95 %</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
  </details>`;
}

function round(value: number): string {
  return value.toFixed(1);
}
