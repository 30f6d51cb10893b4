/* @anlan
name: fct_call_hour
zh: 12345话务小时统计（按现行区划）
en: "12345 hotline calls by hour, on today's boundaries"
grain: one hour of the city
owner: 12345中心
depends: [stg_hotline_call_hour, dim_area_bridge]
columns:
  - {name: area_code, type: "varchar", zh: "区划代码", en: "area today: that of the successor where the area has ended"}
  - {name: stat_hour, type: "timestamp", zh: "小时", en: "hour in which the calls came, by its start"}
  - {name: calls_in, type: "integer", zh: "呼入量", en: "calls received"}
  - {name: calls_answered, type: "integer", zh: "接通量", en: "of them answered"}
  - {name: answered_15s, type: "integer", zh: "15秒内接通量", en: "of them answered within 15 seconds"}
  - {name: avg_wait_s, type: "double", zh: "平均等待", en: "mean waiting time, seconds"}
  - {name: avg_talk_s, type: "double", zh: "平均通话", en: "mean talking time, seconds"}
  - {name: seats_online, type: "integer", zh: "在线席位", en: "operator seats staffed"}
  - {name: county_code, type: "varchar", zh: "所属区县", en: "county, null where not located so far down"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道", en: "township, null where not located so far down"}
  - {name: sent_area_code, type: "varchar", zh: "报送时的区划代码", en: "area code as sent"}
*/
with located as (
  select coalesce(b.current_code, s.area_code) as today_code, s.*
  from stg_hotline_call_hour s
  left join dim_area_bridge b on b.ended_code = s.area_code
)
select
  today_code as area_code,
  stat_hour,
  calls_in,
  calls_answered,
  answered_15s,
  avg_wait_s,
  avg_talk_s,
  seats_online,
  case when length(today_code) >= :len_county then substr(today_code, 1, :len_county) end as county_code,
  case when length(today_code) >= :len_township then substr(today_code, 1, :len_township) end as township_code,
  area_code as sent_area_code
from located
