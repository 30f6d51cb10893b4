/* @anlan
name: consumer
zh: 消费投诉举报（一件一行）
en: "Consumer complaints, one row a case"
grain: "one complaint or report"
owner: 市市场监管局
kind: view
readers: steward
depends: [fct_consumer, dim_area, ref_code]
columns:
  - {name: consumer_id, type: "varchar", zh: "登记编号", en: "number of the complaint or report"}
  - {name: area_code, type: "varchar", zh: "区划代码", en: "area today: that of the successor where the area has ended"}
  - {name: area_name, type: "varchar", zh: "区划名称", en: "name of the area"}
  - {name: county_code, type: "varchar", zh: "所属区县代码", en: "code of the county"}
  - {name: county_name, type: "varchar", zh: "所属区县", en: "name of the county"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道代码", en: "code of the township"}
  - {name: township_name, type: "varchar", zh: "所属乡镇街道", en: "name of the township"}
  - {name: village_name, type: "varchar", zh: "所属村社区", en: "name of the village or community, null where not located so far down"}
  - {name: kind, type: "varchar", zh: "类别", en: "complaint, report or enquiry (CL_CONSUMER_KIND)"}
  - {name: kind_zh, type: "varchar", zh: "类别名称", en: "complaint, report or enquiry (CL_CONSUMER_KIND), name in Chinese"}
  - {name: kind_en, type: "varchar", zh: "类别英文名称", en: "complaint, report or enquiry (CL_CONSUMER_KIND), name in English"}
  - {name: category, type: "varchar", zh: "消费领域", en: "field of consumption (CL_CONSUMER_CAT)"}
  - {name: category_zh, type: "varchar", zh: "消费领域名称", en: "field of consumption (CL_CONSUMER_CAT), name in Chinese"}
  - {name: category_en, type: "varchar", zh: "消费领域英文名称", en: "field of consumption (CL_CONSUMER_CAT), name in English"}
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
  - {name: sat_zh, type: "varchar", zh: "满意度名称", en: "satisfaction of the consumer (CL_SAT5), name in Chinese"}
  - {name: sat_en, type: "varchar", zh: "满意度英文名称", en: "satisfaction of the consumer (CL_SAT5), name in English"}
  - {name: days_to_close, type: "bigint", zh: "办理天数", en: "days from registration to the end, null while open"}
  - {name: is_decided_on_time, type: "boolean", zh: "是否按期决定受理", en: "decided on acceptance within its limit; false also when the limit has passed without"}
  - {name: is_on_time, type: "boolean", zh: "是否按期", en: "ended within its limit; false also when the limit has passed and it is still open; null before that"}
*/
select
  f.consumer_id,
  f.area_code,
  a.area_name as area_name,
  f.county_code,
  c.area_name as county_name,
  f.township_code,
  t.area_name as township_name,
  v.area_name as village_name,
  f.kind,
  k1.name_zh as kind_zh,
  k1.name_en as kind_en,
  f.category,
  k2.name_zh as category_zh,
  k2.name_en as category_en,
  f.receive_date,
  f.decide_due,
  f.decide_date,
  f.is_accepted,
  f.mediate_due,
  f.close_date,
  f.is_settled,
  f.amount_recovered,
  f.is_online,
  f.is_repeat,
  f.sat,
  k3.name_zh as sat_zh,
  k3.name_en as sat_en,
  @days_between(f.receive_date, f.close_date) as days_to_close,
  case when f.decide_date is not null then f.decide_date <= f.decide_due when f.decide_due < @day(:end) then false end as is_decided_on_time,
  case when f.close_date is not null then f.close_date <= f.mediate_due when f.mediate_due < @day(:end) then false end as is_on_time
from fct_consumer f
left join dim_area a on a.area_code = f.area_code
left join dim_area c on c.area_code = f.county_code
left join dim_area t on t.area_code = f.township_code
left join dim_area v on length(f.area_code) >= :len_village and v.area_code = substr(f.area_code, 1, :len_village)
left join ref_code k1 on k1.list = 'CL_CONSUMER_KIND' and k1.code = f.kind
left join ref_code k2 on k2.list = 'CL_CONSUMER_CAT' and k2.code = f.category
left join ref_code k3 on k3.list = 'CL_SAT5' and k3.code = f.sat
