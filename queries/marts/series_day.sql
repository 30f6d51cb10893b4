/* @anlan
name: series_day
zh: 日序列（近期）
en: Daily series, lately
grain: one series, kind, area and day that it registered a case on, the last 50 days
owner: 市委政法委
kind: table
readers: steward
depends: [fct_dispute, fct_ticket]
columns:
  - {name: series, type: varchar, zh: 序列, en: "dispute_type (heading by county) or hotline_domain (domain by township), as in series_week"}
  - {name: kind, type: varchar, zh: 类别代码, en: "first two digits of the dispute type, or the hotline domain"}
  - {name: area_code, type: varchar, zh: 区划代码, en: "county or township"}
  - {name: day, type: date, zh: 日期, en: "the day"}
  - {name: observed, type: bigint, zh: 件数, en: "cases registered, 1 or more: a day without a row had none, or was not reported"}
*/
with dispute as (
  select substr(dispute_type, 1, 2) as kind, county_code as area_code, @day(register_time) as day
  from fct_dispute
  where register_time >= @add_days(@day(:end), -50) and register_time < :end
),
ticket as (
  select domain as kind, township_code as area_code, @day(create_time) as day
  from fct_ticket
  where create_time >= @add_days(@day(:end), -50) and create_time < :end
),
event as (
  select 'dispute_type' as series, kind, area_code, day from dispute
  union all
  select 'hotline_domain' as series, kind, area_code, day from ticket
)
select series, kind, area_code, day, count(*) as observed
from event
where area_code is not null
group by series, kind, area_code, day
