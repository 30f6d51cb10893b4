/* @anlan
name: early_warning
zh: 预警（附名称）
en: "Early warnings, with names"
grain: "one series, kind and area over weeks that follow one another"
owner: 市委政法委
kind: view
readers: steward
depends: [warning, dim_area, ref_code]
columns:
  - {name: id, type: "varchar", zh: "预警编号", en: "id of the warning"}
  - {name: series, type: "varchar", zh: "序列", en: "dispute_type or hotline_domain"}
  - {name: kind, type: "varchar", zh: "类别代码", en: "kind of case"}
  - {name: kind_zh, type: "varchar", zh: "类别", en: "kind, name in Chinese"}
  - {name: kind_en, type: "varchar", zh: "类别英文名称", en: "kind, name in English"}
  - {name: area_code, type: "varchar", zh: "区划代码", en: "area"}
  - {name: area_name, type: "varchar", zh: "区划名称", en: "name of the area"}
  - {name: area_level, type: "integer", zh: "层级", en: "2 county, 3 township"}
  - {name: since, type: "varchar", zh: "起始周", en: "first ISO week that stands out"}
  - {name: period, type: "varchar", zh: "周", en: "last ISO week that stands out, of which the figures are"}
  - {name: phase, type: "varchar", zh: "阶段", en: "opened, grown, standing, moved or faded"}
  - {name: observed, type: "double", zh: "实际件数", en: "cases observed"}
  - {name: expected, type: "double", zh: "期望件数", en: "cases that the past explains"}
  - {name: upper, type: "double", zh: "阈值", en: "threshold"}
  - {name: exceedance, type: "double", zh: "超出程度", en: "(observed - expected) / (threshold - expected)"}
  - {name: excess, type: "double", zh: "累计超出件数", en: "cases above (of a silence, below) the expected in all its weeks"}
  - {name: chance, type: "double", zh: "属实概率", en: "chance that it is more than chance, 0 to 1"}
  - {name: harm, type: "double", zh: "预期危害", en: "weight of the kind × excess of the last week × chance"}
  - {name: grade, type: "varchar", zh: "等级", en: "grade of the warning"}
  - {name: reasons, type: "varchar", zh: "原因", en: "reasons, as JSON"}
*/
select
  w.id,
  w.series,
  w.kind,
  k.name_zh as kind_zh,
  k.name_en as kind_en,
  w.area_code,
  a.area_name,
  w.area_level,
  w.since,
  w.period,
  w.phase,
  w.observed,
  w.expected,
  w.upper,
  w.exceedance,
  w.excess,
  w.chance,
  w.harm,
  w.grade,
  w.reasons
from warning w
left join dim_area a on a.area_code = w.area_code
left join ref_code k
  on k.list = case when w.series = 'dispute_type' then 'CL_DISPUTE_HEADING' else 'CL_TICKET_DOMAIN' end
  and k.code = w.kind
