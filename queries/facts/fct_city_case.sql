/* @anlan
name: fct_city_case
zh: 数字城管案件（按现行区划）
en: "Digital city management cases, on today's boundaries"
grain: one case
owner: 市城管委
depends: [stg_city_case, dim_area_bridge]
columns:
  - {name: city_case_id, type: "varchar", zh: "案件编号", en: "number of the case"}
  - {name: area_code, type: "varchar", zh: "区划代码", en: "area today: that of the successor where the area has ended"}
  - {name: report_time, type: "timestamp", zh: "立案时间", en: "when the case was opened"}
  - {name: category, type: "varchar", zh: "大类", en: "component or event category (CL_CITY_CAT)"}
  - {name: source, type: "varchar", zh: "来源", en: "how it was reported (CL_GRID_SOURCE)"}
  - {name: due_time, type: "timestamp", zh: "处置时限", en: "time limit for dealing with it"}
  - {name: finish_time, type: "timestamp", zh: "处置完成时间", en: "when it was dealt with"}
  - {name: redo_count, type: "integer", zh: "返工次数", en: "times the work had to be done again"}
  - {name: county_code, type: "varchar", zh: "所属区县", en: "county, null where not located so far down"}
  - {name: township_code, type: "varchar", zh: "所属乡镇街道", en: "township, null where not located so far down"}
  - {name: sent_area_code, type: "varchar", zh: "报送时的区划代码", en: "area code as sent"}
*/
with located as (
  select coalesce(b.current_code, s.area_code) as today_code, s.*
  from stg_city_case s
  left join dim_area_bridge b on b.ended_code = s.area_code
)
select
  city_case_id,
  today_code as area_code,
  report_time,
  category,
  source,
  due_time,
  finish_time,
  redo_count,
  case when length(today_code) >= :len_county then substr(today_code, 1, :len_county) end as county_code,
  case when length(today_code) >= :len_township then substr(today_code, 1, :len_township) end as township_code,
  area_code as sent_area_code
from located
