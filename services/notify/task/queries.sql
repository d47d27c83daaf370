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

-- name: digest
-- One text for the whole content.
select coalesce(encode(sha256(convert_to(string_agg(t::text, E'\n' order by task_id), 'UTF8')), 'hex'), 'empty') from tasks t
