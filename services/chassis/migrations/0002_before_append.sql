-- The only door into the log.
--
-- Order matters: expected versions are checked first, the row of log_head is locked last, so that the lock is held for
-- the insert alone and position order is commit order. A conflict (ES001) leaves no trace and no gap.
--
-- Columns arrive in the order in which the events are to stand: texts and numbers as one text each, joined by RS (0x1E,
-- which no code may hold and JSON always escapes), hashes as one bytea. Arrays would be the plainer way, but encoding
-- twenty of them element by element took Python longer than the decisions themselves.
-- Receipts stand beside them: `r_last` is the ordinal of a command's last event. Refusals, being rare, are JSON.
create function kernel.append_v1(
    e_stream text, e_version text, e_id uuid[], e_type text, e_schema text, e_micros text,
    e_actor text, e_org text, e_region text,
    e_command uuid[], e_correlation uuid[], e_causation uuid[], e_data text, e_digest bytea,
    r_command uuid[], r_request bytea, r_last text, refusals jsonb,
    out base bigint, out stamp timestamptz
) language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    n         int := cardinality(e_id);
    streams   text[] := string_to_array(e_stream, E'\x1e');
    versions  int[] := string_to_array(e_version, E'\x1e');
    datas     text[] := string_to_array(e_data, E'\x1e');
    link      bytea;
    micros    bytea;
    hashes    bytea[] := array_fill(null::bytea, array[greatest(n, 1)]);
begin
    if n <> cardinality(streams) or n <> cardinality(datas) or n * 32 <> length(e_digest) then
        raise exception 'columns of unequal length' using errcode = 'ES002';
    end if;
    if exists (
        select from (select stream, min(version) - 1 as expected from unnest(streams, versions) as u(stream, version) group by 1) w
        -- `offset 0` keeps each look a look into the index: without it the planner hashes the whole event table instead
        where exists (select from kernel.event e where e.stream = w.stream and e.version = w.expected + 1 offset 0)
           or (w.expected > 0
               and not exists (select from kernel.event e where e.stream = w.stream and e.version = w.expected offset 0))
    ) then
        raise exception 'wrong expected version' using errcode = 'ES001';
    end if;

    select h.position, h.hash, greatest(h.recorded_at, clock_timestamp())
        into base, link, stamp from kernel.log_head h for update;
    micros := int8send((extract(epoch from stamp) * 1000000)::bigint);
    for i in 1..n loop
        link := sha256(link || int8send(base + i) || micros || substr(e_digest, 32 * i - 31, 32));
        hashes[i] := link;
    end loop;

    insert into kernel.event
        select base + o, s, v, i, t, sc, 'epoch'::timestamptz + at * interval '1 microsecond', stamp, ac, og, rg,
               c, coalesce(co, c), coalesce(ca, c), d::json, hashes[o]
        from unnest(streams, versions, e_id, string_to_array(e_type, E'\x1e'), string_to_array(e_schema, E'\x1e')::smallint[],
                    string_to_array(e_micros, E'\x1e')::bigint[], string_to_array(e_actor, E'\x1e'),
                    string_to_array(e_org, E'\x1e'), string_to_array(e_region, E'\x1e'),
                    e_command, e_correlation, e_causation, datas)
             with ordinality as u(s, v, i, t, sc, at, ac, og, rg, c, co, ca, d, o);
    insert into kernel.receipt
        select c, substr(r_request, 32 * o::int - 31, 32), streams[l], versions[l], base + l, null, null, stamp
        from unnest(r_command, string_to_array(r_last, E'\x1e')::int[]) with ordinality as u(c, l, o);
    if refusals is not null then
        insert into kernel.receipt
            select command_id, decode(request, 'hex'), stream, version, 0, code, reason, stamp
            from jsonb_to_recordset(refusals)
                as r(command_id uuid, request text, stream text, version int, code text, reason text);
    end if;
    update kernel.log_head set position = base + n, hash = link, recorded_at = stamp;
end $$;
revoke all on function kernel.append_v1 from public;
