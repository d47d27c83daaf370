-- name: opened
-- Something is due.
insert into tasks (task_id, kind, title, due, about, reason, org, region) values ($1, $2, $3, $4, $5, $6, $7, $8)

-- name: completed
-- It was done.
update tasks set status = 'completed', completed_by = $2, outcome = $3 where task_id = $1

-- name: listed
-- Tasks of a status (or all) and kind (or all), the most pressing first.
select task_id, kind, title, due, about, reason, org, region, status, completed_by, outcome
from tasks where ($1::text is null or status = $1) and ($2::text is null or kind = $2)
order by due, task_id limit $3 offset $4

-- name: counts
-- How much is open, and how much of it is late on a day.
select kind, count(*) as open, count(*) filter (where due < $1) as late from tasks where status = 'open' group by kind order by kind

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
-- How many are completed.
select count(*) from tasks where status = 'completed' and ($1::text is null or kind = $1)

-- name: one
-- One task.
select task_id, kind, title, due, about, reason, org, region, status, completed_by, outcome from tasks where task_id = $1

-- name: digest
-- One text for the whole content.
select coalesce(encode(sha256(convert_to(string_agg(t::text, E'\n' order by task_id), 'UTF8')), 'hex'), 'empty') from tasks t
