/* @anlan
name: fct_court
zh: 法院民事行政案件与诉前调解（按现行区划）
en: "Court cases and pre-litigation mediation, on today's boundaries"
grain: one stage of one case
owner: 市中级人民法院
depends: [stg_court_case, dim_area_bridge]
columns:
  - {name: court_case_id, type: "varchar", zh: "案号标识", en: "one-way digest of the case number"}
  - {name: stage, type: "varchar", zh: "阶段", en: "stage: pre-litigation, civil or administrative first instance, confirmation (CL_CASE_STAGE)"}
  - {name: area_code, type: "varchar", zh: "区划代码", en: "area today: that of the successor where the area has ended"}
  - {name: cause, type: "varchar", zh: "案由（一级）", en: "first-level cause of action (CL_CAUSE)"}
  - {name: cause_version, type: "varchar", zh: "案由版本", en: "edition of the list of causes: 2020 or 2025"}
  - {name: file_date, type: "date", zh: "收案日期", en: "day the case was taken in"}
  - {name: limit_date, type: "date", zh: "审限届满日", en: "last day of the time limit for trial"}
  - {name: close_date, type: "date", zh: "结案日期", en: "day the case was closed"}
  - {name: close_way, type: "varchar", zh: "结案方式", en: "how the case was closed (CL_CLOSE_WAY), 00 while open"}
  - {name: amount, type: "decimal(18,2)", zh: "标的额", en: "sum in dispute, yuan"}
  - {name: org_id, type: "varchar", zh: "委派调解组织", en: "mediation organisation it was referred to"}
  - {name: is_small_claim, type: "boolean", zh: "是否小额诉讼", en: "tried as a small claim"}
  - {name: is_reversed, type: "boolean", zh: "二审改判发回", en: "judgment changed or sent back on appeal"}
  - {name: auto_performed, type: "boolean", zh: "是否自动履行", en: "performed without enforcement"}
  - {name: official_appeared, type: "boolean", zh: "行政机关负责人出庭", en: "the head of the agency sued appeared in court"}
  - {name: county_code, type: "varchar", zh: "所属区县", en: "county, null where not located so far down"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道", en: "township, null where not located so far down"}
  - {name: sent_area_code, type: "varchar", zh: "报送时的区划代码", en: "area code as sent"}
*/
with located as (
  select coalesce(b.current_code, s.area_code) as today_code, s.*
  from stg_court_case s
  left join dim_area_bridge b on b.ended_code = s.area_code
)
select
  court_case_id,
  stage,
  today_code as area_code,
  cause,
  cause_version,
  file_date,
  limit_date,
  close_date,
  close_way,
  amount,
  org_id,
  is_small_claim,
  is_reversed,
  auto_performed,
  official_appeared,
  case when length(today_code) >= :len_county then substr(today_code, 1, :len_county) end as county_code,
  case when length(today_code) >= :len_township then substr(today_code, 1, :len_township) end as township_code,
  area_code as sent_area_code
from located
