/* @anlan
name: request_month
zh: 各渠道诉求月度统计
en: "Requests of all channels by month"
grain: "one area, month and register; a request that is in two registers counts in both"
owner: 市委政法委
kind: view
readers: steward
depends: [fct_dispute, fct_ticket, fct_petition, fct_mediation, fct_labor, fct_consumer, fct_grid_event, dim_area]
columns:
  - {name: area_code, type: "varchar", zh: "区划代码", en: "city, county or township"}
  - {name: area_name, type: "varchar", zh: "区划名称", en: "name of the area"}
  - {name: area_level, type: "integer", zh: "层级", en: "1 city, 2 county, 3 township", from: [fct_dispute.area_code, fct_ticket.area_code, fct_petition.area_code, fct_mediation.area_code, fct_labor.area_code, fct_consumer.area_code, fct_grid_event.area_code]}
  - {name: month, type: "date", zh: "月份", en: "first day of the month"}
  - {name: source, type: "varchar", zh: "来源登记", en: "register: dispute, hotline, petition, mediation, labor, consumer, grid"}
  - {name: registered, type: "bigint", zh: "登记数", en: "registered in the month"}
*/
with request as (
  select 'dispute' as source, area_code, @day(register_time) as day from fct_dispute
  union all
  select 'hotline', area_code, @day(create_time) from fct_ticket
  union all
  select 'petition', area_code, receive_date from fct_petition
  union all
  select 'mediation', area_code, accept_date from fct_mediation
  union all
  select 'labor', area_code, accept_date from fct_labor
  union all
  select 'consumer', area_code, receive_date from fct_consumer
  union all
  select 'grid', area_code, @day(report_time) from fct_grid_event
),
levelled as (
  select l.area_level, substr(r.area_code, 1, l.code_len) as area_code, r.source, @month_start(r.day) as month
  from request r
  join (values (1, :len_city), (2, :len_county), (3, :len_township)) as l(area_level, code_len) on length(r.area_code) >= l.code_len
  where r.day < @day(:end)
)
select
  e.area_code,
  min(a.area_name) as area_name,
  e.area_level,
  e.month,
  e.source,
  count(*) as registered
from levelled e
left join dim_area a on a.area_code = e.area_code
group by e.area_code, e.area_level, e.month, e.source
