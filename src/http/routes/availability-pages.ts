import type { Router } from 'express';
import { z } from 'zod';
import { listInjuries, listInjuryQuestions } from '../../availability/list-injuries.ts';
import { listSlateLineups } from '../../availability/lineups/list-slate.ts';
import { listTransactions } from '../../availability/transactions/list-transactions.ts';
import { MAX_ID } from '../../domain/ids.ts';
import { withLeagueNamed } from '../../domain/league-filter.ts';
import { SPORTS } from '../../domain/sport.ts';
import { TRANSACTION_KINDS } from '../../domain/transaction.ts';
import type { Notice } from '../pages/notices.ts';
import { injuriesPage } from '../pages/injuries-page.ts';
import { lineupsPage } from '../pages/lineups-page.ts';
import { transactionsPage } from '../pages/transactions-page.ts';
import { answering } from '../request-context.ts';
import type { RouteDeps } from '../http-server-types.ts';
import { IsoDate, Sport, numberText } from '../requests/values.ts';
import { checked } from '../validation.ts';
import { fieldsOf } from './filter-fields.ts';
import type { FormAction } from './form-action.ts';
import { type PageRouteDeps, sendPage } from './page-route.ts';
import { named } from './task-routes.ts';

const DAY_MS = 86_400_000;
/** A night goes on after midnight in UTC. */
const NIGHT_MS = 12 * 3_600_000;

const Name = z.string().max(100).optional();
const InjuryFields = z.object({ league: Name, team: Name, from: IsoDate.optional(), to: IsoDate.optional() });
const LineupFields = z.object({ date: IsoDate.optional(), league: Name });
const TransactionFields = z.object({
  league: Name,
  team: Name,
  kind: z.enum(TRANSACTION_KINDS).optional(),
  since: IsoDate.optional(),
});

/** The pages that say who plays: injuries, line-ups with officials, and changes of teams. */
export function mountAvailabilityPages(router: Router, deps: PageRouteDeps): void {
  mountInjuries(router, deps);
  mountLineups(router, deps);
  mountTransactions(router, deps);
}

function mountInjuries(router: Router, { app, pageContext }: PageRouteDeps): void {
  const { db } = app.database;
  router.get(
    '/availability',
    answering(async (request, response) => {
      const fields = fieldsOf(request.query, Object.keys(InjuryFields.shape));
      const asked = checked(InjuryFields, 'query', fields);
      const leagues = await app.leagueRegister.current();
      const { league, team } = withLeagueNamed(leagues, asked);
      const from = asked.from === undefined ? undefined : new Date(asked.from);
      // The last day belongs to the span.
      const to = asked.to === undefined ? undefined : new Date(Date.parse(asked.to) + DAY_MS);
      const view = {
        reports: await listInjuries(db, { league, team, from, to }),
        questions: await listInjuryQuestions(db, { league, team }),
        leagues: leagues.all.map(({ name }) => name),
        fields: { ...fields, ...(league === undefined ? {} : { league }) },
        sources: sourcesOf(app.registry),
        hasHistory: from !== undefined || to !== undefined,
      };
      sendPage(response, injuriesPage(pageContext(request, response), view));
    }),
  );
}

/** Who has injuries of any sport, and what each lacks. */
function sourcesOf(registry: PageRouteDeps['app']['registry']) {
  const able = new Set(SPORTS.flatMap((sport) => registry.ableTo('injuries', sport)));
  return [...able].map(({ definition, offBecause }) => ({ name: definition.displayName, offBecause }));
}

function mountLineups(router: Router, { app, pageContext }: PageRouteDeps): void {
  router.get(
    '/availability/lineups',
    answering(async (request, response) => {
      const fields = fieldsOf(request.query, Object.keys(LineupFields.shape));
      const asked = checked(LineupFields, 'query', fields);
      const leagues = await app.leagueRegister.current();
      const { league } = withLeagueNamed(leagues, { league: asked.league });
      const date = asked.date ?? new Date(app.clock.nowMs() - NIGHT_MS).toISOString().slice(0, 10);
      const view = {
        date,
        games: await listSlateLineups(app.database.db, { date, league }),
        leagues: leagues.all.map(({ name }) => name),
        fields: league === undefined ? {} : { league },
      };
      sendPage(response, lineupsPage(pageContext(request, response), view));
    }),
  );
}

function mountTransactions(router: Router, { app, pageContext }: PageRouteDeps): void {
  router.get(
    '/availability/transactions',
    answering(async (request, response) => {
      const fields = fieldsOf(request.query, Object.keys(TransactionFields.shape));
      const leagues = await app.leagueRegister.current();
      const filter = withLeagueNamed(leagues, checked(TransactionFields, 'query', fields));
      const view = {
        transactions: await listTransactions(app.database.db, { ...filter, hasTakenBack: true }),
        leagues: leagues.all.map(({ name }) => name),
        fields: { ...fields, ...(filter.league === undefined ? {} : { league: filter.league }) },
      };
      sendPage(response, transactionsPage(pageContext(request, response), view));
    }),
  );
}

const LinkForm = z.object({
  sport: Sport,
  provider: z.string().min(1).max(30),
  external_id: z.string().min(1).max(60),
  player: numberText(1, MAX_ID),
});

/** The button that says who a report is about. */
export function availabilityForms({ app }: RouteDeps): readonly (readonly [string, FormAction])[] {
  return [
    [
      '/availability/link',
      async (input, _request, actor): Promise<Notice> => {
        const { sport, provider, external_id: externalId, player } = checked(LinkForm, 'body', input);
        const order = { sport, type: 'player', provider, externalId, entity: player } as const;
        const result = await app.identityRegister.link(order, named(actor, input.reason));
        if (!result.ok) return { text: `${result.message} ${result.remedy}`, isGood: false };
        return { text: `${result.message} Its reports follow within a minute.`, isGood: true };
      },
    ],
  ];
}
