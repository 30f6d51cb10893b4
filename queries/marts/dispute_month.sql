/* @anlan
name: dispute_month
zh: 矛盾纠纷月度统计
en: "Disputes by month"
grain: "one area, month and heading of dispute; every month in which any dispute was registered, due or closed"
owner: 市委政法委
kind: view
readers: steward
depends: [fct_dispute, dim_area, ref_code]
columns:
  - {name: area_code, type: "varchar", zh: "区划代码", en: "city, county or township"}
  - {name: area_name, type: "varchar", zh: "区划名称", en: "name of the area"}
  - {name: area_level, type: "integer", zh: "层级", en: "1 city, 2 county, 3 township", from: [fct_dispute.area_code]}
  - {name: month, type: "date", zh: "月份", en: "first day of the month"}
  - {name: heading, type: "varchar", zh: "纠纷大类", en: "heading, the first two digits of the type"}
  - {name: heading_zh, type: "varchar", zh: "纠纷大类名称", en: "heading, name in Chinese"}
  - {name: heading_en, type: "varchar", zh: "纠纷大类英文名称", en: "heading, name in English"}
  - {name: registered, type: "bigint", zh: "登记数", en: "registered in the month; null in a month in which nothing was registered anywhere"}
  - {name: closed, type: "bigint", zh: "办结数", en: "closed in the month"}
  - {name: resolved, type: "bigint", zh: "化解数", en: "of those closed, resolved"}
  - {name: due, type: "bigint", zh: "到期数", en: "whose limit fell in the month"}
  - {name: on_time, type: "bigint", zh: "按期数", en: "of those due, closed within the limit"}
  - {name: on_time_rate, type: "double", zh: "按期率", en: "on_time of due, percent; null where nothing was due"}
  - {name: median_days, type: "double", zh: "办理天数中位数", en: "median of the days from registration to closing, of those closed in the month"}
  - {name: backlog, type: "bigint", zh: "月末未结数", en: "open at the end of the month, or of the as-of day in the month that still runs"}
*/
with event as (
  select area_code, substr(dispute_type, 1, 2) as heading, @month_start(register_time) as month,
    1 as registered, 0 as closed, 0 as resolved, 0 as due, 0 as on_time, cast(null as double) as days
  from fct_dispute
  where register_time < :end
  union all
  select area_code, substr(dispute_type, 1, 2), @month_start(greatest(close_time, register_time)),
    0, 1, case when is_resolved then 1 else 0 end, 0, 0, @minutes_between(register_time, close_time) / 1440e0
  from fct_dispute
  where register_time < :end and close_time < :end
  union all
  select area_code, substr(dispute_type, 1, 2), @month_start(due_time),
    0, 0, 0, 1, case when close_time <= due_time then 1 else 0 end, null
  from fct_dispute
  where register_time < :end and due_time < :end
),
counted as (
  select
    substr(e.area_code, 1, l.code_len) as area_code, l.area_level, e.heading, e.month,
    sum(e.registered) as registered, sum(e.closed) as closed, sum(e.resolved) as resolved,
    sum(e.due) as due, sum(e.on_time) as on_time, @median(e.days) as median_days
  from event e
  join (values (1, :len_city), (2, :len_county), (3, :len_township)) as l(area_level, code_len) on length(e.area_code) >= l.code_len
  group by substr(e.area_code, 1, l.code_len), l.area_level, e.heading, e.month
),
-- A month in which nobody registered anything anywhere is no quiet month.
month as (
  select month, sum(registered) > 0 as is_reported from counted group by month
),
kind as (
  select distinct area_code, area_level, heading from counted
),
cell as (
  select k.area_code, k.area_level, k.heading, m.month, m.is_reported from kind k cross join month m
),
filled as (
  select
    c.area_code, c.area_level, c.heading, c.month, c.is_reported,
    coalesce(n.registered, 0) as registered, coalesce(n.closed, 0) as closed, coalesce(n.resolved, 0) as resolved,
    coalesce(n.due, 0) as due, coalesce(n.on_time, 0) as on_time, n.median_days
  from cell c
  left join counted n on n.area_code = c.area_code and n.heading = c.heading and n.month = c.month
),
final as (
  select f.area_code, f.area_level, f.heading, f.month, f.is_reported, f.registered, f.closed, f.resolved, f.due, f.on_time, f.median_days,
    sum(f.registered - f.closed) over (partition by f.area_code, f.heading order by f.month rows between unbounded preceding and current row) as backlog
  from filled f
)
select
  f.area_code,
  a.area_name,
  f.area_level,
  f.month,
  f.heading,
  k.name_zh as heading_zh,
  k.name_en as heading_en,
  case when f.is_reported then cast(f.registered as bigint) end as registered,
  cast(f.closed as bigint) as closed,
  cast(f.resolved as bigint) as resolved,
  cast(f.due as bigint) as due,
  cast(f.on_time as bigint) as on_time,
  case when f.due > 0 then 100e0 * f.on_time / f.due end as on_time_rate,
  f.median_days,
  cast(f.backlog as bigint) as backlog
from final f
left join dim_area a on a.area_code = f.area_code
left join ref_code k on k.list = 'CL_DISPUTE_HEADING' and k.code = f.heading
