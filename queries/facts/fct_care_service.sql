/* @anlan
name: fct_care_service
zh: 服务帮扶汇总月报（按现行区划）
en: "Care services by month, on today's boundaries"
grain: one county, month and group
owner: 市司法局
depends: [stg_care_service_month, dim_area_bridge]
columns:
  - {name: area_code, type: "varchar", zh: "区县代码", en: "area today: that of the successor where the area has ended"}
  - {name: stat_month, type: "date", zh: "统计月份", en: "first day of the month reported"}
  - {name: group_code, type: "varchar", zh: "类别", en: "group of people or kind of service point (CL_CARE)"}
  - {name: target, type: "integer", zh: "应服务数", en: "people or points to be served"}
  - {name: served, type: "integer", zh: "已服务数", en: "of them served"}
  - {name: needs_raised, type: "integer", zh: "提出需求数", en: "needs that were raised"}
  - {name: needs_met, type: "integer", zh: "已回应需求数", en: "of them answered"}
  - {name: subsidy_due, type: "integer", zh: "应发补贴户次", en: "subsidies due to households"}
  - {name: subsidy_paid, type: "integer", zh: "按时发放户次", en: "of them paid in time"}
  - {name: county_code, type: "varchar", zh: "所属区县", en: "county, null where not located so far down"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道", en: "township, null where not located so far down"}
  - {name: sent_area_code, type: "varchar", zh: "报送时的区划代码", en: "area code as sent"}
*/
with located as (
  select coalesce(b.current_code, s.area_code) as today_code, s.*
  from stg_care_service_month s
  left join dim_area_bridge b on b.ended_code = s.area_code
)
select
  today_code as area_code,
  stat_month,
  group_code,
  target,
  served,
  needs_raised,
  needs_met,
  subsidy_due,
  subsidy_paid,
  case when length(today_code) >= :len_county then substr(today_code, 1, :len_county) end as county_code,
  case when length(today_code) >= :len_township then substr(today_code, 1, :len_township) end as township_code,
  area_code as sent_area_code
from located
