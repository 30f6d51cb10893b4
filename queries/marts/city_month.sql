/* @anlan
name: city_month
zh: 城市管理月度统计
en: "City-management cases by month"
grain: "one area, month and category; a row only where there is something to count"
owner: 市城市管理局
kind: view
readers: steward
depends: [fct_city_case, dim_area, ref_code]
columns:
  - {name: area_code, type: "varchar", zh: "区划代码", en: "city, county or township"}
  - {name: area_name, type: "varchar", zh: "区划名称", en: "name of the area"}
  - {name: area_level, type: "integer", zh: "层级", en: "1 city, 2 county, 3 township", from: [fct_city_case.area_code]}
  - {name: month, type: "date", zh: "月份", en: "first day of the month"}
  - {name: category, type: "varchar", zh: "类别", en: "category"}
  - {name: category_zh, type: "varchar", zh: "类别名称", en: "category, name in Chinese"}
  - {name: category_en, type: "varchar", zh: "类别英文名称", en: "category, name in English"}
  - {name: registered, type: "bigint", zh: "登记数", en: "registered in the month"}
  - {name: closed, type: "bigint", zh: "办结数", en: "closed in the month"}
  - {name: due, type: "bigint", zh: "到期数", en: "whose limit fell in the month"}
  - {name: on_time, type: "bigint", zh: "按期数", en: "of those due, closed within the limit"}
  - {name: on_time_rate, type: "double", zh: "按期率", en: "on_time of due, percent; null where nothing was due"}
  - {name: median_days, type: "double", zh: "办理天数中位数", en: "median of the days from registration to closing, of those closed in the month"}
*/
-- One row for each case and each month that it counts in.
with event as (
  select f.area_code as area_code, f.category as kind, @month_start(f.report_time) as month, 1 as registered, 0 as closed, cast(null as double) as days_val, 0 as due, 0 as on_time
  from fct_city_case f
  where f.report_time < :end
  union all
  select f.area_code, f.category, @month_start(f.finish_time), 0, 1, @minutes_between(f.report_time, f.finish_time) / 1440e0, 0, 0
  from fct_city_case f
  where f.finish_time < :end
  union all
  select f.area_code, f.category, @month_start(f.due_time), 0, 0, cast(null as double), 1, case when f.finish_time <= f.due_time then 1 else 0 end
  from fct_city_case f
  where f.due_time < :end
),
-- The same at each level that the case is located at.
levelled as (
  select l.area_level, substr(e.area_code, 1, l.code_len) as area_code, e.kind, e.month,
    e.registered, e.closed, e.days_val, e.due, e.on_time
  from event e
  join (values (1, :len_city), (2, :len_county), (3, :len_township)) as l(area_level, code_len) on length(e.area_code) >= l.code_len
)
select
  e.area_code,
  min(a.area_name) as area_name,
  e.area_level,
  e.month,
  e.kind as category,
  min(k.name_zh) as category_zh,
  min(k.name_en) as category_en,
  cast(sum(e.registered) as bigint) as registered,
  cast(sum(e.closed) as bigint) as closed,
  cast(sum(e.due) as bigint) as due,
  cast(sum(e.on_time) as bigint) as on_time,
  case when sum(e.due) > 0 then 100e0 * sum(e.on_time) / sum(e.due) end as on_time_rate,
  @median(e.days_val) as median_days
from levelled e
left join dim_area a on a.area_code = e.area_code
left join ref_code k on k.list = 'CL_CITY_CAT' and k.code = e.kind
group by e.area_code, e.area_level, e.month, e.kind
