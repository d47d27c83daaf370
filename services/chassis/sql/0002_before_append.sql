-- The only door into the log.
--
-- Order matters: expected versions are checked first, the row of log_head is locked last, so that the lock is held
-- for the insert alone and position order is commit order. A conflict (ES001) leaves no trace and no gap.
-- Events arrive as parallel arrays in the order in which they are to stand; receipts beside them, `r_last` being
-- the ordinal of a command's last event (0 for a refusal).
create function kernel.append_v1(
    p_streams text[], p_expected int[],
    e_stream text[], e_version int[], e_id uuid[], e_type text[], e_schema smallint[], e_at timestamptz[],
    e_actor text[], e_org text[], e_region text[],
    e_command uuid[], e_correlation uuid[], e_causation uuid[], e_data text[], e_digest bytea[],
    r_command uuid[], r_request bytea[], r_stream text[], r_version int[], r_last int[], r_code text[], r_reason text[],
    out base bigint, out stamp timestamptz
) language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    n      int := coalesce(cardinality(e_id), 0);
    link   bytea;
    micros bytea;
    hashes bytea[] := array_fill(null::bytea, array[greatest(n, 1)]);
begin
    if exists (
        select from unnest(p_streams, p_expected) as w(stream, expected)
        where exists (select from kernel.event e where e.stream = w.stream and e.version = w.expected + 1)
           or (w.expected > 0
               and not exists (select from kernel.event e where e.stream = w.stream and e.version = w.expected))
    ) then
        raise exception 'wrong expected version' using errcode = 'ES001';
    end if;

    select h.position, h.hash, greatest(h.recorded_at, clock_timestamp())
        into base, link, stamp from kernel.log_head h for update;
    micros := int8send((extract(epoch from stamp) * 1000000)::bigint);
    for i in 1..n loop
        link := sha256(link || int8send(base + i) || micros || e_digest[i]);
        hashes[i] := link;
    end loop;

    insert into kernel.event
        select base + o, s, v, i, t, sc, a, stamp, ac, og, rg, c, co, ca, d::json, hashes[o]
        from unnest(e_stream, e_version, e_id, e_type, e_schema, e_at, e_actor, e_org, e_region,
                    e_command, e_correlation, e_causation, e_data)
             with ordinality as u(s, v, i, t, sc, a, ac, og, rg, c, co, ca, d, o);
    insert into kernel.receipt
        select c, q, s, v, case when l > 0 then base + l else 0 end, k, r, stamp
        from unnest(r_command, r_request, r_stream, r_version, r_last, r_code, r_reason) as u(c, q, s, v, l, k, r);
    update kernel.log_head set position = base + n, hash = link, recorded_at = stamp;
end $$;
revoke all on function kernel.append_v1 from public;
