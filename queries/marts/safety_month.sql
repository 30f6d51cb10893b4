/* @anlan
name: safety_month
zh: 安全事件月度统计
en: "Safety events by month"
grain: "one area, month and kind of event; a row only where there is something to count"
owner: 市应急管理局
kind: view
readers: steward
depends: [fct_safety_event, dim_area, ref_code]
columns:
  - {name: area_code, type: "varchar", zh: "区划代码", en: "city, county or township"}
  - {name: area_name, type: "varchar", zh: "区划名称", en: "name of the area"}
  - {name: area_level, type: "integer", zh: "层级", en: "1 city, 2 county, 3 township", from: [fct_safety_event.area_code]}
  - {name: month, type: "date", zh: "月份", en: "first day of the month"}
  - {name: sub_type, type: "varchar", zh: "事件小类", en: "kind of event"}
  - {name: sub_type_zh, type: "varchar", zh: "事件小类名称", en: "kind of event, name in Chinese"}
  - {name: sub_type_en, type: "varchar", zh: "事件小类英文名称", en: "kind of event, name in English"}
  - {name: events, type: "bigint", zh: "起数", en: "events of the month"}
  - {name: deaths, type: "bigint", zh: "死亡人数", en: "deaths, as far as reported"}
  - {name: injured, type: "bigint", zh: "受伤人数", en: "injured, as far as reported"}
  - {name: concealed, type: "bigint", zh: "瞒报迟报数", en: "events found concealed or reported late"}
*/
-- One row for each case and each month that it counts in.
with event as (
  select f.area_code as area_code, f.sub_type as kind, @month_start(f.occur_time) as month, 1 as events, f.deaths as deaths, f.injured as injured, case when f.is_concealed then 1 else 0 end as concealed
  from fct_safety_event f
  where f.occur_time < :end
),
-- The same at each level that the case is located at.
levelled as (
  select l.area_level, substr(e.area_code, 1, l.code_len) as area_code, e.kind, e.month,
    e.events, e.deaths, e.injured, e.concealed
  from event e
  join (values (1, :len_city), (2, :len_county), (3, :len_township)) as l(area_level, code_len) on length(e.area_code) >= l.code_len
)
select
  e.area_code,
  min(a.area_name) as area_name,
  e.area_level,
  e.month,
  e.kind as sub_type,
  min(k.name_zh) as sub_type_zh,
  min(k.name_en) as sub_type_en,
  cast(sum(e.events) as bigint) as events,
  cast(sum(e.deaths) as bigint) as deaths,
  cast(sum(e.injured) as bigint) as injured,
  cast(sum(e.concealed) as bigint) as concealed
from levelled e
left join dim_area a on a.area_code = e.area_code
left join ref_code k on k.list = 'CL_SAFETY_SUB' and k.code = e.kind
group by e.area_code, e.area_level, e.month, e.kind
