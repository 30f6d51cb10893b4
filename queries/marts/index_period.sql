/* @anlan
name: index_period
zh: 平安指数（周、旬、月、季、年）
en: "The index by week, ten days, month, quarter and year"
grain: "one area, period and category; the total where category is null"
owner: 市委政法委
kind: view
readers: analyst
depends: [index_score, ref_indicator, dim_area]
columns:
  - {name: area_code, type: "varchar", zh: "区划代码", en: "area"}
  - {name: area_name, type: "varchar", zh: "区划名称", en: "name of the area"}
  - {name: area_level, type: "integer", zh: "层级", en: "1 city … 5 grid"}
  - {name: parent_code, type: "varchar", zh: "上级代码", en: "code of the area above"}
  - {name: period, type: "varchar", zh: "周期", en: "2026-W44, 2026-10-T2, 2026-10, 2026-Q4 or 2026"}
  - {name: period_kind, type: "varchar", zh: "周期类别", en: "week, ten_day, month, quarter or year; all but months for city and counties only"}
  - {name: category, type: "varchar", zh: "类别代码", en: "category; null for the total"}
  - {name: category_zh, type: "varchar", zh: "类别", en: "category, name in Chinese; 总指数 for the total"}
  - {name: category_en, type: "varchar", zh: "类别英文名称", en: "category, name in English; Total for the total"}
  - {name: score, type: "double", zh: "得分", en: "0 to 100; null where nothing has a value"}
  - {name: uncapped, type: "double", zh: "否决前得分", en: "before a veto"}
  - {name: coverage, type: "double", zh: "覆盖率", en: "share of the claimed weight that has a score, 0 to 1"}
  - {name: colour, type: "varchar", zh: "颜色", en: "green, blue, orange, red; none for insufficient data"}
  - {name: final, type: "boolean", zh: "是否定稿", en: "false while the period runs"}
  - {name: rank, type: "integer", zh: "位次", en: "1 best within peers; 0 not ranked"}
  - {name: peers, type: "varchar", zh: "同类组", en: "peer group ranked in"}
*/
with category as (
  select distinct category, category_zh, category_en from ref_indicator
)
select
  x.area_code,
  a.area_name,
  x.area_level,
  a.parent_code,
  x.period,
  case
    when x.period like '%-W%' then 'week'
    when x.period like '%-T%' then 'ten_day'
    when x.period like '%-Q%' then 'quarter'
    when length(x.period) = 4 then 'year'
    when length(x.period) = 10 then 'day'
    else 'month'
  end as period_kind,
  x.category,
  case when x.category is null then '总指数' else c.category_zh end as category_zh,
  case when x.category is null then 'Total' else c.category_en end as category_en,
  x.score,
  x.uncapped,
  x.coverage,
  x.colour,
  x.final,
  x.rank,
  x.peers
from index_score x
left join category c on c.category = x.category
left join dim_area a on a.area_code = x.area_code
