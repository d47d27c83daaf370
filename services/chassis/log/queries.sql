-- name: append
-- Append events and receipts; see services/chassis/migrations/0002_before_append.sql.
select base, stamp from kernel.append_v1($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)

-- name: load
-- The events of some streams, each stream in order.
select stream, version, event_id, type, schema, occurred_at, actor, org, region, command_id, correlation_id, causation_id,
       data, position, recorded_at, hash
from kernel.event where stream = any($1::text[]) order by stream, version

-- name: tail
-- The events after a position, in log order.
select stream, version, event_id, type, schema, occurred_at, actor, org, region, command_id, correlation_id, causation_id,
       data, position, recorded_at, hash
from kernel.event where position > $1 order by position limit $2

-- name: by_command
-- The events that some commands made, in log order.
select e.stream, e.version, e.event_id, e.type, e.schema, e.occurred_at, e.actor, e.org, e.region, e.command_id,
       e.correlation_id, e.causation_id, e.data, e.position, e.recorded_at, e.hash
from kernel.receipt r
join kernel.event e on e.stream = r.stream and e.version <= r.version and e.command_id = r.command_id
where r.command_id = any($1::uuid[]) order by e.position

-- name: head
-- The end of the log.
select position, hash, recorded_at from kernel.log_head

-- name: beyond_head
-- The first event after the end of the log. Both are read in one statement, so the log may grow meanwhile.
select min(position) from kernel.event where position > (select position from kernel.log_head)

-- name: hold_head
-- The end of the log, locked until the transaction ends. (For the owner, in a rebuild.)
select position, hash, recorded_at from kernel.log_head for update

-- name: link_at
-- Id and hash of the event at a position: what the relay compares with the stream.
select event_id, hash from kernel.event where position = $1

-- name: recorded_at
-- When the event at a position was recorded.
select recorded_at from kernel.event where position = $1

-- name: unreceipted
-- Receipts that do not fit the log, and events whose command has no receipt: how many of each.
select (select count(*) from kernel.receipt r left join kernel.event e on e.position = r.position
        where r.position > 0
          and (e.command_id, e.stream, e.version) is distinct from (r.command_id, r.stream, r.version)) as misfits,
       (select count(*) from kernel.event e
        where not exists (select from kernel.receipt r where r.command_id = e.command_id)) as orphans,
       (select count(*) from kernel.receipt) as receipts
