/* @anlan
name: whole_week_ticket
zh: 12345工单整周件数
en: Tickets by whole week
grain: one domain, township and whole week from Monday that the data set reaches
owner: 市政务服务（数据）局
depends: [week_ticket, day_ticket]
columns:
  - {name: kind, type: varchar, zh: 诉求领域, en: "field of the request (CL_TICKET_DOMAIN)"}
  - {name: area_code, type: varchar, zh: 区划代码, en: "township, null where not located so far down"}
  - {name: week_start, type: date, zh: 周一日期, en: "Monday of the week"}
  - {name: cases, type: bigint, zh: 件数, en: "tickets opened"}
*/
-- A week nobody reported is no quiet week, and one of which a day is still to come is no whole one.
select c.kind, c.area_code, c.week_start, c.cases
from week_ticket c
cross join (
  select min(day) as first_day, max(day) as last_day from day_ticket where figure = 'requests_received' and day < @day(:end)
) as s
where c.week_start >= s.first_day
  and @add_days(c.week_start, 6) <= s.last_day
