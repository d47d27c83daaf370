-- name: set_deadline
-- A process is to be woken.
insert into kernel.deadline (process, instance, name, due_at, org, region) values ($1, $2, $3, $4, $5, $6)
on conflict (process, instance, name) do update set due_at = excluded.due_at

-- name: due
-- What is due, oldest first.
select process, instance, name, due_at, org, region from kernel.deadline where process = $1 and due_at <= $2 order by due_at limit 200

-- name: clear_deadline
-- It has fired.
delete from kernel.deadline where process = $1 and instance = $2 and name = $3 and due_at = $4
