/* @anlan
name: labor_month
zh: 劳动争议月度统计
en: "Labour cases by month"
grain: "one area, month and issue; a row only where there is something to count"
owner: 市人力资源社会保障局
kind: view
readers: steward
depends: [fct_labor, dim_area, ref_code]
columns:
  - {name: area_code, type: "varchar", zh: "区划代码", en: "city, county or township"}
  - {name: area_name, type: "varchar", zh: "区划名称", en: "name of the area"}
  - {name: area_level, type: "integer", zh: "层级", en: "1 city, 2 county, 3 township", from: [fct_labor.area_code]}
  - {name: month, type: "date", zh: "月份", en: "first day of the month"}
  - {name: issue, type: "varchar", zh: "争议类型", en: "issue"}
  - {name: issue_zh, type: "varchar", zh: "争议类型名称", en: "issue, name in Chinese"}
  - {name: issue_en, type: "varchar", zh: "争议类型英文名称", en: "issue, name in English"}
  - {name: registered, type: "bigint", zh: "登记数", en: "registered in the month"}
  - {name: workers, type: "bigint", zh: "涉及劳动者人数", en: "workers in the cases registered, as far as the number is given"}
  - {name: closed, type: "bigint", zh: "办结数", en: "closed in the month"}
  - {name: settled, type: "bigint", zh: "调解成功数", en: "of those closed, settled"}
  - {name: due, type: "bigint", zh: "到期数", en: "whose limit fell in the month"}
  - {name: on_time, type: "bigint", zh: "按期数", en: "of those due, closed within the limit"}
  - {name: on_time_rate, type: "double", zh: "按期率", en: "on_time of due, percent; null where nothing was due"}
  - {name: median_days, type: "double", zh: "办理天数中位数", en: "median of the days from registration to closing, of those closed in the month"}
*/
-- One row for each case and each month that it counts in.
with event as (
  select f.area_code as area_code, f.issue as kind, @month_start(f.accept_date) as month, 1 as registered, f.worker_count as workers_val, 0 as closed, cast(null as double) as days_val, 0 as settled, 0 as due, 0 as on_time
  from fct_labor f
  where f.accept_date < @day(:end)
  union all
  select f.area_code, f.issue, @month_start(f.close_date), 0, cast(null as double), 1, cast(@days_between(f.accept_date, f.close_date) as double), case when f.is_settled then 1 else 0 end, 0, 0
  from fct_labor f
  where f.close_date < @day(:end)
  union all
  select f.area_code, f.issue, @month_start(f.due_date), 0, cast(null as double), 0, cast(null as double), 0, 1, case when f.close_date <= f.due_date then 1 else 0 end
  from fct_labor f
  where f.due_date < @day(:end)
),
-- The same at each level that the case is located at.
levelled as (
  select l.area_level, substr(e.area_code, 1, l.code_len) as area_code, e.kind, e.month,
    e.registered, e.workers_val, e.closed, e.days_val, e.settled, e.due, e.on_time
  from event e
  join (values (1, :len_city), (2, :len_county), (3, :len_township)) as l(area_level, code_len) on length(e.area_code) >= l.code_len
)
select
  e.area_code,
  min(a.area_name) as area_name,
  e.area_level,
  e.month,
  e.kind as issue,
  min(k.name_zh) as issue_zh,
  min(k.name_en) as issue_en,
  cast(sum(e.registered) as bigint) as registered,
  cast(sum(e.workers_val) as bigint) as workers,
  cast(sum(e.closed) as bigint) as closed,
  cast(sum(e.settled) as bigint) as settled,
  cast(sum(e.due) as bigint) as due,
  cast(sum(e.on_time) as bigint) as on_time,
  case when sum(e.due) > 0 then 100e0 * sum(e.on_time) / sum(e.due) end as on_time_rate,
  @median(e.days_val) as median_days
from levelled e
left join dim_area a on a.area_code = e.area_code
left join ref_code k on k.list = 'CL_LABOR_ISSUE' and k.code = e.kind
group by e.area_code, e.area_level, e.month, e.kind
