/* @anlan
name: service
zh: 政务服务办件（一件一行）
en: "Services, one row an application"
grain: "one service case"
owner: 市政务服务（数据）局
kind: view
readers: steward
depends: [fct_service, dim_area, dim_department, ref_code]
columns:
  - {name: svc_id, type: "varchar", zh: "办件编号", en: "number of the service case"}
  - {name: area_code, type: "varchar", zh: "受理地区划", en: "area today: that of the successor where the area has ended"}
  - {name: area_name, type: "varchar", zh: "区划名称", en: "name of the area"}
  - {name: county_code, type: "varchar", zh: "所属区县代码", en: "code of the county"}
  - {name: county_name, type: "varchar", zh: "所属区县", en: "name of the county"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道代码", en: "code of the township"}
  - {name: township_name, type: "varchar", zh: "所属乡镇街道", en: "name of the township"}
  - {name: village_name, type: "varchar", zh: "所属村社区", en: "name of the village or community, null where not located so far down"}
  - {name: dept_code, type: "varchar", zh: "实施单位", en: "department that provides the service"}
  - {name: dept_name, type: "varchar", zh: "实施单位名称", en: "name of the department that provides the service"}
  - {name: item_code, type: "varchar", zh: "事项编码", en: "code of the service item: national catalogue and local digits"}
  - {name: service_type, type: "varchar", zh: "事项类型", en: "kind of service (CL_SERVICE_TYPE)"}
  - {name: service_type_zh, type: "varchar", zh: "事项类型名称", en: "kind of service (CL_SERVICE_TYPE), name in Chinese"}
  - {name: service_type_en, type: "varchar", zh: "事项类型英文名称", en: "kind of service (CL_SERVICE_TYPE), name in English"}
  - {name: channel, type: "varchar", zh: "渠道", en: "how it was applied for (CL_SERVICE_CHANNEL)"}
  - {name: channel_zh, type: "varchar", zh: "渠道名称", en: "how it was applied for (CL_SERVICE_CHANNEL), name in Chinese"}
  - {name: channel_en, type: "varchar", zh: "渠道英文名称", en: "how it was applied for (CL_SERVICE_CHANNEL), name in English"}
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
  - {name: days_to_close, type: "double", zh: "办理天数", en: "days from registration to the end, null while open"}
  - {name: is_on_time, type: "boolean", zh: "是否按期", en: "ended within its limit; false also when the limit has passed and it is still open; null before that"}
*/
select
  f.svc_id,
  f.area_code,
  a.area_name as area_name,
  f.county_code,
  c.area_name as county_name,
  f.township_code,
  t.area_name as township_name,
  v.area_name as village_name,
  f.dept_code,
  o.dept_name as dept_name,
  f.item_code,
  f.service_type,
  k2.name_zh as service_type_zh,
  k2.name_en as service_type_en,
  f.channel,
  k3.name_zh as channel_zh,
  k3.name_en as channel_en,
  f.apply_time,
  f.accept_time,
  f.legal_days,
  f.promise_days,
  f.used_days,
  f.due_time,
  f.finish_time,
  f.visits,
  f.is_online_full,
  f.is_agent,
  f.is_bundle,
  @minutes_between(f.apply_time, f.finish_time) / 1440e0 as days_to_close,
  case when f.finish_time is not null then f.finish_time <= f.due_time when f.due_time < :end then false end as is_on_time
from fct_service f
left join dim_area a on a.area_code = f.area_code
left join dim_area c on c.area_code = f.county_code
left join dim_area t on t.area_code = f.township_code
left join dim_area v on length(f.area_code) >= :len_village and v.area_code = substr(f.area_code, 1, :len_village)
left join dim_department o on o.dept_code = f.dept_code
left join ref_code k2 on k2.list = 'CL_SERVICE_TYPE' and k2.code = f.service_type
left join ref_code k3 on k3.list = 'CL_SERVICE_CHANNEL' and k3.code = f.channel
