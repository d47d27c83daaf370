-- name: received
-- A new application.
insert into applications (application_id, applicant, org, region, matter, received_at, decide_by, status)
values ($1, $2, $3, $4, $5, $6, $7, 'received')

-- name: decided
-- Its decision.
update applications set status = $2, document = $3 where application_id = $1

-- name: open
-- What is to be decided, the most pressing first; before and after a day for paging.
select application_id, applicant, org, region, matter, received_at, decide_by, status, document
from applications where ($1::text is null or status = $1) order by decide_by, application_id limit $2 offset $3

-- name: applicant
-- Whose application it is.
select applicant from applications where application_id = $1

-- name: digest
-- One text for the whole content.
select coalesce(encode(sha256(convert_to(string_agg(a::text, E'\n' order by application_id), 'UTF8')), 'hex'), 'empty') from applications a
