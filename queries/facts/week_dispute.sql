/* @anlan
name: week_dispute
zh: 矛盾纠纷周件数
en: Disputes by week
grain: one heading, area and week from Monday in which a dispute was registered
owner: 市委政法委
depends: [fct_dispute]
adds: [cases]
columns:
  - {name: kind, type: varchar, zh: 纠纷大类, en: "first two digits of the dispute type"}
  - {name: area_code, type: varchar, zh: 区划代码, en: "township, or the code of an area above it"}
  - {name: week_start, type: date, zh: 周一日期, en: "Monday of the week"}
  - {name: cases, type: bigint, zh: 件数, en: "disputes registered"}
*/
select substr(dispute_type, 1, 2) as kind, substr(area_code, 1, :len_township) as area_code, @week_start(@day(register_time)) as week_start, 1 as cases
from fct_dispute
where register_time is not null
