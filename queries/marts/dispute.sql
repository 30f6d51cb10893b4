/* @anlan
name: dispute
zh: 矛盾纠纷（一案一行）
en: "Disputes, one row a case"
grain: "one dispute"
owner: 市委政法委
kind: view
readers: steward
depends: [fct_dispute, dim_area, dim_department, ref_code]
columns:
  - {name: case_id, type: "varchar", zh: "纠纷编号", en: "number of the dispute"}
  - {name: area_code, type: "varchar", zh: "发生地区划", en: "area today: that of the successor where the area has ended"}
  - {name: area_name, type: "varchar", zh: "区划名称", en: "name of the area"}
  - {name: county_code, type: "varchar", zh: "所属区县代码", en: "code of the county"}
  - {name: county_name, type: "varchar", zh: "所属区县", en: "name of the county"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道代码", en: "code of the township"}
  - {name: township_name, type: "varchar", zh: "所属乡镇街道", en: "name of the township"}
  - {name: village_name, type: "varchar", zh: "所属村社区", en: "name of the village or community, null where not located so far down"}
  - {name: register_time, type: "timestamp", zh: "登记时间", en: "when it was registered"}
  - {name: occur_date, type: "date", zh: "发生日期", en: "day it broke out"}
  - {name: accept_time, type: "timestamp", zh: "受理时间", en: "when it was accepted for handling"}
  - {name: first_response_time, type: "timestamp", zh: "首次响应时间", en: "when the parties were first contacted"}
  - {name: channel, type: "varchar", zh: "来源渠道", en: "how it came in (CL_CHANNEL)"}
  - {name: channel_zh, type: "varchar", zh: "来源渠道名称", en: "how it came in (CL_CHANNEL), name in Chinese"}
  - {name: channel_en, type: "varchar", zh: "来源渠道英文名称", en: "how it came in (CL_CHANNEL), name in English"}
  - {name: dispute_type, type: "varchar", zh: "纠纷类型", en: "type of dispute (CL_DISPUTE_TYPE)"}
  - {name: dispute_type_zh, type: "varchar", zh: "纠纷类型名称", en: "type of dispute (CL_DISPUTE_TYPE), name in Chinese"}
  - {name: dispute_type_en, type: "varchar", zh: "纠纷类型英文名称", en: "type of dispute (CL_DISPUTE_TYPE), name in English"}
  - {name: scale, type: "varchar", zh: "事件规模", en: "how many it concerns (CL_SCALE)"}
  - {name: scale_zh, type: "varchar", zh: "事件规模名称", en: "how many it concerns (CL_SCALE), name in Chinese"}
  - {name: scale_en, type: "varchar", zh: "事件规模英文名称", en: "how many it concerns (CL_SCALE), name in English"}
  - {name: risk_level, type: "varchar", zh: "风险等级", en: "how grave it could become (CL_DISPUTE_RISK)"}
  - {name: risk_level_zh, type: "varchar", zh: "风险等级名称", en: "how grave it could become (CL_DISPUTE_RISK), name in Chinese"}
  - {name: risk_level_en, type: "varchar", zh: "风险等级英文名称", en: "how grave it could become (CL_DISPUTE_RISK), name in English"}
  - {name: party_count, type: "integer", zh: "涉及人数", en: "people concerned"}
  - {name: unit_count, type: "integer", zh: "涉事单位数", en: "organisations concerned"}
  - {name: amount, type: "decimal(18,2)", zh: "涉及金额", en: "amount at stake, yuan"}
  - {name: handle_level, type: "varchar", zh: "调处层级", en: "level of area that handles it (CL_AREA_LEVEL)"}
  - {name: handle_level_zh, type: "varchar", zh: "调处层级名称", en: "level of area that handles it (CL_AREA_LEVEL), name in Chinese"}
  - {name: handle_level_en, type: "varchar", zh: "调处层级英文名称", en: "level of area that handles it (CL_AREA_LEVEL), name in English"}
  - {name: org_id, type: "varchar", zh: "承办调解组织", en: "mediation organisation"}
  - {name: dept_code, type: "varchar", zh: "责任单位", en: "department responsible"}
  - {name: dept_name, type: "varchar", zh: "责任单位名称", en: "name of the department responsible"}
  - {name: method, type: "varchar", zh: "化解方式", en: "how it was settled (CL_METHOD)"}
  - {name: method_zh, type: "varchar", zh: "化解方式名称", en: "how it was settled (CL_METHOD), name in Chinese"}
  - {name: method_en, type: "varchar", zh: "化解方式英文名称", en: "how it was settled (CL_METHOD), name in English"}
  - {name: due_time, type: "timestamp", zh: "化解时限", en: "time limit"}
  - {name: close_time, type: "timestamp", zh: "办结时间", en: "when it was closed"}
  - {name: status, type: "varchar", zh: "办理状态", en: "state of handling (CL_DISPUTE_STATUS)"}
  - {name: status_zh, type: "varchar", zh: "办理状态名称", en: "state of handling (CL_DISPUTE_STATUS), name in Chinese"}
  - {name: status_en, type: "varchar", zh: "办理状态英文名称", en: "state of handling (CL_DISPUTE_STATUS), name in English"}
  - {name: is_resolved, type: "boolean", zh: "是否化解成功", en: "settled with success"}
  - {name: is_onsite, type: "boolean", zh: "是否随手调", en: "settled on the spot"}
  - {name: slip_no, type: "varchar", zh: "四联单号", en: "number of the four-part slip"}
  - {name: slip_complete, type: "boolean", zh: "四联单是否齐全", en: "all four slips receipted"}
  - {name: is_repeat, type: "boolean", zh: "是否重复纠纷", en: "the same parties were in such a dispute within 180 days"}
  - {name: reopen_count, type: "integer", zh: "重启次数", en: "times it was opened again"}
  - {name: revisit_time, type: "timestamp", zh: "回访时间", en: "when the parties were asked afterwards"}
  - {name: revisit_resolved, type: "varchar", zh: "当事人核实结果", en: "whether the parties say it is resolved (CL_RESOLVED)"}
  - {name: revisit_resolved_zh, type: "varchar", zh: "当事人核实结果名称", en: "whether the parties say it is resolved (CL_RESOLVED), name in Chinese"}
  - {name: revisit_resolved_en, type: "varchar", zh: "当事人核实结果英文名称", en: "whether the parties say it is resolved (CL_RESOLVED), name in English"}
  - {name: revisit_sat, type: "varchar", zh: "当事人满意度", en: "the parties' satisfaction (CL_SAT5)"}
  - {name: revisit_sat_zh, type: "varchar", zh: "当事人满意度名称", en: "the parties' satisfaction (CL_SAT5), name in Chinese"}
  - {name: revisit_sat_en, type: "varchar", zh: "当事人满意度英文名称", en: "the parties' satisfaction (CL_SAT5), name in English"}
  - {name: reject_code, type: "varchar", zh: "不予受理原因", en: "why it was not accepted (CL_REJECT)"}
  - {name: reject_code_zh, type: "varchar", zh: "不予受理原因名称", en: "why it was not accepted (CL_REJECT), name in Chinese"}
  - {name: reject_code_en, type: "varchar", zh: "不予受理原因英文名称", en: "why it was not accepted (CL_REJECT), name in English"}
  - {name: to_litigation, type: "boolean", zh: "是否转入诉讼", en: "went on to court"}
  - {name: to_criminal, type: "boolean", zh: "是否激化为刑事案件", en: "escalated into a criminal case"}
  - {name: updated_at, type: "timestamp", zh: "更新时间", en: "last change at source"}
  - {name: is_closed, type: "boolean", zh: "是否办结", en: "closed by the as-of day"}
  - {name: days_to_close, type: "double", zh: "办理天数", en: "days from registration to the end, null while open"}
  - {name: is_on_time, type: "boolean", zh: "是否按期", en: "ended within its limit; false also when the limit has passed and it is still open; null before that"}
  - {name: hours_to_response, type: "double", zh: "首次响应小时数", en: "hours from registration to the first response"}
  - {name: amount_class, type: "varchar", zh: "金额档", en: "class of the amount: under 10k, 10k-100k, 100k-1m, 1m and more yuan; null where no amount is given"}
*/
select
  f.case_id,
  f.area_code,
  a.area_name as area_name,
  f.county_code,
  c.area_name as county_name,
  f.township_code,
  t.area_name as township_name,
  v.area_name as village_name,
  f.register_time,
  f.occur_date,
  f.accept_time,
  f.first_response_time,
  f.channel,
  k1.name_zh as channel_zh,
  k1.name_en as channel_en,
  f.dispute_type,
  k2.name_zh as dispute_type_zh,
  k2.name_en as dispute_type_en,
  f.scale,
  k3.name_zh as scale_zh,
  k3.name_en as scale_en,
  f.risk_level,
  k4.name_zh as risk_level_zh,
  k4.name_en as risk_level_en,
  f.party_count,
  f.unit_count,
  f.amount,
  f.handle_level,
  k5.name_zh as handle_level_zh,
  k5.name_en as handle_level_en,
  f.org_id,
  f.dept_code,
  o.dept_name as dept_name,
  f.method,
  k7.name_zh as method_zh,
  k7.name_en as method_en,
  f.due_time,
  f.close_time,
  f.status,
  k8.name_zh as status_zh,
  k8.name_en as status_en,
  f.is_resolved,
  f.is_onsite,
  f.slip_no,
  f.slip_complete,
  f.is_repeat,
  f.reopen_count,
  f.revisit_time,
  f.revisit_resolved,
  k9.name_zh as revisit_resolved_zh,
  k9.name_en as revisit_resolved_en,
  f.revisit_sat,
  k10.name_zh as revisit_sat_zh,
  k10.name_en as revisit_sat_en,
  f.reject_code,
  k11.name_zh as reject_code_zh,
  k11.name_en as reject_code_en,
  f.to_litigation,
  f.to_criminal,
  f.updated_at,
  f.close_time is not null and f.close_time < :end as is_closed,
  @minutes_between(f.register_time, f.close_time) / 1440e0 as days_to_close,
  case when f.close_time is not null then f.close_time <= f.due_time when f.due_time < :end then false end as is_on_time,
  @minutes_between(f.register_time, f.first_response_time) / 60e0 as hours_to_response,
  case when f.amount < 10000 then '<1万' when f.amount < 100000 then '1万-10万' when f.amount < 1000000 then '10万-100万' when f.amount >= 1000000 then '>=100万' end as amount_class
