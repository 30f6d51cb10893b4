/* @anlan
name: fct_traffic_day
zh: 道路交通事故日汇总（按现行区划）
en: "Road accidents by day, on today's boundaries"
grain: one township and day
owner: 市公安局交警支队
depends: [stg_traffic_accident_day, dim_area_bridge]
columns:
  - {name: area_code, type: "varchar", zh: "乡镇街道代码", en: "area today: that of the successor where the area has ended"}
  - {name: stat_date, type: "date", zh: "日期", en: "day the accidents happened"}
  - {name: accidents, type: "integer", zh: "事故起数", en: "road accidents"}
  - {name: fatal_accidents, type: "integer", zh: "亡人事故起数", en: "of them with deaths"}
  - {name: deaths, type: "integer", zh: "死亡人数", en: "people killed, within 30 days"}
  - {name: injured, type: "integer", zh: "受伤人数", en: "people injured"}
  - {name: quick_settled, type: "integer", zh: "快处快赔起数", en: "accidents settled on the spot"}
  - {name: county_code, type: "varchar", zh: "所属区县", en: "county, null where not located so far down"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道", en: "township, null where not located so far down"}
  - {name: sent_area_code, type: "varchar", zh: "报送时的区划代码", en: "area code as sent"}
*/
with located as (
  select coalesce(b.current_code, s.area_code) as today_code, s.*
  from stg_traffic_accident_day s
  left join dim_area_bridge b on b.ended_code = s.area_code
)
select
  today_code as area_code,
  stat_date,
  accidents,
  fatal_accidents,
  deaths,
  injured,
  quick_settled,
  case when length(today_code) >= :len_county then substr(today_code, 1, :len_county) end as county_code,
  case when length(today_code) >= :len_township then substr(today_code, 1, :len_township) end as township_code,
  area_code as sent_area_code
from located
