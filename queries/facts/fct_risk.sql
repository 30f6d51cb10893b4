/* @anlan
name: fct_risk
zh: 风险台账（按现行区划）
en: "Register of risks, on today's boundaries"
grain: one risk
owner: 市委政法委
depends: [stg_risk_item, dim_area_bridge]
columns:
  - {name: risk_id, type: "varchar", zh: "风险编号", en: "number of the risk"}
  - {name: area_code, type: "varchar", zh: "区划代码", en: "area today: that of the successor where the area has ended"}
  - {name: domain, type: "varchar", zh: "风险领域", en: "field of risk (CL_RISK_DOMAIN)"}
  - {name: issue_name, type: "varchar", zh: "风险事项", en: "project or problem, never a person"}
  - {name: identified_date, type: "date", zh: "识别日期", en: "day it was identified"}
  - {name: origin, type: "varchar", zh: "来源", en: "where it came from: model, manual or department"}
  - {name: grade, type: "varchar", zh: "当前等级", en: "grade today, 1 red to 4 blue (CL_GRADE)"}
  - {name: grade_initial, type: "varchar", zh: "初始等级", en: "grade when it was identified"}
  - {name: lead_dept, type: "varchar", zh: "牵头单位", en: "department in the lead"}
  - {name: due_date, type: "date", zh: "化解期限", en: "last day to resolve it"}
  - {name: close_date, type: "date", zh: "销号日期", en: "day it was struck off"}
  - {name: last_review, type: "date", zh: "最近研判日期", en: "day it was last reviewed"}
  - {name: has_plan, type: "boolean", zh: "是否有防控方案", en: "has a plan for prevention and control"}
  - {name: is_decision, type: "boolean", zh: "是否重大决策项目", en: "is a major decision, to be assessed for social stability"}
  - {name: assessed, type: "boolean", zh: "是否已稳评", en: "the assessment was made"}
  - {name: consulted, type: "boolean", zh: "稳评是否听取群众意见", en: "residents were heard in the assessment"}
  - {name: is_realised, type: "boolean", zh: "是否演变为事件", en: "turned into an event"}
  - {name: county_code, type: "varchar", zh: "所属区县", en: "county, null where not located so far down"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道", en: "township, null where not located so far down"}
  - {name: sent_area_code, type: "varchar", zh: "报送时的区划代码", en: "area code as sent"}
*/
with located as (
  select coalesce(b.current_code, s.area_code) as today_code, s.*
  from stg_risk_item s
  left join dim_area_bridge b on b.ended_code = s.area_code
)
select
  risk_id,
  today_code as area_code,
  domain,
  issue_name,
  identified_date,
  origin,
  grade,
  grade_initial,
  lead_dept,
  due_date,
  close_date,
  last_review,
  has_plan,
  is_decision,
  assessed,
  consulted,
  is_realised,
  case when length(today_code) >= :len_county then substr(today_code, 1, :len_county) end as county_code,
  case when length(today_code) >= :len_township then substr(today_code, 1, :len_township) end as township_code,
  area_code as sent_area_code
from located
