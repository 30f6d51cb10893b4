/* @anlan
name: hotline
zh: 12345热线工单（一单一行）
en: "Hotline tickets, one row a ticket"
grain: "one ticket"
owner: 市政务服务（数据）局
kind: view
readers: steward
depends: [fct_ticket, dim_area, dim_department, ref_code]
columns:
  - {name: ticket_id, type: "varchar", zh: "工单编号", en: "number of the ticket"}
  - {name: area_code, type: "varchar", zh: "诉求地区划", en: "area today: that of the successor where the area has ended"}
  - {name: area_name, type: "varchar", zh: "区划名称", en: "name of the area"}
  - {name: county_code, type: "varchar", zh: "所属区县代码", en: "code of the county"}
  - {name: county_name, type: "varchar", zh: "所属区县", en: "name of the county"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道代码", en: "code of the township"}
  - {name: township_name, type: "varchar", zh: "所属乡镇街道", en: "name of the township"}
  - {name: village_name, type: "varchar", zh: "所属村社区", en: "name of the village or community, null where not located so far down"}
  - {name: create_time, type: "timestamp", zh: "受理时间", en: "when the ticket was opened"}
  - {name: channel, type: "varchar", zh: "渠道", en: "how it came in (CL_TICKET_CHANNEL)"}
  - {name: channel_zh, type: "varchar", zh: "渠道名称", en: "how it came in (CL_TICKET_CHANNEL), name in Chinese"}
  - {name: channel_en, type: "varchar", zh: "渠道英文名称", en: "how it came in (CL_TICKET_CHANNEL), name in English"}
  - {name: ticket_type, type: "varchar", zh: "诉求类型", en: "enquiry, help, complaint, report or suggestion (CL_TICKET_TYPE)"}
  - {name: ticket_type_zh, type: "varchar", zh: "诉求类型名称", en: "enquiry, help, complaint, report or suggestion (CL_TICKET_TYPE), name in Chinese"}
  - {name: ticket_type_en, type: "varchar", zh: "诉求类型英文名称", en: "enquiry, help, complaint, report or suggestion (CL_TICKET_TYPE), name in English"}
  - {name: domain, type: "varchar", zh: "诉求领域", en: "field of the request (CL_TICKET_DOMAIN)"}
  - {name: domain_zh, type: "varchar", zh: "诉求领域名称", en: "field of the request (CL_TICKET_DOMAIN), name in Chinese"}
  - {name: domain_en, type: "varchar", zh: "诉求领域英文名称", en: "field of the request (CL_TICKET_DOMAIN), name in English"}
  - {name: merged_line, type: "varchar", zh: "源热线", en: "hotline it came over before the merger (CL_MERGED_LINE)"}
  - {name: merged_line_zh, type: "varchar", zh: "源热线名称", en: "hotline it came over before the merger (CL_MERGED_LINE), name in Chinese"}
  - {name: merged_line_en, type: "varchar", zh: "源热线英文名称", en: "hotline it came over before the merger (CL_MERGED_LINE), name in English"}
  - {name: urgency, type: "varchar", zh: "紧急程度", en: "how urgent it is (CL_URGENCY)"}
  - {name: urgency_zh, type: "varchar", zh: "紧急程度名称", en: "how urgent it is (CL_URGENCY), name in Chinese"}
  - {name: urgency_en, type: "varchar", zh: "紧急程度英文名称", en: "how urgent it is (CL_URGENCY), name in English"}
  - {name: is_direct, type: "boolean", zh: "是否直接答复办结", en: "answered at once, not dispatched"}
  - {name: dept_code, type: "varchar", zh: "承办单位", en: "department responsible"}
  - {name: dept_name, type: "varchar", zh: "承办单位名称", en: "name of the department responsible"}
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
  - {name: resolved_zh, type: "varchar", zh: "解决情况名称", en: "whether the caller says it is resolved (CL_RESOLVED), name in Chinese"}
  - {name: resolved_en, type: "varchar", zh: "解决情况英文名称", en: "whether the caller says it is resolved (CL_RESOLVED), name in English"}
  - {name: sat_result, type: "varchar", zh: "对结果满意度", en: "satisfaction with the result"}
  - {name: sat_result_zh, type: "varchar", zh: "对结果满意度名称", en: "satisfaction with the result, name in Chinese"}
  - {name: sat_result_en, type: "varchar", zh: "对结果满意度英文名称", en: "satisfaction with the result, name in English"}
  - {name: sat_service, type: "varchar", zh: "对态度满意度", en: "satisfaction with the manner"}
  - {name: sat_service_zh, type: "varchar", zh: "对态度满意度名称", en: "satisfaction with the manner, name in Chinese"}
  - {name: sat_service_en, type: "varchar", zh: "对态度满意度英文名称", en: "satisfaction with the manner, name in English"}
  - {name: is_whistle, type: "boolean", zh: "是否吹哨件", en: "departments were whistled for"}
  - {name: is_dispute, type: "boolean", zh: "是否涉及矛盾纠纷", en: "is about a dispute"}
  - {name: case_id, type: "varchar", zh: "转出纠纷编号", en: "dispute it was passed on as"}
  - {name: updated_at, type: "timestamp", zh: "更新时间", en: "last change at source"}
  - {name: days_to_close, type: "double", zh: "办理天数", en: "days from registration to the end, null while open"}
  - {name: is_on_time, type: "boolean", zh: "是否按期", en: "ended within its limit; false also when the limit has passed and it is still open; null before that"}
  - {name: hours_to_contact, type: "double", zh: "首次联系小时数", en: "hours from the call to the first contact by the department"}
*/
select
  f.ticket_id,
  f.area_code,
  a.area_name as area_name,
  f.county_code,
  c.area_name as county_name,
  f.township_code,
  t.area_name as township_name,
  v.area_name as village_name,
  f.create_time,
  f.channel,
  k1.name_zh as channel_zh,
  k1.name_en as channel_en,
  f.ticket_type,
  k2.name_zh as ticket_type_zh,
  k2.name_en as ticket_type_en,
  f.domain,
  k3.name_zh as domain_zh,
  k3.name_en as domain_en,
  f.merged_line,
  k4.name_zh as merged_line_zh,
  k4.name_en as merged_line_en,
  f.urgency,
  k5.name_zh as urgency_zh,
  k5.name_en as urgency_en,
  f.is_direct,
  f.dept_code,
  o.dept_name as dept_name,
  f.dispatch_time,
  f.sign_time,
  f.first_contact_time,
  f.due_time,
  f.finish_time,
  f.close_time,
  f.returned_count,
  f.extended_count,
  f.redo_count,
  f.is_reasonable,
  f.is_rejected,
  f.is_withdrawn,
  f.is_repeat,
  f.revisit_done,
  f.resolved,
  k7.name_zh as resolved_zh,
  k7.name_en as resolved_en,
  f.sat_result,
  k8.name_zh as sat_result_zh,
  k8.name_en as sat_result_en,
  f.sat_service,
  k9.name_zh as sat_service_zh,
  k9.name_en as sat_service_en,
  f.is_whistle,
  f.is_dispute,
  f.case_id,
  f.updated_at,
  @minutes_between(f.create_time, f.finish_time) / 1440e0 as days_to_close,
  case when f.finish_time is not null then f.finish_time <= f.due_time when f.due_time < :end then false end as is_on_time,
  @minutes_between(f.create_time, f.first_contact_time) / 60e0 as hours_to_contact
from fct_ticket f
left join dim_area a on a.area_code = f.area_code
left join dim_area c on c.area_code = f.county_code
left join dim_area t on t.area_code = f.township_code
left join dim_area v on length(f.area_code) >= :len_village and v.area_code = substr(f.area_code, 1, :len_village)
left join ref_code k1 on k1.list = 'CL_TICKET_CHANNEL' and k1.code = f.channel
left join ref_code k2 on k2.list = 'CL_TICKET_TYPE' and k2.code = f.ticket_type
left join ref_code k3 on k3.list = 'CL_TICKET_DOMAIN' and k3.code = f.domain
left join ref_code k4 on k4.list = 'CL_MERGED_LINE' and k4.code = f.merged_line
left join ref_code k5 on k5.list = 'CL_URGENCY' and k5.code = f.urgency
left join dim_department o on o.dept_code = f.dept_code
left join ref_code k7 on k7.list = 'CL_RESOLVED' and k7.code = f.resolved
left join ref_code k8 on k8.list = 'CL_SAT5' and k8.code = f.sat_result
left join ref_code k9 on k9.list = 'CL_SAT5' and k9.code = f.sat_service
