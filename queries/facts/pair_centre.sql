/* @anlan
name: pair_centre
zh: 核对：综治中心受理数与纠纷流转受理环节
en: "Reconciliation: matters the governance centres received, and steps of acceptance in the flow of disputes"
grain: one quarter, at least those of the last 15 months
owner: 市委政法委
depends: [fct_governance_center, day_dispute_step]
columns:
  - {name: period_start, type: date, zh: 季首日, en: "first day of the quarter"}
  - {name: left_count, type: bigint, zh: 综治中心季报受理数, en: "matters received, as the centres report them"}
  - {name: right_count, type: bigint, zh: 流转中的受理环节数, en: "steps of acceptance (CL_FLOW 02)"}
*/
with centre as (
  select quarter, cast(sum(received) as bigint) as n
  from fct_governance_center
  where quarter >= @month_start(@add_days(@day(:end), -470)) and quarter < @day(:end)
  group by quarter
),
accepted as (
  select @month_start(day) as month_start, sum(steps) as n
  from day_dispute_step
  where action = '02' and day >= @month_start(@add_days(@day(:end), -470)) and day < @day(:end)
  group by @month_start(day)
)
-- The third month of a quarter begins at most 62 days after it, the next quarter at least 90.
select
  c.quarter as period_start,
  max(c.n) as left_count,
  cast(coalesce(sum(a.n), 0) as bigint) as right_count
from centre c
left join accepted a on a.month_start >= c.quarter and a.month_start <= @add_days(c.quarter, 70)
group by c.quarter
