-- name: live_build
-- The schema of a view's live build.
select build from kernel.view_build where view = $1 and live

-- name: new_build
-- A build of a view begins.
insert into kernel.view_build (view, build, live) values ($1, $2, false)

-- name: retire_build
-- The live build of a view is live no more.
update kernel.view_build set live = false where view = $1 and live returning build

-- name: live
-- A build goes live.
update kernel.view_build set live = true where build = $1

-- name: drop_build
-- A build is gone.
delete from kernel.view_build where build = $1

-- name: dead_builds
-- Builds that are not live: left by a rebuild that was cut off, or replaced.
select build from kernel.view_build where view = $1 and not live

-- name: transactions
-- Transactions that are open in this database, except ours.
select l.virtualtransaction from pg_locks l join pg_stat_activity a using (pid)
where l.locktype = 'virtualxid' and l.granted and a.datname = current_database() and l.pid <> pg_backend_pid()

-- name: search_live
-- Names without a schema mean the tables of a view's live build, until the transaction ends.
select set_config('search_path', build, true) from kernel.view_build where view = $1 and live

-- name: place_checkpoint
-- The checkpoint of a rebuilt view.
insert into kernel.checkpoint (consumer, source, position, build) values ($1, $2, $3, $4)
on conflict (consumer, source) do update
set position = excluded.position, build = excluded.build, hash = null, updated_at = now()
