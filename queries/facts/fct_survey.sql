/* @anlan
name: fct_survey
zh: 群众安全感满意度调查（按现行区划）
en: "Survey of safety and satisfaction, on today's boundaries"
grain: one answer sheet
owner: 市统计局
depends: [stg_survey_response, dim_area_bridge]
columns:
  - {name: resp_id, type: "varchar", zh: "答卷编号", en: "random number of the answer sheet"}
  - {name: wave, type: "varchar", zh: "轮次", en: "survey wave, YYYY-MM"}
  - {name: survey_date, type: "date", zh: "调查日期", en: "day of the interview"}
  - {name: area_code, type: "varchar", zh: "乡镇街道代码", en: "area today: that of the successor where the area has ended"}
  - {name: mode, type: "varchar", zh: "调查方式", en: "how the interview was held (CL_SURVEY_MODE)"}
  - {name: weight, type: "double", zh: "样本权重", en: "sample weight, mean 1"}
  - {name: q_safe, type: "integer", zh: "总体安全感", en: "feels safe overall, 5 best"}
  - {name: q_night, type: "integer", zh: "夜间独行安全感", en: "feels safe walking alone at night, 5 best"}
  - {name: q_peace, type: "integer", zh: "对平安建设满意", en: "satisfied with peace-building, 5 best"}
  - {name: q_police, type: "integer", zh: "对公安满意", en: "satisfied with the police"}
  - {name: q_procurator, type: "integer", zh: "对检察满意", en: "satisfied with the procuratorate"}
  - {name: q_court, type: "integer", zh: "对法院满意", en: "satisfied with the courts"}
  - {name: q_justice, type: "integer", zh: "对司法行政满意", en: "satisfied with the justice bureau"}
  - {name: q_service, type: "integer", zh: "对便民服务满意", en: "satisfied with convenience services"}
  - {name: know, type: "boolean", zh: "是否知晓平安建设", en: "knows of peace-building"}
  - {name: participate, type: "boolean", zh: "是否参与过", en: "has taken part"}
  - {name: victim, type: "boolean", zh: "近12个月是否受侵害", en: "was a victim within 12 months"}
  - {name: victim_reported, type: "boolean", zh: "受侵害后是否报案", en: "reported it to the police"}
  - {name: had_problem, type: "boolean", zh: "近6个月是否遇到需政府解决的问题或纠纷", en: "had a problem or dispute for government within 6 months"}
  - {name: problem_reported, type: "boolean", zh: "是否向任一渠道反映", en: "raised it through any channel"}
  - {name: problem_resolved, type: "varchar", zh: "解决情况", en: "whether it was resolved"}
  - {name: pressured, type: "boolean", zh: "反映后是否受到劝阻或压力", en: "was dissuaded or pressed afterwards"}
  - {name: afraid, type: "boolean", zh: "是否因顾虑而未反映", en: "did not raise it out of worry"}
  - {name: county_code, type: "varchar", zh: "所属区县", en: "county, null where not located so far down"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道", en: "township, null where not located so far down"}
  - {name: sent_area_code, type: "varchar", zh: "报送时的区划代码", en: "area code as sent"}
*/
with located as (
  select coalesce(b.current_code, s.area_code) as today_code, s.*
  from stg_survey_response s
  left join dim_area_bridge b on b.ended_code = s.area_code
)
select
  resp_id,
  wave,
  survey_date,
  today_code as area_code,
  mode,
  weight,
  q_safe,
  q_night,
  q_peace,
  q_police,
  q_procurator,
  q_court,
  q_justice,
  q_service,
  know,
  participate,
  victim,
  victim_reported,
  had_problem,
  problem_reported,
  problem_resolved,
  pressured,
  afraid,
  case when length(today_code) >= :len_county then substr(today_code, 1, :len_county) end as county_code,
  case when length(today_code) >= :len_township then substr(today_code, 1, :len_township) end as township_code,
  area_code as sent_area_code
from located
