/* @anlan
name: stg_care_service_month
zh: 服务帮扶汇总月报
en: "Care services by month, as landed"
grain: one county, month and group
owner: 市司法局
depends: [care_service_month]
columns:
  - {name: area_code, type: "varchar", zh: "区县代码", en: "county, as sent"}
  - {name: stat_month, type: "date", zh: "统计月份", en: "first day of the month reported"}
  - {name: group_code, type: "varchar", zh: "类别", en: "group of people or kind of service point (CL_CARE)"}
  - {name: target, type: "integer", zh: "应服务数", en: "people or points to be served"}
  - {name: served, type: "integer", zh: "已服务数", en: "of them served"}
  - {name: needs_raised, type: "integer", zh: "提出需求数", en: "needs that were raised"}
  - {name: needs_met, type: "integer", zh: "已回应需求数", en: "of them answered"}
  - {name: subsidy_due, type: "integer", zh: "应发补贴户次", en: "subsidies due to households"}
  - {name: subsidy_paid, type: "integer", zh: "按时发放户次", en: "of them paid in time"}
*/
select
  area_code,
  stat_month,
  group_code,
  target,
  served,
  @optional(needs_raised, integer),
  @optional(needs_met, integer),
  @optional(subsidy_due, integer),
  @optional(subsidy_paid, integer)
from care_service_month
