-- How near closing prices and lines of books came to results, the best first. Variables: league, season.
select accuracy.season_year as season, accuracy.market, accuracy.book, accuracy.source, accuracy.brier, accuracy.line_error, accuracy.hold,
       accuracy.profit, accuracy.games < 30 as is_small, accuracy.games as n,
       (select max(finished_at) from data_refresh_log where dataset = 'mv_book_accuracy' and status = 'done') as data_as_of
from mv_book_accuracy as accuracy
join leagues on leagues.id = accuracy.league_id
where :'league' in (leagues.name, leagues.code) and (nullif(:'season', '') is null or accuracy.season_year = nullif(:'season', '')::int)
order by accuracy.season_year desc, accuracy.market, accuracy.brier, accuracy.line_error, accuracy.book;
