/* @anlan
name: pair_petition
zh: 核对：信访转送与访调对接纠纷
en: "Reconciliation: petitions transferred, and disputes from the petition office"
grain: one month, the running one and at least 15 before it
owner: 市委政法委
depends: [fct_petition, day_dispute_channel]
columns:
  - {name: period_start, type: date, zh: 月首日, en: "first day of the month"}
  - {name: left_count, type: bigint, zh: 转送办理的信访事项, en: "petitions transferred"}
  - {name: right_count, type: bigint, zh: 来源为访调对接的纠纷, en: "disputes registered from the petition office"}
*/
with one as (
  select @month_start(receive_date) as period_start, count(*) as n
  from fct_petition
  where handle_type = '02' and receive_date >= @month_start(@add_days(@day(:end), -470)) and receive_date < @day(:end)
  group by @month_start(receive_date)
),
other as (
  select @month_start(day) as period_start, sum(cases) as n
  from day_dispute_channel
  where channel = '07' and day >= @month_start(@add_days(@day(:end), -470)) and day < @day(:end)
  group by @month_start(day)
)
select
  coalesce(o.period_start, t.period_start) as period_start,
  coalesce(o.n, 0) as left_count,
  cast(coalesce(t.n, 0) as bigint) as right_count
from one o
full outer join other t on t.period_start = o.period_start
