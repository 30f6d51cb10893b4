/* @anlan
name: supervision
zh: 督办单（一单一行）
en: "Supervision orders, one row an order"
grain: "one supervision order"
owner: 市委政法委
kind: view
readers: steward
depends: [fct_order, dim_area, dim_department, ref_code]
columns:
  - {name: order_id, type: "varchar", zh: "督办单号", en: "number of the order"}
  - {name: area_code, type: "varchar", zh: "区划代码", en: "area today: that of the successor where the area has ended"}
  - {name: area_name, type: "varchar", zh: "区划名称", en: "name of the area"}
  - {name: county_code, type: "varchar", zh: "所属区县代码", en: "code of the county"}
  - {name: county_name, type: "varchar", zh: "所属区县", en: "name of the county"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道代码", en: "code of the township"}
  - {name: township_name, type: "varchar", zh: "所属乡镇街道", en: "name of the township"}
  - {name: village_name, type: "varchar", zh: "所属村社区", en: "name of the village or community, null where not located so far down"}
  - {name: dept_code, type: "varchar", zh: "承办单位", en: "department ordered to act"}
  - {name: dept_name, type: "varchar", zh: "承办单位名称", en: "name of the department ordered to act"}
  - {name: source, type: "varchar", zh: "来源", en: "what gave rise to it (CL_ORDER_SOURCE)"}
  - {name: source_zh, type: "varchar", zh: "来源名称", en: "what gave rise to it (CL_ORDER_SOURCE), name in Chinese"}
  - {name: source_en, type: "varchar", zh: "来源英文名称", en: "what gave rise to it (CL_ORDER_SOURCE), name in English"}
  - {name: issue_time, type: "timestamp", zh: "发出时间", en: "when it was issued"}
  - {name: sign_due, type: "timestamp", zh: "签收期限", en: "time limit for signing for it"}
  - {name: sign_time, type: "timestamp", zh: "签收时间", en: "when it was signed for"}
  - {name: due_time, type: "timestamp", zh: "办结期限", en: "time limit for finishing"}
  - {name: finish_time, type: "timestamp", zh: "办结时间", en: "when it was finished"}
  - {name: result, type: "varchar", zh: "结果", en: "outcome (CL_ORDER_RESULT), 0 while open"}
  - {name: result_zh, type: "varchar", zh: "结果名称", en: "outcome (CL_ORDER_RESULT), 0 while open, name in Chinese"}
  - {name: result_en, type: "varchar", zh: "结果英文名称", en: "outcome (CL_ORDER_RESULT), 0 while open, name in English"}
  - {name: is_confirmed, type: "boolean", zh: "是否查实", en: "the suspicion was confirmed"}
  - {name: notice, type: "varchar", zh: "结果运用", en: "consequence drawn (CL_NOTICE)"}
  - {name: notice_zh, type: "varchar", zh: "结果运用名称", en: "consequence drawn (CL_NOTICE), name in Chinese"}
  - {name: notice_en, type: "varchar", zh: "结果运用英文名称", en: "consequence drawn (CL_NOTICE), name in English"}
  - {name: related_id, type: "varchar", zh: "关联编号", en: "dispute, ticket, warning or risk it is about"}
  - {name: days_to_close, type: "double", zh: "办理天数", en: "days from registration to the end, null while open"}
  - {name: is_on_time, type: "boolean", zh: "是否按期", en: "ended within its limit; false also when the limit has passed and it is still open; null before that"}
  - {name: is_signed_on_time, type: "boolean", zh: "是否按时签收", en: "signed for within the limit; false also when it has passed without"}
*/
select
  f.order_id,
  f.area_code,
  a.area_name as area_name,
  f.county_code,
  c.area_name as county_name,
  f.township_code,
  t.area_name as township_name,
  v.area_name as village_name,
  f.dept_code,
  o.dept_name as dept_name,
  f.source,
  k2.name_zh as source_zh,
  k2.name_en as source_en,
  f.issue_time,
  f.sign_due,
  f.sign_time,
  f.due_time,
  f.finish_time,
  f.result,
  k3.name_zh as result_zh,
  k3.name_en as result_en,
  f.is_confirmed,
  f.notice,
  k4.name_zh as notice_zh,
  k4.name_en as notice_en,
  f.related_id,
  @minutes_between(f.issue_time, f.finish_time) / 1440e0 as days_to_close,
  case when f.finish_time is not null then f.finish_time <= f.due_time when f.due_time < :end then false end as is_on_time,
  case when f.sign_time is not null then f.sign_time <= f.sign_due when f.sign_due < :end then false end as is_signed_on_time
from fct_order f
left join dim_area a on a.area_code = f.area_code
left join dim_area c on c.area_code = f.county_code
left join dim_area t on t.area_code = f.township_code
left join dim_area v on length(f.area_code) >= :len_village and v.area_code = substr(f.area_code, 1, :len_village)
left join dim_department o on o.dept_code = f.dept_code
left join ref_code k2 on k2.list = 'CL_ORDER_SOURCE' and k2.code = f.source
left join ref_code k3 on k3.list = 'CL_ORDER_RESULT' and k3.code = f.result
left join ref_code k4 on k4.list = 'CL_NOTICE' and k4.code = f.notice
