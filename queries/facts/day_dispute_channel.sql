/* @anlan
name: day_dispute_channel
zh: 分渠道纠纷日件数
en: Disputes by day and channel
grain: one channel on a day on which a dispute came by it
owner: 市委政法委
depends: [fct_dispute]
adds: [cases]
columns:
  - {name: day, type: date, zh: 日期, en: "the day"}
  - {name: channel, type: varchar, zh: 来源渠道, en: "how they came in (CL_CHANNEL)"}
  - {name: cases, type: bigint, zh: 件数, en: "disputes registered"}
*/
select @day(register_time) as day, channel, 1 as cases
from fct_dispute
where register_time is not null
