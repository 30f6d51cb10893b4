/* @anlan
name: triage_case
zh: 纠纷分诊用表（一案一行）
en: "Disputes as triage reads them, one row a case"
grain: "one dispute"
owner: 市委政法委
kind: view
readers: steward
depends: [fct_dispute, fct_dispute_flow, dim_area]
columns:
  - {name: case_id, type: "varchar", zh: "纠纷编号", en: "number of the dispute"}
  - {name: area_code, type: "varchar", zh: "发生地区划", en: "area today: that of the successor where the area has ended"}
  - {name: area_type, type: "varchar", zh: "乡镇街道类型", en: "type of its township (CL_AREA_TYPE), null where not located so far down"}
  - {name: dispute_type, type: "varchar", zh: "纠纷类型", en: "type of dispute (CL_DISPUTE_TYPE)"}
  - {name: channel, type: "varchar", zh: "来源渠道", en: "how it came in (CL_CHANNEL)"}
  - {name: scale, type: "varchar", zh: "事件规模", en: "how many it concerns (CL_SCALE)"}
  - {name: risk_level, type: "varchar", zh: "风险等级", en: "how grave it could become (CL_DISPUTE_RISK)"}
  - {name: party_count, type: "integer", zh: "涉及人数", en: "people concerned"}
  - {name: unit_count, type: "integer", zh: "涉事单位数", en: "organisations concerned"}
  - {name: amount, type: "decimal(18,2)", zh: "涉及金额", en: "amount at stake, yuan"}
  - {name: handle_level, type: "varchar", zh: "调处层级", en: "level of area that handles it (CL_AREA_LEVEL)"}
  - {name: is_repeat, type: "boolean", zh: "是否重复纠纷", en: "the same parties were in such a dispute within 180 days"}
  - {name: register_time, type: "timestamp", zh: "登记时间", en: "when it was registered"}
  - {name: accept_time, type: "timestamp", zh: "受理时间", en: "when it was accepted for handling"}
  - {name: first_response_time, type: "timestamp", zh: "首次响应时间", en: "when the parties were first contacted"}
  - {name: due_time, type: "timestamp", zh: "化解时限", en: "time limit"}
  - {name: traced_at, type: "timestamp", zh: "首个流转环节时间", en: "first step on record; null where no step of it is"}
  - {name: dispatch1_at, type: "timestamp", zh: "首次分派时间", en: "when it was dispatched first"}
  - {name: dispatch2_at, type: "timestamp", zh: "第二次分派时间", en: "when it was dispatched for the second time"}
  - {name: dispatch3_at, type: "timestamp", zh: "第三次分派时间", en: "when it was dispatched for the third time"}
  - {name: returned_at, type: "timestamp", zh: "首次退回时间", en: "when it was first sent back"}
  - {name: extension_at, type: "timestamp", zh: "首次申请延期时间", en: "when an extension was first asked for"}
  - {name: supervised_at, type: "timestamp", zh: "首次督办时间", en: "when it was first put under supervision"}
  - {name: whistle_at, type: "timestamp", zh: "首次吹哨时间", en: "when departments were first called together"}
  - {name: ended_at, type: "timestamp", zh: "首次办结时间", en: "when it first ended, however it did; null while open, also where it was opened again"}
  - {name: resolved_at, type: "timestamp", zh: "首次化解时间", en: "when it was first resolved"}
  - {name: left_at, type: "timestamp", zh: "撤回或不予受理时间", en: "when it was withdrawn or not accepted"}
  - {name: recurs_at, type: "timestamp", zh: "重启或再次发生时间", en: "when it was opened again, or the next dispute of its kind in its village was one of the same parties within 180 days"}
  - {name: escalates_at, type: "timestamp", zh: "升级时间", en: "when it was reported upwards (step 13), or ended as a criminal case"}
*/
with numbered as (
  select
    case_id,
    action,
    action_time,
    row_number() over (partition by case_id, action order by action_time, seq_no) as nth
  from fct_dispute_flow
),
stage as (
  select
    case_id,
    min(action_time) as traced_at,
    min(case when action = '09' then action_time end) as filed_at,
    min(case when action = '04' and nth = 1 then action_time end) as dispatch1_at,
    min(case when action = '04' and nth = 2 then action_time end) as dispatch2_at,
    min(case when action = '04' and nth = 3 then action_time end) as dispatch3_at,
    min(case when action = '10' then action_time end) as returned_at,
    min(case when action = '11' then action_time end) as extension_at,
    min(case when action = '12' then action_time end) as supervised_at,
    min(case when action = '13' then action_time end) as upgraded_at,
    min(case when action = '14' then action_time end) as whistle_at
  from numbered
  group by case_id
),
reopened as (
  select s.case_id, min(s.action_time) as reopened_at
  from fct_dispute_flow s
  join stage g on g.case_id = s.case_id
  where s.action in ('02', '04', '06') and s.action_time > g.filed_at
  group by s.case_id
),
follow as (
  select
    f.*,
    lead(register_time) over (partition by substr(area_code, 1, :len_village), substr(dispute_type, 1, 2) order by register_time, case_id) as next_time,
    lead(is_repeat) over (partition by substr(area_code, 1, :len_village), substr(dispute_type, 1, 2) order by register_time, case_id) as next_repeats
  from fct_dispute f
),
seen as (
  select
    f.*,
    g.traced_at,
    g.dispatch1_at,
    g.dispatch2_at,
    g.dispatch3_at,
    g.returned_at,
    g.extension_at,
    g.supervised_at,
    g.upgraded_at,
    g.whistle_at,
    case when f.reopen_count > 0 then r.reopened_at end as reopened_at,
    case when f.reopen_count > 0 then coalesce(g.filed_at, f.close_time) else f.close_time end as first_end,
    case when f.next_repeats and length(f.area_code) >= :len_village and @minutes_between(f.register_time, f.next_time) <= 259200 then f.next_time end as again_at,
    case when f.to_criminal then f.close_time end as criminal_at
  from follow f
  left join stage g on g.case_id = f.case_id
  left join reopened r on r.case_id = f.case_id
)
select
  s.case_id,
  s.area_code,
  t.area_type,
  s.dispute_type,
  s.channel,
  s.scale,
  s.risk_level,
  s.party_count,
  s.unit_count,
  s.amount,
  s.handle_level,
  s.is_repeat,
  s.register_time,
  s.accept_time,
  s.first_response_time,
  s.due_time,
  s.traced_at,
  s.dispatch1_at,
  s.dispatch2_at,
  s.dispatch3_at,
  s.returned_at,
  s.extension_at,
  s.supervised_at,
  s.whistle_at,
  case when s.close_time is not null then s.first_end end as ended_at,
  case when s.status = '04' or s.reopen_count > 0 then s.first_end end as resolved_at,
  case when s.status in ('06', '07') and coalesce(s.reopen_count, 0) = 0 then s.close_time end as left_at,
  case when s.again_at < s.reopened_at or s.reopened_at is null then s.again_at else s.reopened_at end as recurs_at,
  case when s.criminal_at < s.upgraded_at or s.upgraded_at is null then s.criminal_at else s.upgraded_at end as escalates_at
from seen s
left join dim_area t on t.area_code = s.township_code
