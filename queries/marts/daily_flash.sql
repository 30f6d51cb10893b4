/* @anlan
name: daily_flash
zh: 每日快报
en: Daily flash
grain: one figure of one city or county on one day, the last 60 days
owner: 市委政法委
kind: table
readers: steward
depends: [fct_dispute, fct_ticket, fct_petition, fct_grid_event, fct_police_day, dim_area]
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
-- What happened: one row per case and figure, num the cases that count, den null for counts.
-- Times are held against the first day here too, so that engines pass older files over.
event as (
  select area_code, 'requests_received' as figure, @day(create_time) as day, 1 as num, cast(null as integer) as den
  from fct_ticket
  where create_time >= @add_days(@day(:end), -60)
  union all
  select area_code, 'tickets_on_time_rate', @day(due_time), case when finish_time <= due_time then 1 else 0 end, 1
  from fct_ticket
  where not is_direct and due_time >= @add_days(@day(:end), -60)
  union all
  select area_code, 'disputes_new', @day(register_time), 1, null
  from fct_dispute
  where register_time >= @add_days(@day(:end), -60)
  union all
  select area_code, 'disputes_closed', @day(close_time), 1, null
  from fct_dispute
  where close_time >= @add_days(@day(:end), -60)
  union all
  -- A dispute counts on the day its 24 hours run out, answered or not.
  select area_code, 'disputes_24h_response_rate', @day(register_time + interval '24' hour),
    case when first_response_time <= register_time + interval '24' hour then 1 else 0 end, 1
  from fct_dispute
  where register_time >= @add_days(@day(:end), -61)
  union all
  select area_code, 'grid_events_new', @day(report_time), 1, null
  from fct_grid_event
  where report_time >= @add_days(@day(:end), -60)
  union all
  select area_code, 'grid_events_closed', @day(finish_time), 1, null
  from fct_grid_event
  where finish_time >= @add_days(@day(:end), -60)
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
  where day >= @add_days(@day(:end), -60) and day < @day(:end)
  group by substr(area_code, 1, :len_county), figure, day
),
-- Cases past their limit: each enters on the day it is late and leaves on the day it is done.
-- Those done before the first day, or in time, change nothing.
late as (
  select area_code, 'tickets_overdue' as figure, @day(due_time) as since, @day(finish_time) as until, 1 as num
  from fct_ticket
  where not is_direct and due_time < :end and create_time < :end
    and (finish_time is null or finish_time >= @add_days(@day(:end), -60) and finish_time > due_time)
  union all
  select area_code, 'disputes_overdue', greatest(@day(register_time), @day(due_time)), @day(close_time), 1
  from fct_dispute
  where due_time < :end and register_time < :end
    and (close_time is null or close_time >= @add_days(@day(:end), -60) and close_time > due_time)
  union all
  select area_code, 'grid_events_overdue', greatest(@day(report_time), @day(due_time)), @day(finish_time), 1
  from fct_grid_event
  where due_time < :end and report_time < :end and not coalesce(is_duplicate, false)
    and finish_time >= @add_days(@day(:end), -60) and finish_time > due_time
  union all
  -- A few of millions, of any age, are not done. All else is asked of these alone, so that
  -- engines read no other column of the rest; one that is late after the last day has no part.
  select area_code, 'grid_events_overdue', greatest(@day(report_time), @day(due_time)), cast(null as date),
    case when report_time is not null and due_time is not null and not coalesce(is_duplicate, false) then 1 else 0 end
  from fct_grid_event
  where finish_time is null
),
moved as (
  select area_code, figure, greatest(since, @add_days(@day(:end), -60)) as day, num
  from late
  where until is null or until > since
  union all
  select area_code, figure, greatest(until, @add_days(@day(:end), -60)), -num
  from late
  where until > since and until < @day(:end)
),
change as (
  select substr(area_code, 1, :len_county) as area_code, figure, day, sum(num) as num
  from moved
  group by substr(area_code, 1, :len_county), figure, day
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
