/* @anlan
name: service_month
zh: 政务服务月度统计
en: "Services by month"
grain: "one area, month and type of service; a row only where there is something to count"
owner: 市政务服务（数据）局
kind: view
readers: steward
depends: [fct_service, dim_area, ref_code]
columns:
  - {name: area_code, type: "varchar", zh: "区划代码", en: "city, county or township"}
  - {name: area_name, type: "varchar", zh: "区划名称", en: "name of the area"}
  - {name: area_level, type: "integer", zh: "层级", en: "1 city, 2 county, 3 township", from: [fct_service.area_code]}
  - {name: month, type: "date", zh: "月份", en: "first day of the month"}
  - {name: service_type, type: "varchar", zh: "事项类型", en: "type of service"}
  - {name: service_type_zh, type: "varchar", zh: "事项类型名称", en: "type of service, name in Chinese"}
  - {name: service_type_en, type: "varchar", zh: "事项类型英文名称", en: "type of service, name in English"}
  - {name: registered, type: "bigint", zh: "登记数", en: "registered in the month"}
  - {name: online, type: "bigint", zh: "全程网办数", en: "of those registered, done wholly online"}
  - {name: by_agent, type: "bigint", zh: "帮办代办数", en: "of those registered, done by an agent"}
  - {name: closed, type: "bigint", zh: "办结数", en: "closed in the month"}
  - {name: due, type: "bigint", zh: "到期数", en: "whose limit fell in the month"}
  - {name: on_time, type: "bigint", zh: "按期数", en: "of those due, closed within the limit"}
  - {name: on_time_rate, type: "double", zh: "按期率", en: "on_time of due, percent; null where nothing was due"}
  - {name: median_days, type: "double", zh: "办理天数中位数", en: "median of the days from registration to closing, of those closed in the month"}
*/
-- One row for each case and each month that it counts in.
with event as (
  select f.area_code as area_code, f.service_type as kind, @month_start(f.apply_time) as month, 1 as registered, case when f.is_online_full then 1 else 0 end as online, case when f.is_agent then 1 else 0 end as by_agent, 0 as closed, cast(null as double) as days_val, 0 as due, 0 as on_time
  from fct_service f
  where f.apply_time < :end
  union all
  select f.area_code, f.service_type, @month_start(f.finish_time), 0, 0, 0, 1, @minutes_between(f.apply_time, f.finish_time) / 1440e0, 0, 0
  from fct_service f
  where f.finish_time < :end
  union all
  select f.area_code, f.service_type, @month_start(f.due_time), 0, 0, 0, 0, cast(null as double), 1, case when f.finish_time <= f.due_time then 1 else 0 end
  from fct_service f
  where f.due_time < :end
),
-- The same at each level that the case is located at.
levelled as (
  select l.area_level, substr(e.area_code, 1, l.code_len) as area_code, e.kind, e.month,
    e.registered, e.online, e.by_agent, e.closed, e.days_val, e.due, e.on_time
  from event e
  join (values (1, :len_city), (2, :len_county), (3, :len_township)) as l(area_level, code_len) on length(e.area_code) >= l.code_len
)
select
  e.area_code,
  min(a.area_name) as area_name,
  e.area_level,
  e.month,
  e.kind as service_type,
  min(k.name_zh) as service_type_zh,
  min(k.name_en) as service_type_en,
  cast(sum(e.registered) as bigint) as registered,
  cast(sum(e.online) as bigint) as online,
  cast(sum(e.by_agent) as bigint) as by_agent,
  cast(sum(e.closed) as bigint) as closed,
  cast(sum(e.due) as bigint) as due,
  cast(sum(e.on_time) as bigint) as on_time,
  case when sum(e.due) > 0 then 100e0 * sum(e.on_time) / sum(e.due) end as on_time_rate,
  @median(e.days_val) as median_days
from levelled e
left join dim_area a on a.area_code = e.area_code
left join ref_code k on k.list = 'CL_SERVICE_TYPE' and k.code = e.kind
group by e.area_code, e.area_level, e.month, e.kind
