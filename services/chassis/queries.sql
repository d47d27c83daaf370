-- name: append
-- Append events and receipts; see sql/0002_before_append.sql.
select base, stamp from kernel.append_v1($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)

-- name: load
-- The events of some streams, each stream in order.
select position, stream, version, event_id, type, schema, occurred_at, recorded_at, actor, org, region,
       command_id, correlation_id, causation_id, data, hash
from kernel.event where stream = any($1::text[]) order by stream, version

-- name: tail
-- The events after a position, in log order.
select position, stream, version, event_id, type, schema, occurred_at, recorded_at, actor, org, region,
       command_id, correlation_id, causation_id, data, hash
from kernel.event where position > $1 order by position limit $2

-- name: by_command
-- The events that some commands made, in log order.
select e.position, e.stream, e.version, e.event_id, e.type, e.schema, e.occurred_at, e.recorded_at, e.actor, e.org,
       e.region, e.command_id, e.correlation_id, e.causation_id, e.data, e.hash
from kernel.receipt r
join kernel.event e on e.stream = r.stream and e.version <= r.version and e.command_id = r.command_id
where r.command_id = any($1::uuid[]) order by e.position

-- name: receipts
-- What became of some commands.
select command_id, request, stream, version, position, code, reason from kernel.receipt where command_id = any($1::uuid[])

-- name: head
-- The end of the log.
select position, hash, recorded_at from kernel.log_head

-- name: beyond_head
-- The first event behind the end of the log; both read at one moment, so that the log may be growing meanwhile.
select min(position) from kernel.event where position > (select position from kernel.log_head)

-- name: hold_head
-- The end of the log, held still until the transaction ends. (For the owner, in a rebuild.)
select position, hash, recorded_at from kernel.log_head for update

-- name: link_at
-- Id and hash of the event at a position: what the relay compares with the stream.
select event_id, hash from kernel.event where position = $1

-- name: recorded_at
-- When the event at a position was recorded.
select recorded_at from kernel.event where position = $1

-- name: checkpoint
-- How far a reader has come in a source.
select position, build, hash from kernel.checkpoint where consumer = $1 and source = $2

-- name: checkpoints
-- How far every reader has come.
select consumer, source, position, build, updated_at from kernel.checkpoint order by consumer, source

-- name: start_checkpoint
-- A reader's first place, before anything was read.
insert into kernel.checkpoint (consumer, source, position, build) values ($1, $2, 0, $3) on conflict do nothing

-- name: move_checkpoint
-- Compare and set: from the place we believe to be ours to the next one. No row: somebody else moved it.
update kernel.checkpoint set position = $3, hash = $5, updated_at = now()
where consumer = $1 and source = $2 and position = $4 returning build

-- name: place_checkpoint
-- Where a rebuilt view stands.
insert into kernel.checkpoint (consumer, source, position, build) values ($1, $2, $3, $4)
on conflict (consumer, source) do update
set position = excluded.position, build = excluded.build, hash = null, updated_at = now()

-- name: park
-- Set an event aside.
insert into kernel.parked (consumer, source, position, stream, type, error) values ($1, $2, $3, $4, $5, $6)
on conflict do nothing

-- name: parked_streams
-- Streams that have something set aside for a reader.
select distinct stream from kernel.parked where consumer = $1 and source = $2

-- name: parked
-- What is set aside for a reader, in order.
select source, position, stream, type, error from kernel.parked where consumer = $1 order by source, position

-- name: parked_count
-- How much is set aside in all.
select count(*) from kernel.parked

-- name: hold_places
-- A reader's places, held still until the transaction ends.
select 1 from kernel.checkpoint where consumer = $1 for update

-- name: unreceipted
-- Receipts that do not fit the log, and events whose command has no receipt: how many of each.
select (select count(*) from kernel.receipt r left join kernel.event e on e.position = r.position
        where r.position > 0
          and (e.command_id, e.stream, e.version) is distinct from (r.command_id, r.stream, r.version)) as misfits,
       (select count(*) from kernel.event e
        where not exists (select from kernel.receipt r where r.command_id = e.command_id)) as orphans,
       (select count(*) from kernel.receipt) as receipts

-- name: needs_keys
-- Whether anything here was made with the keys that are kept outside: a person's key, a request's digest.
select exists (select from kernel.person_key) or exists (select from kernel.receipt)

-- name: unpark
-- An event that was set aside has been taken after all.
delete from kernel.parked where consumer = $1 and source = $2 and position = $3

-- name: unpark_all
-- A rebuild has taken everything that was set aside.
delete from kernel.parked where consumer = $1

-- name: refuse_post
-- A post that could not become a command.
insert into kernel.refused_post (position, posted_ns, subject, command_id, code, reason) values ($1, $2, $3, $4, $5, $6)
on conflict do nothing

-- name: refused_post
-- Why a post was refused.
select code, reason from kernel.refused_post where command_id = $1 order by refused_at desc limit 1

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
-- Builds that nobody reads: left by a rebuild that was cut off, or replaced.
select build from kernel.view_build where view = $1 and not live

-- name: transactions
-- Transactions that are open in this database, but ours.
select l.virtualtransaction from pg_locks l join pg_stat_activity a using (pid)
where l.locktype = 'virtualxid' and l.granted and a.datname = current_database() and l.pid <> pg_backend_pid()

-- name: search_live
-- The same, for the live build of a view.
select set_config('search_path', build, true) from kernel.view_build where view = $1 and live

-- name: search_path
-- Names without a schema mean the tables of this build, until the transaction ends.
select set_config('search_path', $1, true)

-- name: set_deadline
-- A process wants to be woken.
insert into kernel.deadline (process, instance, name, due_at, org, region) values ($1, $2, $3, $4, $5, $6)
on conflict (process, instance, name) do update set due_at = excluded.due_at

-- name: due
-- What is due, oldest first.
select process, instance, name, due_at, org, region from kernel.deadline where process = $1 and due_at <= $2 order by due_at limit 200

-- name: clear_deadline
-- It has fired.
delete from kernel.deadline where process = $1 and instance = $2 and name = $3 and due_at = $4

-- name: person_key
-- A person's wrapped key.
select wrapped from kernel.person_key where subject = $1

-- name: keep_person_key
-- A new person's key; the first one stays.
insert into kernel.person_key (subject, wrapped) values ($1, $2) on conflict do nothing

-- name: erase_person_key
-- The person is erased. The row stays without its key: or the next text about them would make a new one, and what was
-- sealed with the old key would look tampered with instead of deleted.
insert into kernel.person_key (subject, wrapped) values ($1, '') on conflict (subject) do update set wrapped = ''

-- name: find_person
-- Who has this number.
select subject from kernel.blind_index where kind = $1 and digest = $2

-- name: keep_person
-- Remember who has this number; the first one stays.
insert into kernel.blind_index (kind, digest, subject) values ($1, $2, $3) on conflict do nothing

-- name: forget_person
-- The person is erased.
delete from kernel.blind_index where subject = $1::text::uuid
