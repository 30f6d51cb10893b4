/* @anlan
name: week_ticket
zh: 12345工单周件数
en: Tickets by week
grain: one domain, township and week from Monday in which a ticket was opened
owner: 市政务服务（数据）局
depends: [fct_ticket]
adds: [cases]
columns:
  - {name: kind, type: varchar, zh: 诉求领域, en: "field of the request (CL_TICKET_DOMAIN)"}
  - {name: area_code, type: varchar, zh: 区划代码, en: "township, null where not located so far down"}
  - {name: week_start, type: date, zh: 周一日期, en: "Monday of the week"}
  - {name: cases, type: bigint, zh: 件数, en: "tickets opened"}
*/
select domain as kind, township_code as area_code, @week_start(@day(create_time)) as week_start, 1 as cases
from fct_ticket
where create_time is not null
