/* @anlan
name: stg_police_stat_day
zh: 警情与案件日汇总
en: "Police calls and cases by day, as landed"
grain: one township, day and category
owner: 市公安局
depends: [police_stat_day]
columns:
  - {name: area_code, type: "varchar", zh: "乡镇街道代码", en: "area where it happened, as sent"}
  - {name: stat_date, type: "date", zh: "日期", en: "day reported"}
  - {name: police_cat, type: "varchar", zh: "类别", en: "category of call"}
  - {name: incidents, type: "integer", zh: "有效警情数", en: "valid calls"}
  - {name: responded, type: "integer", zh: "应到场警情数", en: "calls to be attended"}
  - {name: responded_in_time, type: "integer", zh: "规定时间内到场数", en: "of them attended in time"}
  - {name: filed, type: "integer", zh: "立案（受案）数", en: "cases filed"}
  - {name: solved, type: "integer", zh: "破案（查结）数", en: "cases solved"}
  - {name: transferred_mediation, type: "integer", zh: "移送调解数", en: "passed on to mediation"}
  - {name: loss, type: "decimal(18,2)", zh: "案损金额", en: "loss, yuan"}
  - {name: loss_stopped, type: "decimal(18,2)", zh: "止付挽损金额", en: "loss stopped or recovered, yuan"}
*/
select
  area_code,
  stat_date,
  police_cat,
  incidents,
  responded,
  responded_in_time,
  filed,
  solved,
  @optional(transferred_mediation, integer),
  @optional(loss, decimal(18,2)),
  @optional(loss_stopped, decimal(18,2))
from police_stat_day
