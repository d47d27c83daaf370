-- name: received
-- A case is there: opened, or registered when it was over.
insert into cases (case_id, entry, status, org, region, provider, worker, opened_at) values ($1, $2, $3, $4, $5, $6, $7, $8)

-- name: assigned
-- Who holds it.
update cases set status = 'assigned', firm = $2, provider = $3, worker = $4 where case_id = $1

-- name: closed
-- It is over.
update cases set status = 'closed', result = $2 where case_id = $1

-- name: listed
-- Cases of a status (or all), the latest first.
select case_id, entry, status, org, region, firm, provider, worker, result, opened_at
from cases where $1::text is null or status = $1 order by opened_at desc, case_id limit $2 offset $3

-- name: digest
-- One text for the whole content.
select coalesce(encode(sha256(convert_to(string_agg(c::text, E'\n' order by case_id), 'UTF8')), 'hex'), 'empty') from cases c
