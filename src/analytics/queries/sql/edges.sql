-- Today's edges: outcomes that a rating gives more than the fair market does. The fair probability is the median over
-- books whose price is current, each without its margin; the price is the best of these books.
-- Variables: league, date, threshold, max_age_minutes, max_hold, now.
with asked as (
    select coalesce(nullif(:'now', '')::timestamptz, now()) as at, coalesce(nullif(:'threshold', '')::numeric, 0.03) as threshold,
           coalesce(nullif(:'max_age_minutes', '')::numeric, 15) * interval '1 minute' as max_age,
           coalesce(nullif(:'max_hold', '')::numeric, 0.08) as max_hold
),
matchup as (
    select mv.* from mv_matchup_probabilities as mv join leagues on leagues.id = mv.league_id
    where (nullif(:'league', '') is null or :'league' in (leagues.name, leagues.code)) and mv.played_on = :'date'::date
),
quote as (
    select matchup.game_id, price.market, price.bookmaker_id, price.side, price.price, price.last_seen_at,
           1 / price.price / sum(1 / price.price) over of_book as fair, 1 - 1 / sum(1 / price.price) over of_book as hold,
           count(*) over of_book as outcomes, bool_or(price.side = 'draw') over of_book as has_draw
    from matchup
    join odds_events as event on event.game_id = matchup.game_id
    join odds_current as price on price.event_id = event.id and price.market in ('h2h', 'h2h_3_way') and price.subject is null
                              and price.line is null
    cross join asked
    where price.last_seen_at > asked.at - asked.max_age and price.last_seen_at <= asked.at and price.last_seen_at < matchup.starts_at
    window of_book as (partition by event.id, price.bookmaker_id, price.market)
),
fair as (
    select game_id, side, percentile_cont(0.5) within group (order by fair)::numeric as p_fair, count(*) as books,
           max(last_seen_at) as seen_at, max(price) as price,
           (array_agg(bookmaker_id order by price desc, bookmaker_id))[1] as bookmaker_id, avg(hold) as hold
    from quote cross join asked
    where outcomes = case when has_draw then 3 else 2 end and hold >= 0 and hold < asked.max_hold
    group by game_id, side
)
select matchup.game_id, matchup.starts_at, away.name || ' at ' || home.name as game, said.model, fair.side as outcome,
       round(said.p, 4) as p_model, round(fair.p_fair, 4) as p_fair, round(said.p - fair.p_fair, 4) as edge,
       book.key as bookmaker, fair.price, round(said.p * fair.price - 1, 4) as expected_profit,
       round(greatest(0, (said.p * fair.price - 1) / (fair.price - 1)) * 0.25, 4) as quarter_kelly, round(fair.hold, 4) as hold,
       fair.books as n, fair.seen_at as data_as_of
from matchup
join fair on fair.game_id = matchup.game_id
join bookmakers as book on book.id = fair.bookmaker_id
join teams as home on home.id = matchup.home_team_id
join teams as away on away.id = matchup.away_team_id
cross join asked
cross join lateral (values
    ('elo', case fair.side when 'home' then matchup.elo_home when 'away' then matchup.elo_away else matchup.elo_draw end),
    ('pythagorean', case fair.side when 'home' then matchup.pythagorean_home when 'away' then 1 - matchup.pythagorean_home end)
) as said (model, p)
where said.p - fair.p_fair > asked.threshold
order by edge desc, matchup.game_id, said.model;
