/* @anlan
name: stg_city_case
zh: 数字城管案件
en: "Digital city management cases, as landed"
grain: one case
owner: 市城管委
depends: [city_case]
columns:
  - {name: city_case_id, type: "varchar", zh: "案件编号", en: "number of the case"}
  - {name: area_code, type: "varchar", zh: "区划代码", en: "area where it happened, as sent"}
  - {name: report_time, type: "timestamp", zh: "立案时间", en: "when the case was opened"}
  - {name: category, type: "varchar", zh: "大类", en: "component or event category (CL_CITY_CAT)"}
  - {name: source, type: "varchar", zh: "来源", en: "how it was reported (CL_GRID_SOURCE)"}
  - {name: due_time, type: "timestamp", zh: "处置时限", en: "time limit for dealing with it"}
  - {name: finish_time, type: "timestamp", zh: "处置完成时间", en: "when it was dealt with"}
  - {name: redo_count, type: "integer", zh: "返工次数", en: "times the work had to be done again"}
*/
select
  city_case_id,
  area_code,
  report_time,
  category,
  source,
  due_time,
  @optional(finish_time, timestamp),
  @optional(redo_count, integer)
from city_case
