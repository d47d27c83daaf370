-- name: open_by_kind
-- How much is open of each kind: late on a day ($1), due from then up to another ($2), and later.
select kind, count(*) filter (where due < $1) as late, count(*) filter (where due between $1 and $2) as soon,
       count(*) filter (where due > $2) as later
from tasks where status = 'open' group by kind order by kind

-- name: open_between
-- Open tasks of a kind (or all) that are due from one day to another (either end may be open), the most pressing first.
select task_id, kind, title, due, about, reason, org, region from tasks
where status = 'open' and ($1::text is null or kind = $1) and ($2::date is null or due >= $2) and ($3::date is null or due <= $3)
order by due, task_id limit $4 offset $5

-- name: done
-- Completed tasks of a kind (or all), those with the latest due day first.
select task_id, kind, title, due, about, reason, org, region, completed_by, outcome from tasks
where status = 'completed' and ($1::text is null or kind = $1) order by due desc, task_id limit $2 offset $3

-- name: done_count
select count(*) from tasks where status = 'completed' and ($1::text is null or kind = $1)

-- name: one
select task_id, kind, title, due, about, reason, org, region, status, completed_by, outcome from tasks where task_id = $1
