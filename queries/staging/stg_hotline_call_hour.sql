/* @anlan
name: stg_hotline_call_hour
zh: 12345话务小时统计
en: "12345 hotline calls by hour, as landed"
grain: one hour of the city
owner: 12345中心
depends: [hotline_call_hour]
columns:
  - {name: area_code, type: "varchar", zh: "区划代码", en: "the city, as sent"}
  - {name: stat_hour, type: "timestamp", zh: "小时", en: "hour in which the calls came, by its start"}
  - {name: calls_in, type: "integer", zh: "呼入量", en: "calls received"}
  - {name: calls_answered, type: "integer", zh: "接通量", en: "of them answered"}
  - {name: answered_15s, type: "integer", zh: "15秒内接通量", en: "of them answered within 15 seconds"}
  - {name: avg_wait_s, type: "double", zh: "平均等待", en: "mean waiting time, seconds"}
  - {name: avg_talk_s, type: "double", zh: "平均通话", en: "mean talking time, seconds"}
  - {name: seats_online, type: "integer", zh: "在线席位", en: "operator seats staffed"}
*/
select
  area_code,
  stat_hour,
  calls_in,
  calls_answered,
  answered_15s,
  @optional(avg_wait_s, double),
  @optional(avg_talk_s, double),
  @optional(seats_online, integer)
from hotline_call_hour
