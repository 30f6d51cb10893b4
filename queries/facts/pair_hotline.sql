/* @anlan
name: pair_hotline
zh: 核对：12345涉纠纷工单与12345转办纠纷
en: "Reconciliation: hotline tickets marked as disputes, and disputes from the hotline"
grain: one month, the running one and at least 15 before it
owner: 市委政法委
depends: [day_ticket_dispute, day_dispute_channel]
columns:
  - {name: period_start, type: date, zh: 月首日, en: "first day of the month"}
  - {name: left_count, type: bigint, zh: 标记涉纠纷的工单, en: "tickets marked as a dispute"}
  - {name: right_count, type: bigint, zh: 来源为12345转办的纠纷, en: "disputes registered from the hotline"}
*/
with one as (
  select @month_start(day) as period_start, sum(cases) as n
  from day_ticket_dispute
  where day >= @month_start(@add_days(@day(:end), -470)) and day < @day(:end)
  group by @month_start(day)
),
other as (
  select @month_start(day) as period_start, sum(cases) as n
  from day_dispute_channel
  where channel = '03' and day >= @month_start(@add_days(@day(:end), -470)) and day < @day(:end)
  group by @month_start(day)
)
select
  coalesce(o.period_start, t.period_start) as period_start,
  cast(coalesce(o.n, 0) as bigint) as left_count,
  cast(coalesce(t.n, 0) as bigint) as right_count
from one o
full outer join other t on t.period_start = o.period_start
