import { type SafeHtml, html } from '@remix-run/html-template';
import type { GameSide } from '../../read/games/game-row.ts';
import type { GameLineage, LineOrigin, LineageRun } from '../../read/runs/game-lineage.ts';
import type { MissingRun } from '../../read/runs/missing-runs.ts';
import type { RunBody } from '../../read/runs/run-bodies.ts';
import { instant, plural } from './format.ts';

/** What of a box score one run wrote, from one source. */
type Part = { source: string; runId: string | null; lines: readonly LineOrigin[] };

/** From which run, source, parser and bodies each part of the box score is; nothing before the first line is in. */
export function lineagePanel(lineage: GameLineage, sides: readonly GameSide[]): SafeHtml | null {
  if (lineage.lines.length === 0) return null;
  const parts = partsOf(lineage.lines);
  return html`<section class="card" id="lineage">
    <h2>Where the figures are from <span class="total">${plural(parts.length, 'part')}</span></h2>
    <ul class="rows">
      ${parts.map((part) => partRow(part, lineage, sides))}
    </ul>
  </section>`;
}

function partsOf(lines: readonly LineOrigin[]): readonly Part[] {
  const byOrigin = Map.groupBy(lines, ({ source, run_id: runId }) => JSON.stringify([source, runId]));
  return [...byOrigin.values()].flatMap((of) => {
    const [first] = of;
    return first ? [{ source: first.source, runId: first.run_id, lines: of }] : [];
  });
}

function partRow(
  part: Part,
  { runs, result, missing_runs: missing }: GameLineage,
  sides: readonly GameSide[],
): SafeHtml {
  const run = runs.find((one) => one.run_id === part.runId);
  const isResult = result.run_id !== null && result.run_id === part.runId;
  const newest = part.lines.reduce((one, other) => (other.written_at > one.written_at ? other : one), FIRST);
  return html`<li>
    <div class="row">
      <strong class="game">${part.source}</strong
      >${run ? html`<a class="when" href="/runs/${run.id}">run ${run.id}</a>` : null}
    </div>
    <p class="words">
      ${[...linesWords(part.lines, sides), ...(isResult ? ['the result'] : [])].join(', ')}; written
      ${instant(newest.written_at)}
    </p>
    ${
      run
        ? runFacts(run)
        : html`<p class="words">${withoutEntry(
            part.runId,
            missing.find((one) => one.run_id === part.runId),
          )}</p>`
    }
  </li>`;
}

const FIRST = { written_at: new Date(0) };

/** `12 player lines of Boston Celtics, the team line of Boston Celtics`. */
function linesWords(lines: readonly LineOrigin[], sides: readonly GameSide[]): string[] {
  return sides.flatMap(({ team_id: teamId, name }) => {
    const ofSide = lines.filter((line) => line.team_id === teamId);
    const players = ofSide.filter((line) => line.player_id !== null).length;
    return [
      ...(players > 0 ? [`${plural(players, 'player line')} of ${name}`] : []),
      ...(ofSide.length > players ? [`the team line of ${name}`] : []),
    ];
  });
}

function withoutEntry(runId: string | null, missing: MissingRun | undefined): SafeHtml {
  if (runId === null) return html`An older version wrote them, which did not note its runs.`;
  if (missing?.reason === 'under_way') return html`The run <code>${runId}</code> is under way.`;
  if (missing?.reason !== 'pruned')
    return html`The run <code>${runId}</code> has no entry, although entries of its time are kept.`;
  const since = missing.kept_since ? html`: runs are kept since ${instant(missing.kept_since)}` : null;
  return html`The entry of the run <code>${runId}</code> was pruned${since}.`;
}

function runFacts({ run_id: runId, parser_version: parser, bodies, ...run }: LineageRun): SafeHtml {
  return html`<dl class="facts">
      <div>
        <dt>Kind</dt>
        <dd>${run.kind}</dd>
      </div>
      <div>
        <dt>Ended</dt>
        <dd>${instant(run.finished_at)}</dd>
      </div>
      <div>
        <dt>Parsers</dt>
        <dd>${parser ?? '—'}</dd>
      </div>
    </dl>
    <p class="words">Run <code>${runId}</code></p>
    ${bodies.map(bodyLine)}`;
}

function bodyLine({ endpoint, query, fetched_at: at, body_hash: hash, ...body }: RunBody): SafeHtml {
  const asked = Object.entries(query ?? {}).map(([name, value]) => `${name}=${String(value)}`);
  const number = body.payload_id === null ? 'not kept' : `#${body.payload_id}`;
  return html`<p class="words">
    Body ${number}: ${[endpoint, ...asked].join(' ')}, ${instant(at)}${
      body.is_shared ? ', a call of another run' : ''
    }
    <code title="SHA-256 ${hash}">${hash.slice(0, 12)}</code>
  </p>`;
}
