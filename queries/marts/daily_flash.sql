/* @anlan
name: daily_flash
zh: 每日快报
en: Daily flash
grain: one figure of one city or county on one day, the last 60 days
owner: 市委政法委
kind: table
readers: steward
depends: [day_dispute, day_ticket, day_grid_event, fct_petition, fct_police_day, dim_area]
columns:
  - {name: area_code, type: varchar, zh: 区划代码, en: "city or county"}
  - {name: area_level, type: integer, zh: 层级, en: "1 city, 2 county"}
  - {name: day, type: date, zh: 日期, en: "the day"}
  - {name: figure, type: varchar, zh: 指标, en: "name of the figure; those ending in _rate are percentages, the rest counts"}
  - {name: cases, type: double, zh: 案件数, en: "cases that a rate rests on, null for a count"}
  - {name: value, type: double, zh: 数值, en: "absent where the data set has nothing for the day, or a rate has no cases"}
*/
with area as (
  select area_code, area_level from dim_area where is_current and area_level <= 2
),
-- What happened: num the cases that count, den null for counts.
-- Times are held against the first day here too, so that engines pass older files over.
event as (
  select area_code, figure, day, num, den from day_ticket where day < @day(:end)
  union all
  select area_code, figure, day, num, den from day_dispute where day < @day(:end)
  union all
  select area_code, figure, day, num, null from day_grid_event where day < @day(:end)
  union all
  select area_code, 'police_calls', stat_date, incidents, null
  from fct_police_day
  where stat_date >= @add_days(@day(:end), -60)
  union all
  select area_code, 'petitions_received', receive_date, 1, null
  from fct_petition
  where receive_date >= @add_days(@day(:end), -60)
),
flow as (
  select substr(area_code, 1, :len_county) as area_code, figure, day, sum(num) as num, sum(den) as den
  from event
  where day >= @add_days(@day(:end), -60) and day < @day(:end) and figure not like '%_overdue'
  group by substr(area_code, 1, :len_county), figure, day
),
-- Those past their limit since before the first day enter on it.
change as (
  select area_code, figure, greatest(day, @add_days(@day(:end), -60)) as day, sum(num) as num
  from event
  where figure like '%_overdue'
  group by area_code, figure, greatest(day, @add_days(@day(:end), -60))
),
figure as (
  select figure, source, is_stock
  from (values
    ('requests_received', 'ticket', false),
    ('tickets_on_time_rate', 'ticket', false),
    ('tickets_overdue', 'ticket', true),
    ('disputes_new', 'dispute', false),
    ('disputes_closed', 'dispute', false),
    ('disputes_24h_response_rate', 'dispute', false),
    ('disputes_overdue', 'dispute', true),
    ('grid_events_new', 'grid', false),
    ('grid_events_closed', 'grid', false),
    ('grid_events_overdue', 'grid', true),
    ('police_calls', 'police', false),
    ('petitions_received', 'petition', false)
  ) as f(figure, source, is_stock)
),
-- Days that each data set has something for.
covered as (
  select distinct f.source, w.day
  from flow w
  join figure f on f.figure = w.figure
  where w.figure in ('requests_received', 'disputes_new', 'grid_events_new', 'police_calls', 'petitions_received')
),
cell as (
  select a.area_code, a.area_level, f.figure, f.is_stock, c.day
  from area a
  cross join figure f
  join covered c on c.source = f.source
  where c.day >= @add_days(@day(:end), -60) and c.day < @day(:end)
),
flow_value as (
  select
    c.area_code, c.area_level, c.day, c.figure,
    case when c.figure like '%_rate' then cast(sum(f.den) as double) end as cases,
    case
      when c.figure not like '%_rate' then cast(coalesce(sum(f.num), 0) as double)
      when sum(f.den) > 0 then 100.0 * cast(sum(f.num) as double) / cast(sum(f.den) as double)
    end as value
  from cell c
  left join flow f
    on f.figure = c.figure and f.day = c.day and substr(f.area_code, 1, length(c.area_code)) = c.area_code
  where not c.is_stock
  group by c.area_code, c.area_level, c.day, c.figure
),
stock_value as (
  select
    c.area_code, c.area_level, c.day, c.figure,
    cast(null as double) as cases,
    cast(coalesce(sum(m.num), 0) as double) as value
  from cell c
  left join change m
    on m.figure = c.figure and m.day <= c.day and substr(m.area_code, 1, length(c.area_code)) = c.area_code
  where c.is_stock
  group by c.area_code, c.area_level, c.day, c.figure
),
final as (
  select area_code, area_level, day, figure, cases, value from flow_value
  union all
  select area_code, area_level, day, figure, cases, value from stock_value
)
select area_code, area_level, day, figure, cases, value
from final
where value is not null
