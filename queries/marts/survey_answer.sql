/* @anlan
name: survey_answer
zh: 群众调查答卷（一份一行）
en: "Survey answers, one row a sheet"
grain: "one answer sheet"
owner: 市统计局
kind: view
readers: steward
depends: [fct_survey, dim_area, ref_code]
columns:
  - {name: resp_id, type: "varchar", zh: "答卷编号", en: "random number of the answer sheet"}
  - {name: wave, type: "varchar", zh: "轮次", en: "survey wave, YYYY-MM"}
  - {name: survey_date, type: "date", zh: "调查日期", en: "day of the interview"}
  - {name: area_code, type: "varchar", zh: "乡镇街道代码", en: "area today: that of the successor where the area has ended"}
  - {name: area_name, type: "varchar", zh: "区划名称", en: "name of the area"}
  - {name: county_code, type: "varchar", zh: "所属区县代码", en: "code of the county"}
  - {name: county_name, type: "varchar", zh: "所属区县", en: "name of the county"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道代码", en: "code of the township"}
  - {name: township_name, type: "varchar", zh: "所属乡镇街道", en: "name of the township"}
  - {name: village_name, type: "varchar", zh: "所属村社区", en: "name of the village or community, null where not located so far down"}
  - {name: mode, type: "varchar", zh: "调查方式", en: "how the interview was held (CL_SURVEY_MODE)"}
  - {name: mode_zh, type: "varchar", zh: "调查方式名称", en: "how the interview was held (CL_SURVEY_MODE), name in Chinese"}
  - {name: mode_en, type: "varchar", zh: "调查方式英文名称", en: "how the interview was held (CL_SURVEY_MODE), name in English"}
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
  - {name: problem_resolved_zh, type: "varchar", zh: "解决情况名称", en: "whether it was resolved, name in Chinese"}
  - {name: problem_resolved_en, type: "varchar", zh: "解决情况英文名称", en: "whether it was resolved, name in English"}
  - {name: pressured, type: "boolean", zh: "反映后是否受到劝阻或压力", en: "was dissuaded or pressed afterwards"}
  - {name: afraid, type: "boolean", zh: "是否因顾虑而未反映", en: "did not raise it out of worry"}
*/
select
  f.resp_id,
  f.wave,
  f.survey_date,
  f.area_code,
  a.area_name as area_name,
  f.county_code,
  c.area_name as county_name,
  f.township_code,
  t.area_name as township_name,
  v.area_name as village_name,
  f.mode,
  k1.name_zh as mode_zh,
  k1.name_en as mode_en,
  f.weight,
  f.q_safe,
  f.q_night,
  f.q_peace,
  f.q_police,
  f.q_procurator,
  f.q_court,
  f.q_justice,
  f.q_service,
  f.know,
  f.participate,
  f.victim,
  f.victim_reported,
  f.had_problem,
  f.problem_reported,
  f.problem_resolved,
  k2.name_zh as problem_resolved_zh,
  k2.name_en as problem_resolved_en,
  f.pressured,
  f.afraid
from fct_survey f
left join dim_area a on a.area_code = f.area_code
left join dim_area c on c.area_code = f.county_code
left join dim_area t on t.area_code = f.township_code
left join dim_area v on length(f.area_code) >= :len_village and v.area_code = substr(f.area_code, 1, :len_village)
left join ref_code k1 on k1.list = 'CL_SURVEY_MODE' and k1.code = f.mode
left join ref_code k2 on k2.list = 'CL_RESOLVED' and k2.code = f.problem_resolved
