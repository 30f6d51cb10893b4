/* @anlan
name: fct_service
zh: 政务服务办件（按现行区划）
en: "Government service cases, on today's boundaries"
grain: one service case
owner: 市政务服务（数据）局
depends: [stg_service_case, dim_area_bridge]
columns:
  - {name: svc_id, type: "varchar", zh: "办件编号", en: "number of the service case"}
  - {name: area_code, type: "varchar", zh: "受理地区划", en: "area today: that of the successor where the area has ended"}
  - {name: dept_code, type: "varchar", zh: "实施单位", en: "department that provides the service"}
  - {name: item_code, type: "varchar", zh: "事项编码", en: "code of the service item: national catalogue and local digits"}
  - {name: service_type, type: "varchar", zh: "事项类型", en: "kind of service (CL_SERVICE_TYPE)"}
  - {name: channel, type: "varchar", zh: "渠道", en: "how it was applied for (CL_SERVICE_CHANNEL)"}
  - {name: apply_time, type: "timestamp", zh: "申请时间", en: "when it was applied for"}
  - {name: accept_time, type: "timestamp", zh: "受理时间", en: "when it was accepted"}
  - {name: legal_days, type: "integer", zh: "法定时限", en: "statutory time limit, working days"}
  - {name: promise_days, type: "integer", zh: "承诺时限", en: "promised time limit, working days"}
  - {name: used_days, type: "double", zh: "实际用时", en: "working days used, waits for the applicant left out"}
  - {name: due_time, type: "timestamp", zh: "承诺到期时间", en: "when the promised time limit ends"}
  - {name: finish_time, type: "timestamp", zh: "办结时间", en: "when it was finished"}
  - {name: visits, type: "integer", zh: "跑动次数", en: "visits the applicant had to make"}
  - {name: is_online_full, type: "boolean", zh: "是否全程网办", en: "handled online from end to end"}
  - {name: is_agent, type: "boolean", zh: "是否代办", en: "handled through an agent"}
  - {name: is_bundle, type: "boolean", zh: "是否一件事联办", en: "part of a bundle of services applied for at once"}
  - {name: county_code, type: "varchar", zh: "所属区县", en: "county, null where not located so far down"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道", en: "township, null where not located so far down"}
  - {name: sent_area_code, type: "varchar", zh: "报送时的区划代码", en: "area code as sent"}
*/
with located as (
  select coalesce(b.current_code, s.area_code) as today_code, s.*
  from stg_service_case s
  left join dim_area_bridge b on b.ended_code = s.area_code
)
select
  svc_id,
  today_code as area_code,
  dept_code,
  item_code,
  service_type,
  channel,
  apply_time,
  accept_time,
  legal_days,
  promise_days,
  used_days,
  due_time,
  finish_time,
  visits,
  is_online_full,
  is_agent,
  is_bundle,
  case when length(today_code) >= :len_county then substr(today_code, 1, :len_county) end as county_code,
  case when length(today_code) >= :len_township then substr(today_code, 1, :len_township) end as township_code,
  area_code as sent_area_code
from located
