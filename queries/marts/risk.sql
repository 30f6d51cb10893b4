/* @anlan
name: risk
zh: 重大风险（一项一行）
en: "Risks, one row a risk"
grain: "one risk"
owner: 市委政法委
kind: view
readers: steward
depends: [fct_risk, dim_area, dim_department, ref_code]
columns:
  - {name: risk_id, type: "varchar", zh: "风险编号", en: "number of the risk"}
  - {name: area_code, type: "varchar", zh: "区划代码", en: "area today: that of the successor where the area has ended"}
  - {name: area_name, type: "varchar", zh: "区划名称", en: "name of the area"}
  - {name: county_code, type: "varchar", zh: "所属区县代码", en: "code of the county"}
  - {name: county_name, type: "varchar", zh: "所属区县", en: "name of the county"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道代码", en: "code of the township"}
  - {name: township_name, type: "varchar", zh: "所属乡镇街道", en: "name of the township"}
  - {name: village_name, type: "varchar", zh: "所属村社区", en: "name of the village or community, null where not located so far down"}
  - {name: domain, type: "varchar", zh: "风险领域", en: "field of risk (CL_RISK_DOMAIN)"}
  - {name: domain_zh, type: "varchar", zh: "风险领域名称", en: "field of risk (CL_RISK_DOMAIN), name in Chinese"}
  - {name: domain_en, type: "varchar", zh: "风险领域英文名称", en: "field of risk (CL_RISK_DOMAIN), name in English"}
  - {name: issue_name, type: "varchar", zh: "风险事项", en: "project or problem, never a person"}
  - {name: identified_date, type: "date", zh: "识别日期", en: "day it was identified"}
  - {name: origin, type: "varchar", zh: "来源", en: "where it came from: model, manual or department"}
  - {name: grade, type: "varchar", zh: "当前等级", en: "grade today, 1 red to 4 blue (CL_GRADE)"}
  - {name: grade_zh, type: "varchar", zh: "当前等级名称", en: "grade today, 1 red to 4 blue (CL_GRADE), name in Chinese"}
  - {name: grade_en, type: "varchar", zh: "当前等级英文名称", en: "grade today, 1 red to 4 blue (CL_GRADE), name in English"}
  - {name: grade_initial, type: "varchar", zh: "初始等级", en: "grade when it was identified"}
  - {name: grade_initial_zh, type: "varchar", zh: "初始等级名称", en: "grade when it was identified, name in Chinese"}
  - {name: grade_initial_en, type: "varchar", zh: "初始等级英文名称", en: "grade when it was identified, name in English"}
  - {name: lead_dept, type: "varchar", zh: "牵头单位", en: "department in the lead"}
  - {name: lead_dept_name, type: "varchar", zh: "牵头单位名称", en: "name of the department in the lead"}
  - {name: due_date, type: "date", zh: "化解期限", en: "last day to resolve it"}
  - {name: close_date, type: "date", zh: "销号日期", en: "day it was struck off"}
  - {name: last_review, type: "date", zh: "最近研判日期", en: "day it was last reviewed"}
  - {name: has_plan, type: "boolean", zh: "是否有防控方案", en: "has a plan for prevention and control"}
  - {name: is_decision, type: "boolean", zh: "是否重大决策项目", en: "is a major decision, to be assessed for social stability"}
  - {name: assessed, type: "boolean", zh: "是否已稳评", en: "the assessment was made"}
  - {name: consulted, type: "boolean", zh: "稳评是否听取群众意见", en: "residents were heard in the assessment"}
  - {name: is_realised, type: "boolean", zh: "是否演变为事件", en: "turned into an event"}
  - {name: days_to_close, type: "bigint", zh: "办理天数", en: "days from registration to the end, null while open"}
  - {name: is_on_time, type: "boolean", zh: "是否按期", en: "ended within its limit; false also when the limit has passed and it is still open; null before that"}
*/
select
  f.risk_id,
  f.area_code,
  a.area_name as area_name,
  f.county_code,
  c.area_name as county_name,
  f.township_code,
  t.area_name as township_name,
  v.area_name as village_name,
  f.domain,
  k1.name_zh as domain_zh,
  k1.name_en as domain_en,
  f.issue_name,
  f.identified_date,
  f.origin,
  f.grade,
  k2.name_zh as grade_zh,
  k2.name_en as grade_en,
  f.grade_initial,
  k3.name_zh as grade_initial_zh,
  k3.name_en as grade_initial_en,
  f.lead_dept,
  o.dept_name as lead_dept_name,
  f.due_date,
  f.close_date,
  f.last_review,
  f.has_plan,
  f.is_decision,
  f.assessed,
  f.consulted,
  f.is_realised,
  @days_between(f.identified_date, f.close_date) as days_to_close,
  case when f.close_date is not null then f.close_date <= f.due_date when f.due_date < @day(:end) then false end as is_on_time
from fct_risk f
left join dim_area a on a.area_code = f.area_code
left join dim_area c on c.area_code = f.county_code
left join dim_area t on t.area_code = f.township_code
left join dim_area v on length(f.area_code) >= :len_village and v.area_code = substr(f.area_code, 1, :len_village)
left join ref_code k1 on k1.list = 'CL_RISK_DOMAIN' and k1.code = f.domain
left join ref_code k2 on k2.list = 'CL_GRADE' and k2.code = f.grade
left join ref_code k3 on k3.list = 'CL_GRADE' and k3.code = f.grade_initial
left join dim_department o on o.dept_code = f.lead_dept
