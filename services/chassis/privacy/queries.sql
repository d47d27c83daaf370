-- name: needs_keys
-- Whether anything in this database was made with the keys outside it: a person's key, a request's digest.
select exists (select from kernel.person_key) or exists (select from kernel.receipt)

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
