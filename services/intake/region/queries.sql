-- name: keep
-- Divisions as they were registered last.
insert into regions select * from unnest($1::text[], $2::text[], $3::text[])
on conflict (code) do update set name = excluded.name, parent = excluded.parent

-- name: known
-- Whether a division is registered.
select exists (select from regions where code = $1)

-- name: codes
-- Every division that is registered.
select code from regions

-- name: digest
-- One text for the whole content.
select coalesce(encode(sha256(convert_to(string_agg(r::text, E'\n' order by code), 'UTF8')), 'hex'), 'empty')
from regions r
