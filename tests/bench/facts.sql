-- name: kinds
-- Every combination that a fact of the sample can have.
insert into kind (matter, channel, provider, grouped)
select matter, channel, provider, false
from unnest($1::text[]) as matter cross join unnest($2::text[]) as provider
cross join lateral unnest(case when matter = 'consultation' then $3::text[] else array[''] end) as channel
except select matter, channel, provider, grouped from kind;

-- name: more
-- Facts from $1 to $2 as if events had brought them, over two years, 5,000 enterprises and 400 workers.
insert into fact (source, position, event_id, stream, type, kind, org, region, day, occurred_at, recorded_at,
                  quantity, people, money, subject, worker, campaign, number)
select 'intake', 1000000000 + n, gen_random_uuid(), 'activity-' || n, 'activity-recorded', id, code || '-A', code, day,
       (day + time '10:00') at time zone 'Asia/Shanghai', now(), 1 + (random() * 48)::integer, 1 + (random() * 48)::integer,
       case when matter in ('enterprise-loss', 'recipient-loss', 'fee-waived') then (random() * 1000000)::bigint end,
       case when matter = 'enterprise-visit' then '企业' || (random() * 5000)::integer end,
       '律' || (random() * 400)::integer, '双促双助', 'B-' || n
from (
    select n, date '2010-03-01' + (random() * 729)::integer as day,
           ($3::text[])[1 + (random() * (cardinality($3::text[]) - 1))::integer] as code,
           1 + (random() * ((select count(*) from kind) - 1))::integer as nth
    from generate_series($1::bigint, $2::bigint) as n
) as drawn
join (select *, row_number() over (order by id) as place from kind) as kind on place = nth;

-- name: counted
-- What the cube says of all years, in the topmost divisions: each fact once.
select coalesce(sum(count), 0)::bigint from cube
where bucket < 10000 and place in (select distinct path[1] from route);
