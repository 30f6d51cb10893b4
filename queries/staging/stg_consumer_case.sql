/* @anlan
name: stg_consumer_case
zh: 12315消费投诉举报
en: "12315 consumer complaints and reports, as landed"
grain: one complaint or report
owner: 市市场监管局
depends: [consumer_case]
columns:
  - {name: consumer_id, type: "varchar", zh: "登记编号", en: "number of the complaint or report"}
  - {name: area_code, type: "varchar", zh: "区划代码", en: "area of the business, as sent"}
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
*/
select
  consumer_id,
  area_code,
  kind,
  category,
  receive_date,
  decide_due,
  @optional(decide_date, date),
  @optional(is_accepted, boolean),
  @optional(mediate_due, date),
  @optional(close_date, date),
  @optional(is_settled, boolean),
  @optional(amount_recovered, decimal(18,2)),
  @optional(is_online, boolean),
  @optional(is_repeat, boolean),
  @optional(sat, varchar)
from consumer_case
