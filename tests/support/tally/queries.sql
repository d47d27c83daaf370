-- name: tallied
-- A counter went up.
insert into tally values ($1, $2, 1)
on conflict (counter) do update set total = tally.total + excluded.total, events = tally.events + 1

-- name: digest
-- One text for the whole content.
select coalesce(md5(string_agg(t::text, ',' order by counter)), 'empty') from tally t
