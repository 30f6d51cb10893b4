/* @anlan
name: pair_court
zh: 核对：法院诉前委派与诉调对接纠纷
en: "Reconciliation: pre-litigation cases the court referred, and disputes from the court"
grain: one month, the running one and at least 15 before it
owner: 市委政法委
depends: [fct_court, day_dispute_channel]
columns:
  - {name: period_start, type: date, zh: 月首日, en: "first day of the month"}
  - {name: left_count, type: bigint, zh: 委派调解组织的诉前案件, en: "pre-litigation cases referred to a mediation organisation"}
  - {name: right_count, type: bigint, zh: 来源为诉调对接的纠纷, en: "disputes registered from the court"}
*/
with one as (
  select @month_start(file_date) as period_start, count(*) as n
  from fct_court
  where stage = '01' and org_id is not null and file_date >= @month_start(@add_days(@day(:end), -470)) and file_date < @day(:end)
  group by @month_start(file_date)
),
other as (
  select @month_start(day) as period_start, sum(cases) as n
  from day_dispute_channel
  where channel = '05' and day >= @month_start(@add_days(@day(:end), -470)) and day < @day(:end)
  group by @month_start(day)
)
select
  coalesce(o.period_start, t.period_start) as period_start,
  coalesce(o.n, 0) as left_count,
  cast(coalesce(t.n, 0) as bigint) as right_count
from one o
full outer join other t on t.period_start = o.period_start
