/* @anlan
name: survey_wave
zh: 群众调查分轮次统计
en: "Survey by wave"
grain: "one area and wave"
owner: 市统计局
kind: view
readers: steward
depends: [fct_survey, dim_area]
columns:
  - {name: area_code, type: "varchar", zh: "区划代码", en: "city, county or township"}
  - {name: area_name, type: "varchar", zh: "区划名称", en: "name of the area"}
  - {name: area_level, type: "integer", zh: "层级", en: "1 city, 2 county, 3 township", from: [fct_survey.area_code]}
  - {name: wave, type: "varchar", zh: "轮次", en: "survey wave, YYYY-MM"}
  - {name: n, type: "bigint", zh: "样本量", en: "answer sheets"}
  - {name: n_effective, type: "double", zh: "有效样本量", en: "effective number of answers, (sum w)^2 / sum w^2 (Kish)"}
  - {name: safe_share, type: "double", zh: "安全感比例", en: "feels safe: weighted share of 4 and 5 among those who answered, percent"}
  - {name: night_share, type: "double", zh: "夜间独行安全感比例", en: "feels safe walking alone at night: weighted share of 4 and 5 among those who answered, percent"}
  - {name: peace_share, type: "double", zh: "对平安建设满意比例", en: "satisfied with peace-building: weighted share of 4 and 5 among those who answered, percent"}
  - {name: police_share, type: "double", zh: "对公安满意比例", en: "satisfied with the police: weighted share of 4 and 5 among those who answered, percent"}
  - {name: procurator_share, type: "double", zh: "对检察满意比例", en: "satisfied with the procuratorate: weighted share of 4 and 5 among those who answered, percent"}
  - {name: court_share, type: "double", zh: "对法院满意比例", en: "satisfied with the courts: weighted share of 4 and 5 among those who answered, percent"}
  - {name: justice_share, type: "double", zh: "对司法行政满意比例", en: "satisfied with the justice bureau: weighted share of 4 and 5 among those who answered, percent"}
  - {name: service_share, type: "double", zh: "对便民服务满意比例", en: "satisfied with convenience services: weighted share of 4 and 5 among those who answered, percent"}
  - {name: know_share, type: "double", zh: "知晓率", en: "knows of peace-building: weighted share of yes among those who answered, percent"}
  - {name: participate_share, type: "double", zh: "参与率", en: "has taken part: weighted share of yes among those who answered, percent"}
  - {name: victim_share, type: "double", zh: "受侵害率", en: "was a victim within 12 months: weighted share of yes among those who answered, percent"}
  - {name: had_problem_share, type: "double", zh: "遇到问题率", en: "had a problem or dispute within 6 months: weighted share of yes among those who answered, percent"}
*/
with levelled as (
  select l.area_level, substr(s.area_code, 1, l.code_len) as area_code, s.wave, s.weight,
    s.q_safe, s.q_night, s.q_peace, s.q_police, s.q_procurator, s.q_court, s.q_justice, s.q_service,
    s.know, s.participate, s.victim, s.had_problem
  from fct_survey s
  join (values (1, :len_city), (2, :len_county), (3, :len_township)) as l(area_level, code_len) on length(s.area_code) >= l.code_len
  where s.survey_date < @day(:end)
)
select
  e.area_code,
  min(a.area_name) as area_name,
  e.area_level,
  e.wave,
  count(*) as n,
  sum(e.weight) * sum(e.weight) / nullif(sum(e.weight * e.weight), 0) as n_effective,
  case when sum(e.weight) filter (where e.q_safe is not null) > 0 then 100e0 * coalesce(sum(e.weight) filter (where e.q_safe >= 4), 0) / sum(e.weight) filter (where e.q_safe is not null) end as safe_share,
  case when sum(e.weight) filter (where e.q_night is not null) > 0 then 100e0 * coalesce(sum(e.weight) filter (where e.q_night >= 4), 0) / sum(e.weight) filter (where e.q_night is not null) end as night_share,
  case when sum(e.weight) filter (where e.q_peace is not null) > 0 then 100e0 * coalesce(sum(e.weight) filter (where e.q_peace >= 4), 0) / sum(e.weight) filter (where e.q_peace is not null) end as peace_share,
  case when sum(e.weight) filter (where e.q_police is not null) > 0 then 100e0 * coalesce(sum(e.weight) filter (where e.q_police >= 4), 0) / sum(e.weight) filter (where e.q_police is not null) end as police_share,
  case when sum(e.weight) filter (where e.q_procurator is not null) > 0 then 100e0 * coalesce(sum(e.weight) filter (where e.q_procurator >= 4), 0) / sum(e.weight) filter (where e.q_procurator is not null) end as procurator_share,
  case when sum(e.weight) filter (where e.q_court is not null) > 0 then 100e0 * coalesce(sum(e.weight) filter (where e.q_court >= 4), 0) / sum(e.weight) filter (where e.q_court is not null) end as court_share,
  case when sum(e.weight) filter (where e.q_justice is not null) > 0 then 100e0 * coalesce(sum(e.weight) filter (where e.q_justice >= 4), 0) / sum(e.weight) filter (where e.q_justice is not null) end as justice_share,
  case when sum(e.weight) filter (where e.q_service is not null) > 0 then 100e0 * coalesce(sum(e.weight) filter (where e.q_service >= 4), 0) / sum(e.weight) filter (where e.q_service is not null) end as service_share,
  case when sum(e.weight) filter (where e.know is not null) > 0 then 100e0 * coalesce(sum(e.weight) filter (where e.know), 0) / sum(e.weight) filter (where e.know is not null) end as know_share,
  case when sum(e.weight) filter (where e.participate is not null) > 0 then 100e0 * coalesce(sum(e.weight) filter (where e.participate), 0) / sum(e.weight) filter (where e.participate is not null) end as participate_share,
  case when sum(e.weight) filter (where e.victim is not null) > 0 then 100e0 * coalesce(sum(e.weight) filter (where e.victim), 0) / sum(e.weight) filter (where e.victim is not null) end as victim_share,
  case when sum(e.weight) filter (where e.had_problem is not null) > 0 then 100e0 * coalesce(sum(e.weight) filter (where e.had_problem), 0) / sum(e.weight) filter (where e.had_problem is not null) end as had_problem_share
from levelled e
left join dim_area a on a.area_code = e.area_code
group by e.area_code, e.area_level, e.wave
