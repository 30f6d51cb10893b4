/* @anlan
name: court
zh: 法院案件（一案一审级一行）
en: "Court cases, one row a stage"
grain: "one stage of one case"
owner: 市中级人民法院
kind: view
readers: steward
depends: [fct_court, dim_area, ref_code]
columns:
  - {name: court_case_id, type: "varchar", zh: "案号标识", en: "one-way digest of the case number"}
  - {name: stage, type: "varchar", zh: "阶段", en: "stage: pre-litigation, civil or administrative first instance, confirmation (CL_CASE_STAGE)"}
  - {name: stage_zh, type: "varchar", zh: "阶段名称", en: "stage: pre-litigation, civil or administrative first instance, confirmation (CL_CASE_STAGE), name in Chinese"}
  - {name: stage_en, type: "varchar", zh: "阶段英文名称", en: "stage: pre-litigation, civil or administrative first instance, confirmation (CL_CASE_STAGE), name in English"}
  - {name: area_code, type: "varchar", zh: "区划代码", en: "area today: that of the successor where the area has ended"}
  - {name: area_name, type: "varchar", zh: "区划名称", en: "name of the area"}
  - {name: county_code, type: "varchar", zh: "所属区县代码", en: "code of the county"}
  - {name: county_name, type: "varchar", zh: "所属区县", en: "name of the county"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道代码", en: "code of the township"}
  - {name: township_name, type: "varchar", zh: "所属乡镇街道", en: "name of the township"}
  - {name: village_name, type: "varchar", zh: "所属村社区", en: "name of the village or community, null where not located so far down"}
  - {name: cause, type: "varchar", zh: "案由（一级）", en: "first-level cause of action (CL_CAUSE)"}
  - {name: cause_zh, type: "varchar", zh: "案由（一级）名称", en: "first-level cause of action (CL_CAUSE), name in Chinese"}
  - {name: cause_en, type: "varchar", zh: "案由（一级）英文名称", en: "first-level cause of action (CL_CAUSE), name in English"}
  - {name: cause_version, type: "varchar", zh: "案由版本", en: "edition of the list of causes: 2020 or 2025"}
  - {name: file_date, type: "date", zh: "收案日期", en: "day the case was taken in"}
  - {name: limit_date, type: "date", zh: "审限届满日", en: "last day of the time limit for trial"}
  - {name: close_date, type: "date", zh: "结案日期", en: "day the case was closed"}
  - {name: close_way, type: "varchar", zh: "结案方式", en: "how the case was closed (CL_CLOSE_WAY), 00 while open"}
  - {name: close_way_zh, type: "varchar", zh: "结案方式名称", en: "how the case was closed (CL_CLOSE_WAY), 00 while open, name in Chinese"}
  - {name: close_way_en, type: "varchar", zh: "结案方式英文名称", en: "how the case was closed (CL_CLOSE_WAY), 00 while open, name in English"}
  - {name: amount, type: "decimal(18,2)", zh: "标的额", en: "sum in dispute, yuan"}
  - {name: org_id, type: "varchar", zh: "委派调解组织", en: "mediation organisation it was referred to"}
  - {name: is_small_claim, type: "boolean", zh: "是否小额诉讼", en: "tried as a small claim"}
  - {name: is_reversed, type: "boolean", zh: "二审改判发回", en: "judgment changed or sent back on appeal"}
  - {name: auto_performed, type: "boolean", zh: "是否自动履行", en: "performed without enforcement"}
  - {name: official_appeared, type: "boolean", zh: "行政机关负责人出庭", en: "the head of the agency sued appeared in court"}
  - {name: days_to_close, type: "bigint", zh: "办理天数", en: "days from registration to the end, null while open"}
  - {name: is_on_time, type: "boolean", zh: "是否按期", en: "ended within its limit; false also when the limit has passed and it is still open; null before that"}
  - {name: amount_class, type: "varchar", zh: "金额档", en: "class of the amount: under 10k, 10k-100k, 100k-1m, 1m and more yuan; null where no amount is given"}
*/
select
  f.court_case_id,
  f.stage,
  k1.name_zh as stage_zh,
  k1.name_en as stage_en,
  f.area_code,
  a.area_name as area_name,
  f.county_code,
  c.area_name as county_name,
  f.township_code,
  t.area_name as township_name,
  v.area_name as village_name,
  f.cause,
  k2.name_zh as cause_zh,
  k2.name_en as cause_en,
  f.cause_version,
  f.file_date,
  f.limit_date,
  f.close_date,
  f.close_way,
  k3.name_zh as close_way_zh,
  k3.name_en as close_way_en,
  f.amount,
  f.org_id,
  f.is_small_claim,
  f.is_reversed,
  f.auto_performed,
  f.official_appeared,
  @days_between(f.file_date, f.close_date) as days_to_close,
  case when f.close_date is not null then f.close_date <= f.limit_date when f.limit_date < @day(:end) then false end as is_on_time,
  case when f.amount < 10000 then '<1万' when f.amount < 100000 then '1万-10万' when f.amount < 1000000 then '10万-100万' when f.amount >= 1000000 then '>=100万' end as amount_class
from fct_court f
left join dim_area a on a.area_code = f.area_code
left join dim_area c on c.area_code = f.county_code
left join dim_area t on t.area_code = f.township_code
left join dim_area v on length(f.area_code) >= :len_village and v.area_code = substr(f.area_code, 1, :len_village)
left join ref_code k1 on k1.list = 'CL_CASE_STAGE' and k1.code = f.stage
left join ref_code k2 on k2.list = 'CL_CAUSE' and k2.code = f.cause
left join ref_code k3 on k3.list = 'CL_CLOSE_WAY' and k3.code = f.close_way
