/* @anlan
name: day_ticket_dispute
zh: 12345涉纠纷工单日件数
en: Tickets marked as disputes by day
grain: one day on which such a ticket was opened
owner: 市政务服务（数据）局
depends: [fct_ticket]
adds: [cases]
columns:
  - {name: day, type: date, zh: 日期, en: "the day"}
  - {name: cases, type: bigint, zh: 件数, en: "tickets opened that are marked as a dispute"}
*/
select @day(create_time) as day, 1 as cases
from fct_ticket
where is_dispute and create_time is not null
