/* @anlan
name: pair_police
zh: 核对：非警务警情移送调解与警调对接纠纷
en: "Reconciliation: calls the police passed on to mediation, and disputes from the police"
grain: one month, the running one and at least 15 before it
owner: 市委政法委
depends: [fct_police_day, day_dispute_channel]
columns:
  - {name: period_start, type: date, zh: 月首日, en: "first day of the month"}
  - {name: left_count, type: bigint, zh: 纠纷警情移送调解数, en: "dispute calls passed on to mediation"}
  - {name: right_count, type: bigint, zh: 来源为警调对接的纠纷, en: "disputes registered from the police"}
*/
with one as (
  select @month_start(stat_date) as period_start, cast(coalesce(sum(transferred_mediation), 0) as bigint) as n
  from fct_police_day
  where police_cat = '10' and stat_date >= @month_start(@add_days(@day(:end), -470)) and stat_date < @day(:end)
  group by @month_start(stat_date)
),
other as (
  select @month_start(day) as period_start, sum(cases) as n
  from day_dispute_channel
  where channel = '04' and day >= @month_start(@add_days(@day(:end), -470)) and day < @day(:end)
  group by @month_start(day)
)
select
  coalesce(o.period_start, t.period_start) as period_start,
  coalesce(o.n, 0) as left_count,
  cast(coalesce(t.n, 0) as bigint) as right_count
from one o
full outer join other t on t.period_start = o.period_start
