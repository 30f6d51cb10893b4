/* @anlan
name: day_ticket
zh: 12345工单日件数
en: Tickets by day
grain: one figure of a county on a day on which it has a case
owner: 市政务服务（数据）局
depends: [fct_ticket]
adds: [num, den]
columns:
  - {name: area_code, type: varchar, zh: 区划代码, en: "county, or the code of an area above it"}
  - {name: figure, type: varchar, zh: 指标, en: "name of the figure, as in daily_flash"}
  - {name: day, type: date, zh: 日期, en: "the day"}
  - {name: num, type: bigint, zh: 分子, en: "cases that count; of those past their limit, by how many they are more, or fewer, than the day before"}
  - {name: den, type: bigint, zh: 分母, en: "cases that a rate rests on, null for a count"}
*/
select substr(area_code, 1, :len_county) as area_code, 'requests_received' as figure, @day(create_time) as day, 1 as num, cast(null as integer) as den
from fct_ticket
where create_time is not null
union all
select substr(area_code, 1, :len_county), 'tickets_on_time_rate', @day(due_time), case when finish_time <= due_time then 1 else 0 end, 1
from fct_ticket
where not is_direct and due_time is not null
union all
-- Past its limit: it enters on the day it is late and leaves on the day it is done.
select substr(area_code, 1, :len_county), 'tickets_overdue', @day(greatest(create_time, due_time)), 1, null
from fct_ticket
where not is_direct and create_time is not null and due_time is not null
  and (finish_time is null or @day(finish_time) > @day(greatest(create_time, due_time)))
union all
select substr(area_code, 1, :len_county), 'tickets_overdue', @day(finish_time), -1, null
from fct_ticket
where not is_direct and create_time is not null and due_time is not null
  and @day(finish_time) > @day(greatest(create_time, due_time))
