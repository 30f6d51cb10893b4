/* @anlan
name: index_month
zh: 平安指数（按月）
en: "The index by month"
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
  - {name: period, type: "varchar", zh: "周期", en: "month"}
  - {name: category, type: "varchar", zh: "类别代码", en: "category; null for the total"}
  - {name: category_zh, type: "varchar", zh: "类别", en: "category, name in Chinese; 总指数 for the total"}
  - {name: category_en, type: "varchar", zh: "类别英文名称", en: "category, name in English; Total for the total"}
  - {name: score, type: "double", zh: "得分", en: "0 to 100; null where nothing has a value"}
  - {name: lower, type: "double", zh: "区间下限", en: "lower end of the score's 95% interval"}
  - {name: upper, type: "double", zh: "区间上限", en: "upper end"}
  - {name: interval_share, type: "double", zh: "区间覆盖权重", en: "share of the score's weight that the interval speaks of, 0 to 1"}
  - {name: uncapped, type: "double", zh: "否决前得分", en: "before a veto"}
  - {name: coverage, type: "double", zh: "覆盖率", en: "share of the claimed weight that has a score, 0 to 1"}
  - {name: colour, type: "varchar", zh: "颜色", en: "green, blue, orange, red; none for insufficient data"}
  - {name: final, type: "boolean", zh: "是否定稿", en: "false while the month runs"}
  - {name: rank, type: "integer", zh: "位次", en: "1 best within peers, shared by a band; 0 not ranked"}
  - {name: rank_best, type: "integer", zh: "最好位次", en: "best rank it can have, jointly at 95%; 0 not ranked"}
  - {name: rank_worst, type: "integer", zh: "最差位次", en: "worst rank it can have; 0 not ranked"}
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
  x.category,
  case when x.category is null then '总指数' else c.category_zh end as category_zh,
  case when x.category is null then 'Total' else c.category_en end as category_en,
  x.score,
  x.lower,
  x.upper,
  x.interval_share,
  x.uncapped,
  x.coverage,
  x.colour,
  x.final,
  x.rank,
  x.rank_best,
  x.rank_worst,
  x.peers
from index_score x
left join category c on c.category = x.category
left join dim_area a on a.area_code = x.area_code
where x.period not like '%Q%' and length(x.period) = 7
