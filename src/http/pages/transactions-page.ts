import { type SafeHtml, html } from '@remix-run/html-template';
import type { TransactionListing } from '../../availability/transactions/list-transactions.ts';
import { TRANSACTION_KINDS } from '../../domain/transaction.ts';
import { availabilityParts } from './availability-parts.ts';
import { type FilterFields, choice, field } from './filter-form.ts';
import { pill, plural } from './format.ts';
import { layout } from './layout.ts';
import type { PageContext } from './page-context.ts';

/** What the page of transactions shows. */
export type TransactionsView = {
  transactions: readonly TransactionListing[];
  leagues: readonly string[];
  fields: FilterFields;
};

/** Players who changed teams, the latest first. */
export function transactionsPage(context: PageContext, view: TransactionsView): string {
  const { transactions, leagues, fields } = view;
  const body = html`<section class="card">
    <h1>Transactions <span class="total">${plural(transactions.length, 'change')} of teams</span></h1>
    ${availabilityParts('/availability/transactions')}
    <p class="words">
      Changes of teams as rosters and box scores show them: somebody moved, appeared with a team for the first time, or
      left.
    </p>
    <form class="filter" action="/availability/transactions" role="search">
      ${choice('league', 'League', leagues, fields, (name) => name)}${field('team', 'Team', fields, {
        maxLength: 100,
      })}${choice('kind', 'Kind', TRANSACTION_KINDS, fields)}${field('since', 'Since', fields, { type: 'date' })}
      <div class="go"><button class="primary">Show</button></div>
    </form>
    ${transactions.length === 0 ? html`<p class="empty">No change is known by this.</p>` : table(transactions)}
  </section>`;
  return layout(context, { title: 'Transactions', path: '/availability', body });
}

function table(transactions: readonly TransactionListing[]): SafeHtml {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Transactions">
    <table class="lines stack odds">
      <thead>
        <tr>
          <th scope="col">Player</th>
          <th scope="col">Day</th>
          <th scope="col">What</th>
          <th scope="col">From</th>
          <th scope="col">To</th>
          <th scope="col">Shown by</th>
        </tr>
      </thead>
      <tbody>
        ${transactions.map(row)}
      </tbody>
    </table>
  </div>`;
}

function row(transaction: TransactionListing): SafeHtml {
  const { player, league, on_date: day, kind, evidence, run_id: runId } = transaction;
  const shownBy = evidence.replace('_', ' ');
  return html`<tr>
    <th scope="row">${player} <span class="words">${league}</span></th>
    <td data-label="Day">${day}</td>
    <td data-label="What">
      ${kind} ${transaction.taken_back_at === null ? null : pill('taken back', 'quiet')}
    </td>
    <td data-label="From">${transaction.from_team ?? '–'}</td>
    <td data-label="To">${transaction.to_team ?? '–'}</td>
    <td data-label="Shown by">
      ${runId === null ? shownBy : html`<a href="/runs/${encodeURIComponent(runId)}">${shownBy}</a>`}
    </td>
  </tr>`;
}
