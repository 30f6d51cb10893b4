/* @anlan
name: day_dispute_step
zh: 纠纷流转日环节数
en: Steps in the handling of disputes by day
grain: one kind of step on a day on which it was taken
owner: 市委政法委
depends: [fct_dispute_flow]
adds: [steps]
columns:
  - {name: day, type: date, zh: 日期, en: "the day"}
  - {name: action, type: varchar, zh: 环节, en: "kind of step (CL_FLOW)"}
  - {name: steps, type: bigint, zh: 环节数, en: "steps taken"}
*/
select @day(action_time) as day, action, 1 as steps
from fct_dispute_flow
where action_time is not null