from fct_dispute f
left join dim_area a on a.area_code = f.area_code
left join dim_area c on c.area_code = f.county_code
left join dim_area t on t.area_code = f.township_code
left join dim_area v on length(f.area_code) >= :len_village and v.area_code = substr(f.area_code, 1, :len_village)
left join ref_code k1 on k1.list = 'CL_CHANNEL' and k1.code = f.channel
left join ref_code k2 on k2.list = 'CL_DISPUTE_TYPE' and k2.code = f.dispute_type
left join ref_code k3 on k3.list = 'CL_SCALE' and k3.code = f.scale
left join ref_code k4 on k4.list = 'CL_DISPUTE_RISK' and k4.code = f.risk_level
left join ref_code k5 on k5.list = 'CL_AREA_LEVEL' and k5.code = f.handle_level
left join dim_department o on o.dept_code = f.dept_code
left join ref_code k7 on k7.list = 'CL_METHOD' and k7.code = f.method
left join ref_code k8 on k8.list = 'CL_DISPUTE_STATUS' and k8.code = f.status
left join ref_code k9 on k9.list = 'CL_RESOLVED' and k9.code = f.revisit_resolved
left join ref_code k10 on k10.list = 'CL_SAT5' and k10.code = f.revisit_sat
left join ref_code k11 on k11.list = 'CL_REJECT' and k11.code = f.reject_code
