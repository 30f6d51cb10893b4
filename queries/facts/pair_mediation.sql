/* @anlan
name: pair_mediation
zh: 核对：调解案卷所列纠纷与纠纷登记
en: "Reconciliation: disputes that mediation files name, and the disputes registered"
grain: one month, the running one and at least 15 before it
owner: 市委政法委
depends: [fct_mediation, fct_dispute]
columns:
  - {name: period_start, type: date, zh: 月首日, en: "first day of the month"}
  - {name: left_count, type: bigint, zh: 列有纠纷编号的调解案卷, en: "mediation files that name a dispute"}
  - {name: right_count, type: bigint, zh: 其中能在纠纷登记中找到的, en: "of them found among the disputes registered"}
*/
select
  @month_start(m.accept_date) as period_start,
  count(*) as left_count,
  count(d.case_id) as right_count
from fct_mediation m
left join fct_dispute d on d.case_id = m.dispute_case_id
where m.dispute_case_id is not null and m.accept_date >= @month_start(@add_days(@day(:end), -470)) and m.accept_date < :end
group by @month_start(m.accept_date)
