/* @anlan
name: mediation_month
zh: 人民调解月度统计
en: "People's mediation by month"
grain: "one area, month and type; a row only where there is something to count"
owner: 市司法局
kind: view
readers: steward
depends: [fct_mediation, dim_area, ref_code]
columns:
  - {name: area_code, type: "varchar", zh: "区划代码", en: "city, county or township"}
  - {name: area_name, type: "varchar", zh: "区划名称", en: "name of the area"}
  - {name: area_level, type: "integer", zh: "层级", en: "1 city, 2 county, 3 township", from: [fct_mediation.area_code]}
  - {name: month, type: "date", zh: "月份", en: "first day of the month"}
  - {name: med_type, type: "varchar", zh: "纠纷类型", en: "type"}
  - {name: med_type_zh, type: "varchar", zh: "纠纷类型名称", en: "type, name in Chinese"}
  - {name: med_type_en, type: "varchar", zh: "纠纷类型英文名称", en: "type, name in English"}
  - {name: registered, type: "bigint", zh: "登记数", en: "registered in the month"}
  - {name: closed, type: "bigint", zh: "办结数", en: "closed in the month"}
  - {name: succeeded, type: "bigint", zh: "调解成功数", en: "closed with an agreement, written or spoken (results 01 and 02)"}
  - {name: median_days, type: "double", zh: "办理天数中位数", en: "median of the days from registration to closing, of those closed in the month"}
*/
-- One row for each case and each month that it counts in.
with event as (
  select f.area_code as area_code, f.med_type as kind, @month_start(f.accept_date) as month, 1 as registered, 0 as closed, cast(null as double) as days_val, 0 as succeeded
  from fct_mediation f
  where f.accept_date < @day(:end)
  union all
  select f.area_code, f.med_type, @month_start(f.close_date), 0, 1, cast(@days_between(f.accept_date, f.close_date) as double), case when f.result in ('01', '02') then 1 else 0 end
  from fct_mediation f
  where f.close_date < @day(:end)
),
-- The same at each level that the case is located at.
levelled as (
  select l.area_level, substr(e.area_code, 1, l.code_len) as area_code, e.kind, e.month,
    e.registered, e.closed, e.days_val, e.succeeded
  from event e
  join (values (1, :len_city), (2, :len_county), (3, :len_township)) as l(area_level, code_len) on length(e.area_code) >= l.code_len
)
select
  e.area_code,
  min(a.area_name) as area_name,
  e.area_level,
  e.month,
  e.kind as med_type,
  min(k.name_zh) as med_type_zh,
  min(k.name_en) as med_type_en,
  cast(sum(e.registered) as bigint) as registered,
  cast(sum(e.closed) as bigint) as closed,
  cast(sum(e.succeeded) as bigint) as succeeded,
  @median(e.days_val) as median_days
from levelled e
left join dim_area a on a.area_code = e.area_code
left join ref_code k on k.list = 'CL_MED_TYPE' and k.code = e.kind
group by e.area_code, e.area_level, e.month, e.kind
