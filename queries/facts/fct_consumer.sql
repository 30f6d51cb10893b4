/* @anlan
name: fct_consumer
zh: 12315消费投诉举报（按现行区划）
en: "12315 consumer complaints and reports, on today's boundaries"
grain: one complaint or report
owner: 市市场监管局
depends: [stg_consumer_case, dim_area_bridge]
columns:
  - {name: consumer_id, type: "varchar", zh: "登记编号", en: "number of the complaint or report"}
  - {name: area_code, type: "varchar", zh: "区划代码", en: "area today: that of the successor where the area has ended"}
  - {name: kind, type: "varchar", zh: "类别", en: "complaint, report or enquiry (CL_CONSUMER_KIND)"}
  - {name: category, type: "varchar", zh: "消费领域", en: "field of consumption (CL_CONSUMER_CAT)"}
  - {name: receive_date, type: "date", zh: "接收日期", en: "day it was received"}
  - {name: decide_due, type: "date", zh: "受理决定期限", en: "last day to decide on acceptance"}
  - {name: decide_date, type: "date", zh: "受理决定日期", en: "day acceptance was decided"}
  - {name: is_accepted, type: "boolean", zh: "是否受理", en: "accepted for handling"}
  - {name: mediate_due, type: "date", zh: "调解期限", en: "last day for mediation"}
  - {name: close_date, type: "date", zh: "办结日期", en: "day it was closed"}
  - {name: is_settled, type: "boolean", zh: "调解成功", en: "settled by mediation"}
  - {name: amount_recovered, type: "decimal(18,2)", zh: "挽回损失", en: "loss recovered for the consumer, yuan"}
  - {name: is_online, type: "boolean", zh: "是否网购", en: "bought online"}
  - {name: is_repeat, type: "boolean", zh: "是否重复", en: "sent in before"}
  - {name: sat, type: "varchar", zh: "满意度", en: "satisfaction of the consumer (CL_SAT5)"}
  - {name: county_code, type: "varchar", zh: "所属区县", en: "county, null where not located so far down"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道", en: "township, null where not located so far down"}
  - {name: sent_area_code, type: "varchar", zh: "报送时的区划代码", en: "area code as sent"}
*/
with located as (
  select coalesce(b.current_code, s.area_code) as today_code, s.*
  from stg_consumer_case s
  left join dim_area_bridge b on b.ended_code = s.area_code
)
select
  consumer_id,
  today_code as area_code,
  kind,
  category,
  receive_date,
  decide_due,
  decide_date,
  is_accepted,
  mediate_due,
  close_date,
  is_settled,
  amount_recovered,
  is_online,
  is_repeat,
  sat,
  case when length(today_code) >= :len_county then substr(today_code, 1, :len_county) end as county_code,
  case when length(today_code) >= :len_township then substr(today_code, 1, :len_township) end as township_code,
  area_code as sent_area_code
from located
