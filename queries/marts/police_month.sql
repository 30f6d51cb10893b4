/* @anlan
name: police_month
zh: 警情月度统计
en: "Police calls by month"
grain: "one area, month and category; a row only where there is something to count"
owner: 市公安局
kind: view
readers: steward
depends: [fct_police_day, dim_area, ref_code]
columns:
  - {name: area_code, type: "varchar", zh: "区划代码", en: "city, county or township"}
  - {name: area_name, type: "varchar", zh: "区划名称", en: "name of the area"}
  - {name: area_level, type: "integer", zh: "层级", en: "1 city, 2 county, 3 township", from: [fct_police_day.area_code]}
  - {name: month, type: "date", zh: "月份", en: "first day of the month"}
  - {name: police_cat, type: "varchar", zh: "警情类别", en: "category"}
  - {name: police_cat_zh, type: "varchar", zh: "警情类别名称", en: "category, name in Chinese"}
  - {name: police_cat_en, type: "varchar", zh: "警情类别英文名称", en: "category, name in English"}
  - {name: incidents, type: "bigint", zh: "有效警情数", en: "calls that stood"}
  - {name: filed, type: "bigint", zh: "立案数", en: "cases filed"}
  - {name: solved, type: "bigint", zh: "破案数", en: "cases solved"}
  - {name: transferred_mediation, type: "bigint", zh: "移交调解数", en: "handed to mediation"}
*/
-- One row for each case and each month that it counts in.
with event as (
  select f.area_code as area_code, f.police_cat as kind, @month_start(f.stat_date) as month, f.incidents as incidents, f.filed as filed, f.solved as solved, f.transferred_mediation as transferred_mediation
  from fct_police_day f
  where f.stat_date < @day(:end)
),
-- The same at each level that the case is located at.
levelled as (
  select l.area_level, substr(e.area_code, 1, l.code_len) as area_code, e.kind, e.month,
    e.incidents, e.filed, e.solved, e.transferred_mediation
  from event e
  join (values (1, :len_city), (2, :len_county), (3, :len_township)) as l(area_level, code_len) on length(e.area_code) >= l.code_len
)
select
  e.area_code,
  min(a.area_name) as area_name,
  e.area_level,
  e.month,
  e.kind as police_cat,
  min(k.name_zh) as police_cat_zh,
  min(k.name_en) as police_cat_en,
  cast(sum(e.incidents) as bigint) as incidents,
  cast(sum(e.filed) as bigint) as filed,
  cast(sum(e.solved) as bigint) as solved,
  cast(sum(e.transferred_mediation) as bigint) as transferred_mediation
from levelled e
left join dim_area a on a.area_code = e.area_code
left join ref_code k on k.list = 'CL_POLICE' and k.code = e.kind
group by e.area_code, e.area_level, e.month, e.kind
