/* @anlan
name: stretch_ticket
zh: 12345工单四周件数
en: Tickets by stretch of four weeks
grain: one area and stretch of 28 days in which a ticket was opened
owner: 市政务服务（数据）局
depends: [fct_ticket]
adds: [cases]
columns:
  - {name: area_code, type: varchar, zh: 区划代码, en: "area that they are recorded in, of whatever level"}
  - {name: stretch, type: integer, zh: 时段, en: "number of the stretch of 28 days: 0 begins on Monday 5 January 1970, 1 on 2 February 1970"}
  - {name: cases, type: bigint, zh: 件数, en: "tickets opened"}
*/
select area_code, cast(floor(@days_between(@timestamp('1970-01-05 00:00:00'), create_time) / 28e0) as integer) as stretch, 1 as cases
from fct_ticket
where create_time is not null
