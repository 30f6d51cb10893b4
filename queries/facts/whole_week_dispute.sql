/* @anlan
name: whole_week_dispute
zh: 矛盾纠纷整周件数
en: Disputes by whole week
grain: one heading, area and whole week from Monday that the data set reaches
owner: 市委政法委
depends: [week_dispute, day_dispute]
columns:
  - {name: kind, type: varchar, zh: 纠纷大类, en: "first two digits of the dispute type"}
  - {name: area_code, type: varchar, zh: 区划代码, en: "township, or the code of an area above it"}
  - {name: week_start, type: date, zh: 周一日期, en: "Monday of the week"}
  - {name: cases, type: bigint, zh: 件数, en: "disputes registered"}
*/
-- A week nobody reported is no quiet week, and one of which a day is still to come is no whole one.
select c.kind, c.area_code, c.week_start, c.cases
from week_dispute c
cross join (
  select min(day) as first_day, max(day) as last_day from day_dispute where figure = 'disputes_new' and day < @day(:end)
) as s
where c.week_start >= s.first_day
  and @add_days(c.week_start, 6) <= s.last_day
