/* @anlan
name: fct_police_day
zh: 警情与案件日汇总（按现行区划）
en: "Police calls and cases by day, on today's boundaries"
grain: one township, day and category
owner: 市公安局
depends: [stg_police_stat_day, dim_area_bridge]
columns:
  - {name: area_code, type: "varchar", zh: "乡镇街道代码", en: "area today: that of the successor where the area has ended"}
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
  - {name: county_code, type: "varchar", zh: "所属区县", en: "county, null where not located so far down"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道", en: "township, null where not located so far down"}
  - {name: sent_area_code, type: "varchar", zh: "报送时的区划代码", en: "area code as sent"}
*/
with located as (
  select coalesce(b.current_code, s.area_code) as today_code, s.*
  from stg_police_stat_day s
  left join dim_area_bridge b on b.ended_code = s.area_code
)
select
  today_code as area_code,
  stat_date,
  police_cat,
  incidents,
  responded,
  responded_in_time,
  filed,
  solved,
  transferred_mediation,
  loss,
  loss_stopped,
  case when length(today_code) >= :len_county then substr(today_code, 1, :len_county) end as county_code,
  case when length(today_code) >= :len_township then substr(today_code, 1, :len_township) end as township_code,
  area_code as sent_area_code
from located
