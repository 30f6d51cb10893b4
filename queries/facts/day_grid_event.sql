/* @anlan
name: day_grid_event
zh: 网格事件日件数
en: Grid events by day
grain: one figure of a county on a day on which it has a case
owner: 市网格化服务管理中心
depends: [fct_grid_event]
adds: [num]
columns:
  - {name: area_code, type: varchar, zh: 区划代码, en: "county, or the code of an area above it"}
  - {name: figure, type: varchar, zh: 指标, en: "name of the figure, as in daily_flash"}
  - {name: day, type: date, zh: 日期, en: "the day"}
  - {name: num, type: bigint, zh: 分子, en: "cases that count; of those past their limit, by how many they are more, or fewer, than the day before"}
*/
select substr(area_code, 1, :len_county) as area_code, 'grid_events_new' as figure, @day(report_time) as day, 1 as num
from fct_grid_event
where report_time is not null
union all
select substr(area_code, 1, :len_county), 'grid_events_closed', @day(finish_time), 1
from fct_grid_event
where finish_time is not null
union all
-- Past its limit: it enters on the day it is late and leaves on the day it is done.
select substr(area_code, 1, :len_county), 'grid_events_overdue', @day(greatest(report_time, due_time)), 1
from fct_grid_event
where not coalesce(is_duplicate, false) and report_time is not null and due_time is not null
  and (finish_time is null or @day(finish_time) > @day(greatest(report_time, due_time)))
union all
select substr(area_code, 1, :len_county), 'grid_events_overdue', @day(finish_time), -1
from fct_grid_event
where not coalesce(is_duplicate, false) and report_time is not null and due_time is not null
  and @day(finish_time) > @day(greatest(report_time, due_time))
