/* @anlan
name: fct_ticket
zh: 12345工单（按现行区划）
en: "12345 hotline tickets, on today's boundaries"
grain: one ticket
owner: 市政务服务（数据）局
depends: [stg_hotline_ticket, dim_area_bridge]
columns:
  - {name: ticket_id, type: "varchar", zh: "工单编号", en: "number of the ticket"}
  - {name: area_code, type: "varchar", zh: "诉求地区划", en: "area today: that of the successor where the area has ended"}
  - {name: create_time, type: "timestamp", zh: "受理时间", en: "when the ticket was opened"}
  - {name: channel, type: "varchar", zh: "渠道", en: "how it came in (CL_TICKET_CHANNEL)"}
  - {name: ticket_type, type: "varchar", zh: "诉求类型", en: "enquiry, help, complaint, report or suggestion (CL_TICKET_TYPE)"}
  - {name: domain, type: "varchar", zh: "诉求领域", en: "field of the request (CL_TICKET_DOMAIN)"}
  - {name: merged_line, type: "varchar", zh: "源热线", en: "hotline it came over before the merger (CL_MERGED_LINE)"}
  - {name: urgency, type: "varchar", zh: "紧急程度", en: "how urgent it is (CL_URGENCY)"}
  - {name: is_direct, type: "boolean", zh: "是否直接答复办结", en: "answered at once, not dispatched"}
  - {name: dept_code, type: "varchar", zh: "承办单位", en: "department responsible"}
  - {name: dispatch_time, type: "timestamp", zh: "派单时间", en: "when it was dispatched to a department"}
  - {name: sign_time, type: "timestamp", zh: "签收时间", en: "when the department signed for it"}
  - {name: first_contact_time, type: "timestamp", zh: "首次联系时间", en: "when the caller was first contacted"}
  - {name: due_time, type: "timestamp", zh: "办结时限", en: "time limit"}
  - {name: finish_time, type: "timestamp", zh: "承办办结时间", en: "when the department finished it"}
  - {name: close_time, type: "timestamp", zh: "结案时间", en: "when the ticket was closed"}
  - {name: returned_count, type: "integer", zh: "退单次数", en: "times the department sent it back"}
  - {name: extended_count, type: "integer", zh: "延期次数", en: "times the time limit was extended"}
  - {name: redo_count, type: "integer", zh: "重办次数", en: "times it had to be handled again"}
  - {name: is_reasonable, type: "boolean", zh: "诉求是否合理", en: "the request is reasonable"}
  - {name: is_rejected, type: "boolean", zh: "是否不予受理", en: "not accepted"}
  - {name: is_withdrawn, type: "boolean", zh: "是否撤单", en: "taken back by the caller"}
  - {name: is_repeat, type: "boolean", zh: "是否重复诉求", en: "raised again within 90 days of closing"}
  - {name: revisit_done, type: "boolean", zh: "是否回访成功", en: "the caller was reached afterwards"}
  - {name: resolved, type: "varchar", zh: "解决情况", en: "whether the caller says it is resolved (CL_RESOLVED)"}
  - {name: sat_result, type: "varchar", zh: "对结果满意度", en: "satisfaction with the result"}
  - {name: sat_service, type: "varchar", zh: "对态度满意度", en: "satisfaction with the manner"}
  - {name: is_whistle, type: "boolean", zh: "是否吹哨件", en: "departments were whistled for"}
  - {name: is_dispute, type: "boolean", zh: "是否涉及矛盾纠纷", en: "is about a dispute"}
  - {name: case_id, type: "varchar", zh: "转出纠纷编号", en: "dispute it was passed on as"}
  - {name: updated_at, type: "timestamp", zh: "更新时间", en: "last change at source"}
  - {name: county_code, type: "varchar", zh: "所属区县", en: "county, null where not located so far down"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道", en: "township, null where not located so far down"}
  - {name: sent_area_code, type: "varchar", zh: "报送时的区划代码", en: "area code as sent"}
*/
with located as (
  select coalesce(b.current_code, s.area_code) as today_code, s.*
  from stg_hotline_ticket s
  left join dim_area_bridge b on b.ended_code = s.area_code
)
select
  ticket_id,
  today_code as area_code,
  create_time,
  channel,
  ticket_type,
  domain,
  merged_line,
  urgency,
  is_direct,
  dept_code,
  dispatch_time,
  sign_time,
  first_contact_time,
  due_time,
  finish_time,
  close_time,
  returned_count,
  extended_count,
  redo_count,
  is_reasonable,
  is_rejected,
  is_withdrawn,
  is_repeat,
  revisit_done,
  resolved,
  sat_result,
  sat_service,
  is_whistle,
  is_dispute,
  case_id,
  updated_at,
  case when length(today_code) >= :len_county then substr(today_code, 1, :len_county) end as county_code,
  case when length(today_code) >= :len_township then substr(today_code, 1, :len_township) end as township_code,
  area_code as sent_area_code
from located
