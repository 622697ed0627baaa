import { z } from 'zod';
import { EVENT_QUESTIONS } from '../../db/schema/odds.ts';
import { ODDS_SIDES } from '../../domain/odds.ts';
import { LINE_DOUBTS, LINE_MAKERS, LINE_MOMENTS } from '../../domain/published-lines.ts';
import { Day, Instant, SportName } from './values.ts';

const Outcome = z.enum(ODDS_SIDES);
const Line = z.number().nullable().meta({ description: 'Of spreads the handicap of the home team.' });
const Price = z.number().meta({ description: 'Decimal.' });

const Published = z
  .array(
    z.strictObject({
      source: z.string().meta({ description: 'The archive.' }),
      market: z.string(),
      moment: z.enum(LINE_MOMENTS),
      bookmaker: z.string(),
      maker: z.enum(LINE_MAKERS),
      outcome: Outcome,
      subject: z.string().nullable(),
      point: Line,
      price: Price.nullable().meta({ description: 'Null: the archive has the line alone.' }),
      price_text: z.string().nullable(),
      ticket_share: z.number().nullable(),
      money_share: z.number().nullable(),
      doubt: z.enum(LINE_DOUBTS).nullable().meta({ description: 'Why the line is doubted and in no close.' }),
    }),
  )
  .meta({ description: 'What archives have of the game: of a moment, and without a time of capture.' });

export const OddsLines = z
  .strictObject({
    game_id: z.int(),
    starts_at: Instant,
    items: z.array(
      z.strictObject({
        market: z.string(),
        bookmaker: z.string(),
        kind: z.enum(['book', 'exchange']),
        outcome: Outcome,
        subject: z.string().nullable(),
        point: Line,
        price: Price,
        price_text: z.string().meta({ description: 'As the provider wrote it.' }),
        captured_at: Instant.meta({ description: 'Since when the price stands.' }),
        last_seen_at: Instant,
        book_updated_at: Instant.nullable(),
        source: z.string(),
        is_live: z.boolean().meta({ description: 'The price is from after the start.' }),
      }),
    ),
    published: Published,
  })
  .meta({ id: 'OddsLines' });

const PathPoint = z.strictObject({ at: Instant, price: Price, point: Line });

const PATH = {
  open: PathPoint,
  now: PathPoint.meta({ description: 'The last while it was on offer.' }),
  high: PathPoint,
  low: PathPoint,
  path: z.array(PathPoint),
  absences: z
    .array(z.strictObject({ from: Instant, to: Instant.nullable() }))
    .meta({ description: 'When looks at the market lacked it.' }),
  gone_since: Instant.nullable().meta({ description: 'Since when it is not on offer; null while it is.' }),
};

const Crossed = z.array(z.strictObject({ key: z.number(), at: Instant, from: z.number(), to: z.number() }));

export const OddsMovement = z
  .strictObject({
    game_id: z.int(),
    starts_at: Instant,
    captures: z.int(),
    changes: z.int(),
    markets: z.array(
      z.strictObject({
        market: z.string(),
        consensus: z.strictObject({ ...PATH, crossed: Crossed }).nullable(),
        series: z.array(
          z.strictObject({ bookmaker: z.string(), outcome: Outcome, ...PATH, crossed: Crossed }),
        ),
        jumps: z.array(
          z.strictObject({
            bookmaker: z.string(),
            outcome: Outcome,
            at: Instant,
            from: PathPoint,
            to: PathPoint,
            followers: z.array(z.string()),
          }),
        ),
        steam: z.array(
          z.strictObject({
            outcome: Outcome,
            from: Instant,
            to: Instant,
            within_ms: z.number().nullable(),
            moves: z.array(
              z.strictObject({ bookmaker: z.string(), points: z.number(), implied: z.number() }),
            ),
          }),
        ),
      }),
    ),
    published: Published,
  })
  .meta({ id: 'OddsMovement' });

export const ClosingLines = z
  .strictObject({
    items: z.array(
      z.strictObject({
        game_id: z.int(),
        away: z.string(),
        home: z.string(),
        slate_date: Day,
        market: z.string(),
        outcome: Outcome,
        open_point: Line,
        open_price: Price.nullable(),
        opened_at: Instant.nullable(),
        close_point: Line,
        close_price: Price.nullable().meta({
          description: 'Null: nobody looked in the day before the start.',
        }),
        fair_probability: z.number().nullable(),
        devig_method: z.string(),
        hold: z.number().nullable(),
        books: z.int(),
        books_at_line: z.int(),
        starts_at: Instant,
        source: z.string().meta({ description: '`captured`, or the archive whose published close it is.' }),
        closed_at: Instant.nullable().meta({
          description: 'The last look before the start; null: a published line, of which nobody knows it.',
        }),
        age_minutes: z.int().nullable(),
        is_stale: z.boolean().nullable().meta({ description: 'Nobody looked in the hour before the start.' }),
        second_source: z.string().nullable().meta({ description: 'Who else has the close.' }),
        second_point: Line,
        second_price: Price.nullable(),
        second_agrees: z.boolean().nullable().meta({
          description: 'Within one point, or five per cent of probability; null: they cannot be compared.',
        }),
        is_pending: z.boolean().meta({ description: 'It is about to be computed anew.' }),
      }),
    ),
    is_pending: z.boolean(),
  })
  .meta({ id: 'ClosingLines' });

export const OddsEvents = z
  .strictObject({
    items: z.array(
      z.strictObject({
        event_id: z.int(),
        provider: z.string(),
        external_id: z.string(),
        sport: SportName,
        league: z.string(),
        home: z.string(),
        away: z.string(),
        starts_at: Instant,
        first_seen_at: Instant,
        last_seen_at: Instant,
        game_id: z.int().nullable(),
        question: z.enum(EVENT_QUESTIONS).nullable().meta({ description: 'Why it belongs to no game.' }),
        candidates: z
          .array(
            z.strictObject({
              game_id: z.int(),
              home: z.string(),
              away: z.string(),
              starts_at: Instant,
              hours_apart: z.number(),
              why_not: z.string(),
            }),
          )
          .nullable(),
      }),
    ),
  })
  .meta({ id: 'OddsEvents' });
