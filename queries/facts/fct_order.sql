/* @anlan
name: fct_order
zh: 督办交办单（按现行区划）
en: "Supervision orders, on today's boundaries"
grain: one supervision order
owner: 市委政法委
depends: [stg_supervise_order, dim_area_bridge]
columns:
  - {name: order_id, type: "varchar", zh: "督办单号", en: "number of the order"}
  - {name: area_code, type: "varchar", zh: "区划代码", en: "area today: that of the successor where the area has ended"}
  - {name: dept_code, type: "varchar", zh: "承办单位", en: "department ordered to act"}
  - {name: source, type: "varchar", zh: "来源", en: "what gave rise to it (CL_ORDER_SOURCE)"}
  - {name: issue_time, type: "timestamp", zh: "发出时间", en: "when it was issued"}
  - {name: sign_due, type: "timestamp", zh: "签收期限", en: "time limit for signing for it"}
  - {name: sign_time, type: "timestamp", zh: "签收时间", en: "when it was signed for"}
  - {name: due_time, type: "timestamp", zh: "办结期限", en: "time limit for finishing"}
  - {name: finish_time, type: "timestamp", zh: "办结时间", en: "when it was finished"}
  - {name: result, type: "varchar", zh: "结果", en: "outcome (CL_ORDER_RESULT), 0 while open"}
  - {name: is_confirmed, type: "boolean", zh: "是否查实", en: "the suspicion was confirmed"}
  - {name: notice, type: "varchar", zh: "结果运用", en: "consequence drawn (CL_NOTICE)"}
  - {name: related_id, type: "varchar", zh: "关联编号", en: "dispute, ticket, warning or risk it is about"}
  - {name: county_code, type: "varchar", zh: "所属区县", en: "county, null where not located so far down"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道", en: "township, null where not located so far down"}
  - {name: sent_area_code, type: "varchar", zh: "报送时的区划代码", en: "area code as sent"}
*/
with located as (
  select coalesce(b.current_code, s.area_code) as today_code, s.*
  from stg_supervise_order s
  left join dim_area_bridge b on b.ended_code = s.area_code
)
select
  order_id,
  today_code as area_code,
  dept_code,
  source,
  issue_time,
  sign_due,
  sign_time,
  due_time,
  finish_time,
  result,
  is_confirmed,
  notice,
  related_id,
  case when length(today_code) >= :len_county then substr(today_code, 1, :len_county) end as county_code,
  case when length(today_code) >= :len_township then substr(today_code, 1, :len_township) end as township_code,
  area_code as sent_area_code
from located
