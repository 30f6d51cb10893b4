/* @anlan
name: day_dispute
zh: 矛盾纠纷日件数
en: Disputes by day
grain: one figure of a county on a day on which it has a case
owner: 市委政法委
depends: [fct_dispute]
adds: [num, den]
columns:
  - {name: area_code, type: varchar, zh: 区划代码, en: "county, or the code of an area above it"}
  - {name: figure, type: varchar, zh: 指标, en: "name of the figure, as in daily_flash"}
  - {name: day, type: date, zh: 日期, en: "the day"}
  - {name: num, type: bigint, zh: 分子, en: "cases that count; of those past their limit, by how many they are more, or fewer, than the day before"}
  - {name: den, type: bigint, zh: 分母, en: "cases that a rate rests on, null for a count"}
*/
select substr(area_code, 1, :len_county) as area_code, 'disputes_new' as figure, @day(register_time) as day, 1 as num, cast(null as integer) as den
from fct_dispute
where register_time is not null
union all
select substr(area_code, 1, :len_county), 'disputes_closed', @day(close_time), 1, null
from fct_dispute
where close_time is not null
union all
-- A dispute counts on the day its 24 hours run out, answered or not.
select substr(area_code, 1, :len_county), 'disputes_24h_response_rate', @day(register_time + interval '24' hour),
  case when first_response_time <= register_time + interval '24' hour then 1 else 0 end, 1
from fct_dispute
where register_time is not null
union all
-- Past its limit: it enters on the day it is late and leaves on the day it is done.
select substr(area_code, 1, :len_county), 'disputes_overdue', @day(greatest(register_time, due_time)), 1, null
from fct_dispute
where register_time is not null and due_time is not null
  and (close_time is null or @day(close_time) > @day(greatest(register_time, due_time)))
union all
select substr(area_code, 1, :len_county), 'disputes_overdue', @day(close_time), -1, null
from fct_dispute
where register_time is not null and due_time is not null
  and @day(close_time) > @day(greatest(register_time, due_time))
