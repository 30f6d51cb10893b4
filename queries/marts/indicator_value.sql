/* @anlan
name: indicator_value
zh: 指标值与得分
en: "Indicators, values and scores"
grain: "one indicator, area and period"
owner: 市委政法委
kind: view
readers: analyst
depends: [score, measure, ref_indicator, dim_area]
columns:
  - {name: indicator_id, type: "varchar", zh: "指标编号", en: "id of the indicator"}
  - {name: indicator_zh, type: "varchar", zh: "指标名称", en: "name in Chinese"}
  - {name: indicator_en, type: "varchar", zh: "指标英文名称", en: "name in English"}
  - {name: category, type: "varchar", zh: "类别代码", en: "category"}
  - {name: category_zh, type: "varchar", zh: "类别", en: "category, name in Chinese"}
  - {name: category_en, type: "varchar", zh: "类别英文名称", en: "category, name in English"}
  - {name: area_code, type: "varchar", zh: "区划代码", en: "area"}
  - {name: area_name, type: "varchar", zh: "区划名称", en: "name of the area"}
  - {name: area_level, type: "integer", zh: "层级", en: "1 city … 5 grid"}
  - {name: period, type: "varchar", zh: "周期", en: "the window ends with it: 2026-W44, 2026-10-T2, 2026-10, 2026-Q4 or 2026"}
  - {name: period_kind, type: "varchar", zh: "周期类别", en: "week, ten_day, month, quarter or year; all but months for city and counties only"}
  - {name: num, type: "double", zh: "分子", en: "numerator; null where withheld or not covered"}
  - {name: den, type: "double", zh: "分母", en: "denominator; null where withheld, not covered or none"}
  - {name: value, type: "double", zh: "指标值", en: "scale × num / den; null where withheld or not covered"}
  - {name: lower, type: "double", zh: "区间下限", en: "lower end of the 95% interval of the value, shrunk where it is; null where withheld or without a sampling model"}
  - {name: upper, type: "double", zh: "区间上限", en: "upper end"}
  - {name: own_weight, type: "double", zh: "自身权重", en: "weight of the area's own rate in the shrunk one, 0 to 1"}
  - {name: rho, type: "double", zh: "报告充分性", en: "adequacy factor that the value was scored with"}
  - {name: adjusted, type: "double", zh: "调整值", en: "the value that is scored: small areas are pulled towards the county"}
  - {name: unit, type: "varchar", zh: "单位", en: "unit of the value"}
  - {name: direction, type: "varchar", zh: "方向", en: "+ more is better, - less is better, 0 not scored"}
  - {name: score, type: "double", zh: "得分", en: "0 to 100; null where withheld and unless state is ok"}
  - {name: score_lower, type: "double", zh: "得分下限", en: "lower end of the score's 95% interval; null where withheld or none"}
  - {name: score_upper, type: "double", zh: "得分上限", en: "upper end"}
  - {name: weight, type: "double", zh: "权重", en: "nominal weight at this level, of 100"}
  - {name: state, type: "varchar", zh: "状态", en: "ok, missing, insufficient, neutral or unavailable"}
  - {name: suppressed, type: "boolean", zh: "是否隐去", en: "withheld: no figure of the row is shown"}
  - {name: owner, type: "varchar", zh: "责任单位", en: "department that answers for it"}
*/
select
  s.indicator_id,
  i.name_zh as indicator_zh,
  i.name_en as indicator_en,
  i.category,
  i.category_zh,
  i.category_en,
  s.area_code,
  a.area_name,
  s.area_level,
  s.period,
  case
    when s.period like '%-W%' then 'week'
    when s.period like '%-T%' then 'ten_day'
    when s.period like '%-Q%' then 'quarter'
    when length(s.period) = 4 then 'year'
    when length(s.period) = 10 then 'day'
    else 'month'
  end as period_kind,
  case when not s.suppressed then m.num end as num,
  case when not s.suppressed then m.den end as den,
  case when not s.suppressed then s.value end as value,
  case when not s.suppressed then s.lower end as lower,
  case when not s.suppressed then s.upper end as upper,
  case when not s.suppressed then s.own_weight end as own_weight,
  case when not s.suppressed then s.rho end as rho,
  case when not s.suppressed then s.adjusted end as adjusted,
  i.unit,
  i.direction,
  case when not s.suppressed then s.score end as score,
  case when not s.suppressed then s.score_lower end as score_lower,
  case when not s.suppressed then s.score_upper end as score_upper,
  s.weight,
  s.state,
  s.suppressed,
  i.owner
from score s
left join measure m on m.indicator_id = s.indicator_id and m.area_code = s.area_code and m.period = s.period
left join ref_indicator i on i.indicator_id = s.indicator_id
left join dim_area a on a.area_code = s.area_code
