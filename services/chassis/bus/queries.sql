-- name: checkpoint
-- How far a reader has come in a source.
select position, build, hash from kernel.checkpoint where consumer = $1 and source = $2

-- name: checkpoints
-- How far every reader has come.
select consumer, source, position, build, updated_at from kernel.checkpoint order by consumer, source

-- name: start_checkpoint
-- A reader's first checkpoint, before anything was read.
insert into kernel.checkpoint (consumer, source, position, build) values ($1, $2, 0, $3) on conflict do nothing

-- name: move_checkpoint
-- Compare and set: from the position that we believe to be ours to the next one. No row: somebody else moved it.
update kernel.checkpoint set position = $3, hash = $5, updated_at = now()
where consumer = $1 and source = $2 and position = $4 returning build

-- name: hold_places
-- A reader's checkpoints, locked until the transaction ends.
select 1 from kernel.checkpoint where consumer = $1 for update

-- name: park
-- Park an event.
insert into kernel.parked (consumer, source, position, stream, type, error) values ($1, $2, $3, $4, $5, $6)
on conflict do nothing

-- name: parked_streams
-- Streams of which a reader has parked an event.
select distinct stream from kernel.parked where consumer = $1 and source = $2

-- name: parked
-- What a reader has parked, in order.
select source, position, stream, type, error from kernel.parked where consumer = $1 order by source, position

-- name: parked_count
-- How many events are parked in all.
select count(*) from kernel.parked

-- name: unpark
-- A parked event has been taken.
delete from kernel.parked where consumer = $1 and source = $2 and position = $3

-- name: unpark_all
-- A rebuild has taken everything that was parked.
delete from kernel.parked where consumer = $1

-- name: search_path
-- Names without a schema mean the tables of this build, until the transaction ends.
select set_config('search_path', $1, true)
