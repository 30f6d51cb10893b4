/* @anlan
name: stretch_dispute
zh: 矛盾纠纷四周件数
en: Disputes by stretch of four weeks
grain: one heading, area and stretch of 28 days in which a dispute was registered
owner: 市委政法委
depends: [fct_dispute]
adds: [cases]
columns:
  - {name: kind, type: varchar, zh: 纠纷大类, en: "first two digits of the dispute type"}
  - {name: area_code, type: varchar, zh: 区划代码, en: "area that they are recorded in, of whatever level"}
  - {name: stretch, type: integer, zh: 时段, en: "number of the stretch of 28 days: 0 begins on Monday 5 January 1970, 1 on 2 February 1970"}
  - {name: cases, type: bigint, zh: 件数, en: "disputes registered"}
*/
select substr(dispute_type, 1, 2) as kind, area_code, cast(floor(@days_between(@timestamp('1970-01-05 00:00:00'), register_time) / 28e0) as integer) as stretch, 1 as cases
from fct_dispute
where register_time is not null
