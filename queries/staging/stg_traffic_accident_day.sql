/* @anlan
name: stg_traffic_accident_day
zh: 道路交通事故日汇总
en: "Road accidents by day, as landed"
grain: one township and day
owner: 市公安局交警支队
depends: [traffic_accident_day]
columns:
  - {name: area_code, type: "varchar", zh: "乡镇街道代码", en: "township, as sent"}
  - {name: stat_date, type: "date", zh: "日期", en: "day the accidents happened"}
  - {name: accidents, type: "integer", zh: "事故起数", en: "road accidents"}
  - {name: fatal_accidents, type: "integer", zh: "亡人事故起数", en: "of them with deaths"}
  - {name: deaths, type: "integer", zh: "死亡人数", en: "people killed, within 30 days"}
  - {name: injured, type: "integer", zh: "受伤人数", en: "people injured"}
  - {name: quick_settled, type: "integer", zh: "快处快赔起数", en: "accidents settled on the spot"}
*/
select
  area_code,
  stat_date,
  accidents,
  fatal_accidents,
  deaths,
  injured,
  @optional(quick_settled, integer)
from traffic_accident_day
