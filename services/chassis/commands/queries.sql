-- name: receipts
-- What became of some commands.
select command_id, request, stream, version, position, code, reason from kernel.receipt where command_id = any($1::uuid[])

-- name: refuse_post
-- A post that could not become a command.
insert into kernel.refused_post (position, posted_ns, subject, command_id, code, reason) values ($1, $2, $3, $4, $5, $6)
on conflict do nothing

-- name: refused_post
-- Why a post was refused.
select code, reason from kernel.refused_post where command_id = $1 order by refused_at desc limit 1
