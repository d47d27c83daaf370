SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

CREATE SCHEMA kernel;

ALTER SCHEMA kernel OWNER TO reporting_owner;

CREATE SCHEMA statistics_v3_01a213429092_b650;

ALTER SCHEMA statistics_v3_01a213429092_b650 OWNER TO reporting_owner;

CREATE FUNCTION kernel.append_v1(e_stream text, e_version text, e_id uuid[], e_type text, e_schema text, e_micros text, e_actor text, e_org text, e_region text, e_command uuid[], e_correlation uuid[], e_causation uuid[], e_data text, e_digest bytea, r_command uuid[], r_request bytea, r_last text, refusals jsonb, OUT base bigint, OUT stamp timestamp with time zone) RETURNS record
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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

ALTER FUNCTION kernel.append_v1(e_stream text, e_version text, e_id uuid[], e_type text, e_schema text, e_micros text, e_actor text, e_org text, e_region text, e_command uuid[], e_correlation uuid[], e_causation uuid[], e_data text, e_digest bytea, r_command uuid[], r_request bytea, r_last text, refusals jsonb, OUT base bigint, OUT stamp timestamp with time zone) OWNER TO reporting_owner;

CREATE FUNCTION kernel.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    raise exception 'the event table is append-only' using errcode = 'ES003';
end $$;

ALTER FUNCTION kernel.refuse_change() OWNER TO reporting_owner;

SET default_tablespace = '';

SET default_table_access_method = heap;

CREATE TABLE statistics_v3_01a213429092_b650.fact (
    source text NOT NULL COLLATE pg_catalog."C",
    "position" bigint NOT NULL,
    event_id uuid NOT NULL,
    stream text NOT NULL,
    type text NOT NULL,
    kind integer NOT NULL,
    org text NOT NULL COLLATE pg_catalog."C",
    region text NOT NULL COLLATE pg_catalog."C",
    day date NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    quantity integer NOT NULL,
    people integer NOT NULL,
    money bigint,
    subject text COLLATE pg_catalog."C",
    worker text NOT NULL COLLATE pg_catalog."C",
    campaign text,
    number text
);

ALTER TABLE statistics_v3_01a213429092_b650.fact OWNER TO reporting_owner;

CREATE TABLE statistics_v3_01a213429092_b650.route (
    code text NOT NULL COLLATE pg_catalog."C",
    first_day date NOT NULL,
    last_day date NOT NULL,
    path integer[] NOT NULL
);

ALTER TABLE statistics_v3_01a213429092_b650.route OWNER TO reporting_owner;

CREATE FUNCTION statistics_v3_01a213429092_b650.facts_of(place integer, org text, kinds integer[], first_day date, last_day date, sources text[], positions bigint[], until timestamp with time zone) RETURNS SETOF statistics_v3_01a213429092_b650.fact
    LANGUAGE sql STABLE PARALLEL SAFE
    BEGIN ATOMIC
 SELECT fact.source,
     fact."position",
     fact.event_id,
     fact.stream,
     fact.type,
     fact.kind,
     fact.org,
     fact.region,
     fact.day,
     fact.occurred_at,
     fact.recorded_at,
     fact.quantity,
     fact.people,
     fact.money,
     fact.subject,
     fact.worker,
     fact.campaign,
     fact.number
    FROM statistics_v3_01a213429092_b650.fact
   WHERE ((facts_of.org IS NOT NULL) AND (fact.org = facts_of.org) AND (fact.kind = ANY (facts_of.kinds)) AND ((fact.day >= facts_of.first_day) AND (fact.day <= facts_of.last_day)) AND
         CASE
             WHEN (fact.source = ANY (facts_of.sources)) THEN (fact."position" <= (facts_of.positions)[array_position(facts_of.sources, fact.source)])
             ELSE COALESCE((fact.recorded_at <= facts_of.until), false)
         END)
 UNION ALL
  SELECT fact.source,
     fact."position",
     fact.event_id,
     fact.stream,
     fact.type,
     fact.kind,
     fact.org,
     fact.region,
     fact.day,
     fact.occurred_at,
     fact.recorded_at,
     fact.quantity,
     fact.people,
     fact.money,
     fact.subject,
     fact.worker,
     fact.campaign,
     fact.number
    FROM (statistics_v3_01a213429092_b650.fact
      JOIN statistics_v3_01a213429092_b650.route ON (((route.code = fact.region) AND ((fact.day >= route.first_day) AND (fact.day <= route.last_day)))))
   WHERE ((facts_of.place IS NOT NULL) AND (route.path @> ARRAY[facts_of.place]) AND (fact.kind = ANY (facts_of.kinds)) AND ((fact.day >= facts_of.first_day) AND (fact.day <= facts_of.last_day)) AND
         CASE
             WHEN (fact.source = ANY (facts_of.sources)) THEN (fact."position" <= (facts_of.positions)[array_position(facts_of.sources, fact.source)])
             ELSE COALESCE((fact.recorded_at <= facts_of.until), false)
         END);
END;

ALTER FUNCTION statistics_v3_01a213429092_b650.facts_of(place integer, org text, kinds integer[], first_day date, last_day date, sources text[], positions bigint[], until timestamp with time zone) OWNER TO reporting_owner;

CREATE FUNCTION statistics_v3_01a213429092_b650.part_of(day date) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN ((day >= '2010-03-08'::date) AND (day <= '2010-03-15'::date)) THEN 20100308 ELSE ((((date_part('year'::text, day) * (10000)::double precision) + (date_part('month'::text, day) * (100)::double precision)) + (CASE WHEN (date_part('day'::text, day) < (16)::double precision) THEN 1 WHEN (date_part('day'::text, day) < (23)::double precision) THEN 16 ELSE 23 END)::double precision))::integer END;

ALTER FUNCTION statistics_v3_01a213429092_b650.part_of(day date) OWNER TO reporting_owner;

CREATE TABLE statistics_v3_01a213429092_b650.kind (
    id integer NOT NULL,
    matter text NOT NULL COLLATE pg_catalog."C",
    channel text NOT NULL COLLATE pg_catalog."C",
    provider text NOT NULL COLLATE pg_catalog."C",
    grouped boolean NOT NULL
);

ALTER TABLE statistics_v3_01a213429092_b650.kind OWNER TO reporting_owner;

CREATE TABLE statistics_v3_01a213429092_b650.worker_counted (
    matter text NOT NULL COLLATE pg_catalog."C"
);

ALTER TABLE statistics_v3_01a213429092_b650.worker_counted OWNER TO reporting_owner;

CREATE FUNCTION statistics_v3_01a213429092_b650.names_of(source text, after bigint, upto bigint) RETURNS TABLE(place integer, kind integer, by_worker boolean, bucket integer, name text, first integer)
    LANGUAGE sql STABLE PARALLEL SAFE
    BEGIN ATOMIC
 WITH met AS MATERIALIZED (
          SELECT DISTINCT route.path,
             fact.kind,
             named.by_worker,
             statistics_v3_01a213429092_b650.part_of(fact.day) AS part,
             named.name
            FROM ((statistics_v3_01a213429092_b650.fact
              JOIN statistics_v3_01a213429092_b650.route ON (((route.code = fact.region) AND ((fact.day >= route.first_day) AND (fact.day <= route.last_day)))))
              CROSS JOIN LATERAL ( SELECT false AS by_worker,
                     fact.subject AS name
                   WHERE (fact.subject IS NOT NULL)
                 UNION ALL
                  SELECT true,
                     fact.worker
                   WHERE (fact.kind IN ( SELECT kind.id
                            FROM (statistics_v3_01a213429092_b650.kind
                              JOIN statistics_v3_01a213429092_b650.worker_counted USING (matter))))) named)
           WHERE ((fact.source = names_of.source) AND (fact."position" > names_of.after) AND (fact."position" <= names_of.upto) AND ((fact.subject IS NOT NULL) OR (fact.kind IN ( SELECT kind.id
                    FROM (statistics_v3_01a213429092_b650.kind
                      JOIN statistics_v3_01a213429092_b650.worker_counted USING (matter))))))
         )
  SELECT place.place,
     met.kind,
     met.by_worker,
     at.bucket,
     met.name,
     min(met.part) AS min
    FROM ((met
      CROSS JOIN LATERAL unnest(met.path) place(place))
      CROSS JOIN LATERAL ( VALUES (met.part), ((met.part / 10000)), (
                 CASE
                     WHEN (met.part >= 20100308) THEN '-20100308'::integer
                     ELSE NULL::integer
                 END)) at(bucket))
   WHERE (at.bucket IS NOT NULL)
   GROUP BY place.place, met.kind, met.by_worker, at.bucket, met.name;
END;

ALTER FUNCTION statistics_v3_01a213429092_b650.names_of(source text, after bigint, upto bigint) OWNER TO reporting_owner;

CREATE TABLE statistics_v3_01a213429092_b650.region (
    code text NOT NULL COLLATE pg_catalog."C",
    valid_from date NOT NULL,
    valid_to date NOT NULL,
    name text NOT NULL,
    parent text COLLATE pg_catalog."C"
);

ALTER TABLE statistics_v3_01a213429092_b650.region OWNER TO reporting_owner;

CREATE FUNCTION statistics_v3_01a213429092_b650.spans_of(division text) RETURNS TABLE(parent text, first_day date, last_day date)
    LANGUAGE sql STABLE PARALLEL SAFE
    BEGIN ATOMIC
 SELECT region.parent,
         CASE
             WHEN (lag(region.valid_from) OVER by_day IS NULL) THEN '-infinity'::date
             ELSE region.valid_from
         END AS valid_from,
     COALESCE((lead(region.valid_from) OVER by_day - 1), 'infinity'::date) AS "coalesce"
    FROM statistics_v3_01a213429092_b650.region
   WHERE (region.code = spans_of.division)
   WINDOW by_day AS (ORDER BY region.valid_from);
END;

ALTER FUNCTION statistics_v3_01a213429092_b650.spans_of(division text) OWNER TO reporting_owner;

CREATE FUNCTION statistics_v3_01a213429092_b650.sums_of(source text, after bigint, upto bigint) RETURNS TABLE(place integer, bucket integer, kind integer, count bigint, quantity bigint, people bigint, money bigint)
    LANGUAGE sql STABLE PARALLEL SAFE
    BEGIN ATOMIC
 WITH by_region AS MATERIALIZED (
          SELECT route.path,
             statistics_v3_01a213429092_b650.part_of(fact.day) AS part,
             fact.kind,
             count(*) AS count,
             sum(fact.quantity) AS quantity,
             sum(fact.people) AS people,
             COALESCE(sum(fact.money), (0)::numeric) AS money
            FROM (statistics_v3_01a213429092_b650.fact
              JOIN statistics_v3_01a213429092_b650.route ON (((route.code = fact.region) AND ((fact.day >= route.first_day) AND (fact.day <= route.last_day)))))
           WHERE ((fact.source = sums_of.source) AND (fact."position" > sums_of.after) AND (fact."position" <= sums_of.upto))
           GROUP BY route.path, (statistics_v3_01a213429092_b650.part_of(fact.day)), fact.kind
         ), by_part AS MATERIALIZED (
          SELECT place.place,
             by_region.part,
             by_region.kind,
             (sum(by_region.count))::bigint AS count,
             (sum(by_region.quantity))::bigint AS quantity,
             (sum(by_region.people))::bigint AS people,
             (sum(by_region.money))::bigint AS money
            FROM (by_region
              CROSS JOIN LATERAL unnest(by_region.path) place(place))
           GROUP BY place.place, by_region.part, by_region.kind
         ), by_quarter AS MATERIALIZED (
          SELECT by_part.place,
             (((by_part.part / 10000) * 10) + ((((by_part.part / 100) % 100) + 2) / 3)) AS quarter,
             by_part.kind,
             (sum(by_part.count))::bigint AS count,
             (sum(by_part.quantity))::bigint AS quantity,
             (sum(by_part.people))::bigint AS people,
             (sum(by_part.money))::bigint AS money
            FROM by_part
           GROUP BY by_part.place, (((by_part.part / 10000) * 10) + ((((by_part.part / 100) % 100) + 2) / 3)), by_part.kind
         )
  SELECT by_part.place,
     by_part.part AS bucket,
     by_part.kind,
     by_part.count,
     by_part.quantity,
     by_part.people,
     by_part.money
    FROM by_part
 UNION ALL
  SELECT by_quarter.place,
     by_quarter.quarter,
     by_quarter.kind,
     by_quarter.count,
     by_quarter.quantity,
     by_quarter.people,
     by_quarter.money
    FROM by_quarter
 UNION ALL
  SELECT by_quarter.place,
     (by_quarter.quarter / 10),
     by_quarter.kind,
     (sum(by_quarter.count))::bigint AS sum,
     (sum(by_quarter.quantity))::bigint AS sum,
     (sum(by_quarter.people))::bigint AS sum,
     (sum(by_quarter.money))::bigint AS sum
    FROM by_quarter
   GROUP BY by_quarter.place, (by_quarter.quarter / 10), by_quarter.kind;
END;

ALTER FUNCTION statistics_v3_01a213429092_b650.sums_of(source text, after bigint, upto bigint) OWNER TO reporting_owner;

CREATE TABLE statistics_v3_01a213429092_b650.summed (
    source text NOT NULL COLLATE pg_catalog."C",
    upto bigint NOT NULL
);

ALTER TABLE statistics_v3_01a213429092_b650.summed OWNER TO reporting_owner;

CREATE FUNCTION statistics_v3_01a213429092_b650.unsummed_of(place integer) RETURNS SETOF statistics_v3_01a213429092_b650.fact
    LANGUAGE sql STABLE PARALLEL SAFE
    BEGIN ATOMIC
 SELECT fact.source,
     fact."position",
     fact.event_id,
     fact.stream,
     fact.type,
     fact.kind,
     fact.org,
     fact.region,
     fact.day,
     fact.occurred_at,
     fact.recorded_at,
     fact.quantity,
     fact.people,
     fact.money,
     fact.subject,
     fact.worker,
     fact.campaign,
     fact.number
    FROM (statistics_v3_01a213429092_b650.summed
      CROSS JOIN LATERAL ( SELECT fact_1.source,
             fact_1."position",
             fact_1.event_id,
             fact_1.stream,
             fact_1.type,
             fact_1.kind,
             fact_1.org,
             fact_1.region,
             fact_1.day,
             fact_1.occurred_at,
             fact_1.recorded_at,
             fact_1.quantity,
             fact_1.people,
             fact_1.money,
             fact_1.subject,
             fact_1.worker,
             fact_1.campaign,
             fact_1.number
            FROM statistics_v3_01a213429092_b650.fact fact_1
           WHERE ((fact_1.source = summed.source) AND (fact_1."position" > summed.upto) AND (fact_1."position" <= '9223372036854775807'::bigint))
          OFFSET 0) fact)
   WHERE (EXISTS ( SELECT
            FROM statistics_v3_01a213429092_b650.route
           WHERE ((route.code = fact.region) AND ((fact.day >= route.first_day) AND (fact.day <= route.last_day)) AND (route.path @> ARRAY[unsummed_of.place]))
          OFFSET 0));
END;

ALTER FUNCTION statistics_v3_01a213429092_b650.unsummed_of(place integer) OWNER TO reporting_owner;

CREATE TABLE kernel.blind_index (
    kind text NOT NULL,
    digest bytea NOT NULL,
    subject uuid NOT NULL
);

ALTER TABLE kernel.blind_index OWNER TO reporting_owner;

CREATE TABLE kernel.checkpoint (
    consumer text NOT NULL,
    source text NOT NULL,
    "position" bigint NOT NULL,
    build text DEFAULT ''::text NOT NULL,
    hash bytea,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE kernel.checkpoint OWNER TO reporting_owner;

CREATE TABLE kernel.deadline (
    process text NOT NULL,
    instance text NOT NULL,
    name text NOT NULL,
    due_at timestamp with time zone NOT NULL,
    org text NOT NULL,
    region text NOT NULL
);

ALTER TABLE kernel.deadline OWNER TO reporting_owner;

CREATE TABLE kernel.event (
    "position" bigint NOT NULL,
    stream text NOT NULL,
    version integer NOT NULL,
    event_id uuid NOT NULL,
    type text NOT NULL,
    schema smallint NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    actor text NOT NULL,
    org text NOT NULL,
    region text NOT NULL,
    command_id uuid NOT NULL,
    correlation_id uuid NOT NULL,
    causation_id uuid NOT NULL,
    data json NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT event_stream_check CHECK ((stream <> ''::text)),
    CONSTRAINT event_version_check CHECK ((version > 0))
);

ALTER TABLE kernel.event OWNER TO reporting_owner;

COMMENT ON COLUMN kernel.event.data IS 'json, not jsonb: the text is kept byte for byte, for the hash and for the relay';

CREATE TABLE kernel.log_head (
    one boolean DEFAULT true NOT NULL,
    "position" bigint NOT NULL,
    hash bytea NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT log_head_one_check CHECK (one)
);

ALTER TABLE kernel.log_head OWNER TO reporting_owner;

CREATE TABLE kernel.parked (
    consumer text NOT NULL,
    source text NOT NULL,
    "position" bigint NOT NULL,
    stream text NOT NULL,
    type text NOT NULL,
    error text NOT NULL,
    parked_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE kernel.parked OWNER TO reporting_owner;

CREATE TABLE kernel.person_key (
    subject text NOT NULL,
    wrapped bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE kernel.person_key OWNER TO reporting_owner;

CREATE TABLE kernel.receipt (
    command_id uuid NOT NULL,
    request bytea NOT NULL,
    stream text NOT NULL,
    version integer NOT NULL,
    "position" bigint NOT NULL,
    code text,
    reason text,
    recorded_at timestamp with time zone NOT NULL
);

ALTER TABLE kernel.receipt OWNER TO reporting_owner;

CREATE TABLE kernel.refused_post (
    "position" bigint NOT NULL,
    posted_ns bigint NOT NULL,
    subject text NOT NULL,
    command_id uuid,
    code text NOT NULL,
    reason text NOT NULL,
    refused_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE kernel.refused_post OWNER TO reporting_owner;

CREATE TABLE kernel.view_build (
    view text NOT NULL,
    build text NOT NULL,
    live boolean NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE kernel.view_build OWNER TO reporting_owner;

CREATE TABLE public.migration (
    name text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.migration OWNER TO reporting_owner;

CREATE TABLE statistics_v3_01a213429092_b650.cube (
    place integer NOT NULL,
    bucket integer NOT NULL,
    kind integer NOT NULL,
    count bigint NOT NULL,
    quantity bigint NOT NULL,
    people bigint NOT NULL,
    money bigint NOT NULL
)
WITH (fillfactor='70');

ALTER TABLE statistics_v3_01a213429092_b650.cube OWNER TO reporting_owner;

CREATE VIEW statistics_v3_01a213429092_b650.cube_now AS
 SELECT place,
    bucket,
    kind,
    (sum(count))::bigint AS count,
    (sum(quantity))::bigint AS quantity,
    (sum(people))::bigint AS people,
    (sum(money))::bigint AS money
   FROM ( SELECT cube.place,
            cube.bucket,
            cube.kind,
            cube.count,
            cube.quantity,
            cube.people,
            cube.money
           FROM statistics_v3_01a213429092_b650.cube
        UNION ALL
         SELECT added.place,
            added.bucket,
            added.kind,
            added.count,
            added.quantity,
            added.people,
            added.money
           FROM (statistics_v3_01a213429092_b650.summed
             CROSS JOIN LATERAL statistics_v3_01a213429092_b650.sums_of(summed.source, summed.upto, '9223372036854775807'::bigint) added(place, bucket, kind, count, quantity, people, money))) part
  GROUP BY place, bucket, kind;

ALTER VIEW statistics_v3_01a213429092_b650.cube_now OWNER TO reporting_owner;

ALTER TABLE statistics_v3_01a213429092_b650.kind ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME statistics_v3_01a213429092_b650.kind_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE statistics_v3_01a213429092_b650.place (
    id integer NOT NULL,
    code text NOT NULL COLLATE pg_catalog."C"
);

ALTER TABLE statistics_v3_01a213429092_b650.place OWNER TO reporting_owner;

ALTER TABLE statistics_v3_01a213429092_b650.place ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME statistics_v3_01a213429092_b650.place_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE statistics_v3_01a213429092_b650.seen (
    place integer NOT NULL,
    kind integer NOT NULL,
    by_worker boolean NOT NULL,
    bucket integer NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    first integer NOT NULL
);

ALTER TABLE statistics_v3_01a213429092_b650.seen OWNER TO reporting_owner;

CREATE VIEW statistics_v3_01a213429092_b650.seen_now AS
 SELECT place,
    kind,
    by_worker,
    bucket,
    name,
    min(first) AS first
   FROM ( SELECT seen.place,
            seen.kind,
            seen.by_worker,
            seen.bucket,
            seen.name,
            seen.first
           FROM statistics_v3_01a213429092_b650.seen
        UNION ALL
         SELECT added.place,
            added.kind,
            added.by_worker,
            added.bucket,
            added.name,
            added.first
           FROM (statistics_v3_01a213429092_b650.summed
             CROSS JOIN LATERAL statistics_v3_01a213429092_b650.names_of(summed.source, summed.upto, '9223372036854775807'::bigint) added(place, kind, by_worker, bucket, name, first))) met
  GROUP BY place, kind, by_worker, bucket, name;

ALTER VIEW statistics_v3_01a213429092_b650.seen_now OWNER TO reporting_owner;

CREATE TABLE statistics_v3_01a213429092_b650.waiting (
    region text NOT NULL COLLATE pg_catalog."C"
);

ALTER TABLE statistics_v3_01a213429092_b650.waiting OWNER TO reporting_owner;

COPY kernel.blind_index (kind, digest, subject) FROM stdin;
\.

COPY kernel.checkpoint (consumer, source, "position", build, hash, updated_at) FROM stdin;
statistics	casework	10	statistics_v3_01a213429092_b650	\\xca89be36d705bb73036a7804c888a5de72a4a4e026fd43b78465453e0c77e3e5	2026-11-25 15:11:15.079663+00
statistics	intake	36	statistics_v3_01a213429092_b650	\\xf30f0b71f5d0f281f1a4e765b667454df42dd007b9695c20ae28020fbce163b8	2026-11-25 15:11:15.434207+00
returns	intake	36	statistics_v3_01a213429092_b650	\N	2026-11-25 15:11:15.637063+00
returns	casework	10	statistics_v3_01a213429092_b650	\N	2026-11-25 15:11:15.639457+00
\.

COPY kernel.deadline (process, instance, name, due_at, org, region) FROM stdin;
\.

COPY kernel.event ("position", stream, version, event_id, type, schema, occurred_at, recorded_at, actor, org, region, command_id, correlation_id, causation_id, data, hash) FROM stdin;
1	return-half-month-320404-2010-03B	1	01a21342-99a5-7df6-ad96-e6e653568c04	return-expected	1	2010-03-16 00:00:00+00	2026-11-25 15:11:01.555381+00	process:returns	320404	320404	5836468f-d078-5e0b-95e2-83596b4541d1	5836468f-d078-5e0b-95e2-83596b4541d1	5836468f-d078-5e0b-95e2-83596b4541d1	{"form":"half-month","title":"半月表（钟楼区 2010年3月下半月）","period":"2010-03B","unit":"320404","first_day":"2010-03-16","last_day":"2010-03-31","due":"2010-04-01","receiver":"区局律师工作管理科"}	\\xfb8bea087cf626af89d2b202b3c957f92cc5b8662340a983d6eb5eb12e4dddab
2	return-month-320404-2010-03	1	01a21342-99a5-73d1-8917-e943e597b612	return-expected	1	2010-02-23 00:00:00+00	2026-11-25 15:11:01.555381+00	process:returns	320404	320404	76adc781-473e-5cae-8fdc-1d1ac39258e5	76adc781-473e-5cae-8fdc-1d1ac39258e5	76adc781-473e-5cae-8fdc-1d1ac39258e5	{"form":"month","title":"月报表（钟楼区 2010年3月）","period":"2010-03","unit":"320404","first_day":"2010-02-23","last_day":"2010-03-22","due":"2010-03-23","receiver":"常州市钟楼区法律援助中心"}	\\xe64c6a5fd35e9989b532848da0fabafc185b93798be0cdd5e9492b4888b35118
3	return-month-320404-2010-04	1	01a21342-99a5-7f10-b488-3285efbd1bf3	return-expected	1	2010-03-23 00:00:00+00	2026-11-25 15:11:01.555381+00	process:returns	320404	320404	cd597889-1633-54ec-b02b-ff6678181a85	cd597889-1633-54ec-b02b-ff6678181a85	cd597889-1633-54ec-b02b-ff6678181a85	{"form":"month","title":"月报表（钟楼区 2010年4月）","period":"2010-04","unit":"320404","first_day":"2010-03-23","last_day":"2010-04-22","due":"2010-04-23","receiver":"常州市钟楼区法律援助中心"}	\\xff8dee99b165d457e4311f5eb2909fd6f247e0dc96cb7f1041caed7be39846b2
\.

COPY kernel.log_head (one, "position", hash, recorded_at) FROM stdin;
t	3	\\xff8dee99b165d457e4311f5eb2909fd6f247e0dc96cb7f1041caed7be39846b2	2026-11-25 15:11:01.555381+00
\.

COPY kernel.parked (consumer, source, "position", stream, type, error, parked_at) FROM stdin;
statistics	intake	34	region-320404116	region-registered	CheckViolationError: new row for relation "region" violates check constraint "for_a_while"\nDETAIL:  Failing row contains (320404116, -infinity, infinity, 写错的名字, 320404).	2026-11-25 15:11:15.314634+00
statistics	intake	35	region-320404116	region-registered	behind a parked event of its stream	2026-11-25 15:11:15.352449+00
\.

COPY kernel.person_key (subject, wrapped, created_at) FROM stdin;
\.

COPY kernel.receipt (command_id, request, stream, version, "position", code, reason, recorded_at) FROM stdin;
5836468f-d078-5e0b-95e2-83596b4541d1	\\xceb41b0675d0c28282809b90b52bcc4471efac1c8f078e881862c30c1979cb8c	return-half-month-320404-2010-03B	1	1	\N	\N	2026-11-25 15:11:01.555381+00
76adc781-473e-5cae-8fdc-1d1ac39258e5	\\x9874db17e21bcdb9ca33ec71360aab7518575e2e2559d01bc7edcb06f4655950	return-month-320404-2010-03	1	2	\N	\N	2026-11-25 15:11:01.555381+00
cd597889-1633-54ec-b02b-ff6678181a85	\\x2dbe0b26fd2992af0392fcbe64495dc800a6cbf9848d4e191769e3200ef078dd	return-month-320404-2010-04	1	3	\N	\N	2026-11-25 15:11:01.555381+00
\.

COPY kernel.refused_post ("position", posted_ns, subject, command_id, code, reason, refused_at) FROM stdin;
\.

COPY kernel.view_build (view, build, live, created_at) FROM stdin;
statistics	statistics_v3_01a213429092_b650	t	2026-11-25 15:10:59.218096+00
\.

COPY public.migration (name, applied_at) FROM stdin;
chassis/0001_before_kernel.sql	2026-11-25 15:10:59.119448+00
chassis/0002_before_append.sql	2026-11-25 15:10:59.193717+00
chassis/0003_before_grants.sql	2026-11-25 15:10:59.203494+00
\.

COPY statistics_v3_01a213429092_b650.cube (place, bucket, kind, count, quantity, people, money) FROM stdin;
3	2010	1	1	1	1	0
3	2010	2	2	2	5	0
3	2010	7	1	1	1	0
3	2010	8	1	2	2	0
3	20101	1	1	1	1	0
3	20101	2	2	2	5	0
3	20101	7	1	1	1	0
3	20101	8	1	2	2	0
3	20100316	1	1	1	1	0
3	20100316	2	2	2	5	0
3	20100316	7	1	1	1	0
3	20100316	8	1	2	2	0
4	2010	1	1	1	1	0
4	2010	3	1	1	4	0
4	2010	4	1	60	1	0
4	2010	5	1	1	45	0
4	2010	6	1	1	1	12800050
4	20101	1	1	1	1	0
4	20101	3	1	1	4	0
4	20101	4	1	60	1	0
4	20101	5	1	1	45	0
4	20101	6	1	1	1	12800050
4	20100316	1	1	1	1	0
4	20100316	5	1	1	45	0
4	20100316	6	1	1	1	12800050
4	20100323	3	1	1	4	0
4	20100323	4	1	60	1	0
5	2010	1	2	2	2	0
5	2010	2	3	3	6	0
5	2010	3	1	1	4	0
5	2010	4	1	60	1	0
5	2010	5	1	1	45	0
5	2010	6	1	1	1	12800050
5	2010	7	1	1	1	0
5	2010	8	1	2	2	0
5	20101	1	2	2	2	0
5	20101	2	3	3	6	0
5	20101	3	1	1	4	0
5	20101	4	1	60	1	0
5	20101	5	1	1	45	0
5	20101	6	1	1	1	12800050
5	20101	7	1	1	1	0
5	20101	8	1	2	2	0
5	20100316	1	2	2	2	0
5	20100316	2	3	3	6	0
5	20100316	5	1	1	45	0
5	20100316	6	1	1	1	12800050
5	20100316	7	1	1	1	0
5	20100316	8	1	2	2	0
5	20100323	3	1	1	4	0
5	20100323	4	1	60	1	0
6	2010	1	2	2	2	0
6	2010	2	3	3	6	0
6	2010	3	1	1	4	0
6	2010	4	1	60	1	0
6	2010	5	1	1	45	0
6	2010	6	1	1	1	12800050
6	2010	7	1	1	1	0
6	2010	8	1	2	2	0
6	20101	1	2	2	2	0
6	20101	2	3	3	6	0
6	20101	3	1	1	4	0
6	20101	4	1	60	1	0
6	20101	5	1	1	45	0
6	20101	6	1	1	1	12800050
6	20101	7	1	1	1	0
6	20101	8	1	2	2	0
6	20100316	1	2	2	2	0
6	20100316	2	3	3	6	0
6	20100316	5	1	1	45	0
6	20100316	6	1	1	1	12800050
6	20100316	7	1	1	1	0
6	20100316	8	1	2	2	0
6	20100323	3	1	1	4	0
6	20100323	4	1	60	1	0
7	2010	1	2	2	2	0
7	2010	2	3	3	6	0
7	2010	3	1	1	4	0
7	2010	4	1	60	1	0
7	2010	5	1	1	45	0
7	2010	6	1	1	1	12800050
7	2010	7	1	1	1	0
7	2010	8	1	2	2	0
7	20101	1	2	2	2	0
7	20101	2	3	3	6	0
7	20101	3	1	1	4	0
7	20101	4	1	60	1	0
7	20101	5	1	1	45	0
7	20101	6	1	1	1	12800050
7	20101	7	1	1	1	0
7	20101	8	1	2	2	0
7	20100316	1	2	2	2	0
7	20100316	2	3	3	6	0
7	20100316	5	1	1	45	0
7	20100316	6	1	1	1	12800050
7	20100316	7	1	1	1	0
7	20100316	8	1	2	2	0
7	20100323	3	1	1	4	0
7	20100323	4	1	60	1	0
12	2010	2	1	1	1	0
12	20101	2	1	1	1	0
12	20100316	2	1	1	1	0
4	2010	9	2	2	15	0
4	20101	9	2	2	15	0
4	20100323	9	2	2	15	0
5	2010	9	2	2	15	0
5	20101	9	2	2	15	0
5	20100323	9	2	2	15	0
6	2010	9	2	2	15	0
6	20101	9	2	2	15	0
6	20100323	9	2	2	15	0
7	2010	9	2	2	15	0
7	20101	9	2	2	15	0
7	20100323	9	2	2	15	0
4	2010	10	1	1	1	0
4	20101	10	1	1	1	0
4	20100323	10	1	1	1	0
5	2010	10	1	1	1	0
5	20101	10	1	1	1	0
5	20100323	10	1	1	1	0
6	2010	10	1	1	1	0
6	20101	10	1	1	1	0
6	20100323	10	1	1	1	0
7	2010	10	1	1	1	0
7	20101	10	1	1	1	0
7	20100323	10	1	1	1	0
5	2010	11	1	1	1	0
5	20101	11	1	1	1	0
5	20100323	11	1	1	1	0
6	2010	11	1	1	1	0
6	20101	11	1	1	1	0
6	20100323	11	1	1	1	0
7	2010	11	1	1	1	0
7	20101	11	1	1	1	0
7	20100323	11	1	1	1	0
\.

COPY statistics_v3_01a213429092_b650.fact (source, "position", event_id, stream, type, kind, org, region, day, occurred_at, recorded_at, quantity, people, money, subject, worker, campaign, number) FROM stdin;
intake	12	01a21342-9426-7537-a6a7-d35414ead0e1	consultation-faf20584-a46c-56ba-8102-a0ce445ba428	consultation-recorded	1	320404001-A	320404001	2010-03-16	2010-03-16 02:30:00+00	2026-11-25 15:11:00.149949+00	1	1	\N	\N	律014	双促双助	LS-0002
intake	13	01a21342-9426-7b0e-824c-49d548ba50ab	activity-eaf17844-713d-547c-aa1e-87ed45eecab5	activity-recorded	2	320404001-A	320404001	2010-03-17	2010-03-17 06:00:00+00	2026-11-25 15:11:00.149949+00	1	3	\N	企业0001	律007	双促双助	LS-0003
intake	15	01a21342-9426-7c30-9f09-2da30a838228	activity-dc047665-fa7f-50f7-8e7a-5390902189f2	activity-recorded	3	320404116-C	320404116	2010-03-31	2010-03-31 15:59:00+00	2026-11-25 15:11:00.149949+00	1	4	\N	\N	基002	双促双助	LS-0010
intake	14	01a21342-9426-749d-86dd-5c7db2f6694d	activity-65f33af6-750d-5d35-aee0-fc44b912553a	activity-recorded	4	320404116-C	320404116	2010-03-25	2010-03-25 03:15:00+00	2026-11-25 15:11:00.149949+00	60	1	\N	\N	律021	双促双助	LS-0009
intake	16	01a21342-9438-7a50-8d5e-3e6fcacad31a	activity-aaa772e3-aa27-525e-b025-8d3b56f3065c	activity-recorded	2	320404001-A	320404001	2010-03-18	2010-03-18 01:00:00+00	2026-11-25 15:11:00.157533+00	1	2	\N	企业0001	律007	双促双助	LS-0004
intake	20	01a21342-9447-7fb3-8ff9-dae711974418	activity-520c32c1-ab3e-5092-81ff-8674f256b153	activity-recorded	5	320404116-C	320404116	2010-03-19	2010-03-19 01:30:00+00	2026-11-25 15:11:00.170618+00	1	45	\N	\N	基002	双促双助	LS-0006
intake	17	01a21342-9438-727d-873a-fd98bc831090	activity-51dadbc1-b7e2-5304-ad5e-f1dd15ffe7cc	activity-recorded	6	320404116-C	320404116	2010-03-22	2010-03-22 08:00:00+00	2026-11-25 15:11:00.157533+00	1	1	12800050	企业0002	律021	双促双助	LS-0007
intake	18	01a21342-9447-798d-b379-5b8b9d1d8390	consultation-06d0fab6-88fe-55ee-9825-b0b2f9f3a19b	consultation-recorded	7	320404001-A	320404001	2010-03-16	2010-03-16 01:10:00+00	2026-11-25 15:11:00.170618+00	1	1	\N	\N	律014	双促双助	LS-0001
intake	19	01a21342-9447-709d-8d20-dd2af8f0f74b	consultation-4f4b032d-43a5-50e7-b80b-22998169750f	consultation-recorded	8	320404001-A	320404001	2010-03-18	2010-03-18 07:20:00+00	2026-11-25 15:11:00.170618+00	2	2	\N	\N	公003	双促双助	LS-0005
casework	2	01a21342-949c-70df-b2bd-da8ea05a4fcd	case-3f45a123-6f0e-5bad-b5db-1682d8769981	case-registered	9	320404116-C	320404116	2010-03-23	2010-03-23 02:00:00+00	2026-11-25 15:11:00.255277+00	1	12	\N	\N	律021	双促双助	LS-0008
intake	23	01a21342-9588-7222-9f98-6e531838a67e	consultation-0190b5c4-0000-7000-8000-000000000200	consultation-recorded	1	320404-Z	320404116	2010-03-18	2010-03-18 12:48:00+00	2026-11-25 15:11:00.489163+00	1	1	\N	\N	律014	\N	\N
intake	24	01a21342-95b3-794f-8931-53771e620b80	activity-0190b5c4-0000-7000-8000-000000000201	activity-recorded	2	320404-Z	320404117	2010-03-19	2010-03-19 02:00:00+00	2026-11-25 15:11:00.532421+00	1	1	\N	某厂	律014	\N	\N
casework	4	01a21342-95f2-7e14-990f-34759801132e	case-0190b5c4-0000-7000-8000-000000000202	case-registered	9	320404-Z	320404116	2010-03-24	2010-03-24 02:00:00+00	2026-11-25 15:11:00.596028+00	1	3	\N	\N	律014	\N	\N
casework	9	01a21342-b4d8-757d-8e0f-9ccca7bc75e8	case-0190b5c4-0000-7000-8000-000000000101	case-assigned	10	320404-Z	320404116	2010-03-24	2010-03-24 01:00:00+00	2026-11-25 15:11:08.504747+00	1	1	\N	\N	律021	\N	\N
intake	36	01a21342-cfe1-7a0e-850b-df857a757dba	consultation-0190b5c4-0000-7000-8000-000000000371	consultation-recorded	11	320404-Z	320404	2010-03-25	2010-03-25 01:00:00+00	2026-11-25 15:11:15.426638+00	1	1	\N	\N	公003	\N	\N
\.

COPY statistics_v3_01a213429092_b650.kind (id, matter, channel, provider, grouped) FROM stdin;
1	consultation	phone	lawyer	f
2	enterprise-visit		lawyer	f
3	dispute-mediation		grassroots	f
4	contact-card		lawyer	f
5	training		grassroots	f
6	enterprise-loss		lawyer	f
7	consultation	visit	lawyer	f
8	consultation	visit	notary	f
9	aid-case		lawyer	t
10	aid-case		lawyer	f
11	consultation	web	notary	f
\.

COPY statistics_v3_01a213429092_b650.place (id, code) FROM stdin;
1	320404005
2	320404007
3	320404001
4	320404116
5	3204
6	320404
7	32
8	320404002
9	320404003
10	320404004
11	320404006
12	320404117
\.

COPY statistics_v3_01a213429092_b650.region (code, valid_from, valid_to, name, parent) FROM stdin;
32	-infinity	infinity	江苏省	\N
3204	-infinity	infinity	常州市	32
320404	-infinity	infinity	钟楼区	3204
320404001	-infinity	infinity	五星街道	320404
320404002	-infinity	infinity	永红街道	320404
320404003	-infinity	infinity	北港街道	320404
320404004	-infinity	infinity	西林街道	320404
320404005	-infinity	infinity	南大街街道	320404
320404006	-infinity	infinity	荷花池街道	320404
320404007	-infinity	infinity	新闸街道	320404
320404116	-infinity	infinity	邹区镇	320404
320404117	-infinity	infinity	新设镇	320404
\.

COPY statistics_v3_01a213429092_b650.route (code, first_day, last_day, path) FROM stdin;
32	-infinity	infinity	{7}
3204	-infinity	infinity	{7,5}
320404	-infinity	infinity	{7,5,6}
320404001	-infinity	infinity	{7,5,6,3}
320404002	-infinity	infinity	{7,5,6,8}
320404003	-infinity	infinity	{7,5,6,9}
320404004	-infinity	infinity	{7,5,6,10}
320404005	-infinity	infinity	{7,5,6,1}
320404006	-infinity	infinity	{7,5,6,11}
320404007	-infinity	infinity	{7,5,6,2}
320404116	-infinity	infinity	{7,5,6,4}
320404117	-infinity	infinity	{7,5,6,12}
\.

COPY statistics_v3_01a213429092_b650.seen (place, kind, by_worker, bucket, name, first) FROM stdin;
3	2	f	-20100308	企业0001	20100316
3	2	f	2010	企业0001	20100316
3	2	f	20100316	企业0001	20100316
4	6	f	-20100308	企业0002	20100316
4	6	f	2010	企业0002	20100316
4	6	f	20100316	企业0002	20100316
5	2	f	-20100308	企业0001	20100316
5	2	f	-20100308	某厂	20100316
5	2	f	2010	企业0001	20100316
5	2	f	2010	某厂	20100316
5	2	f	20100316	企业0001	20100316
5	2	f	20100316	某厂	20100316
5	6	f	-20100308	企业0002	20100316
5	6	f	2010	企业0002	20100316
5	6	f	20100316	企业0002	20100316
6	2	f	-20100308	企业0001	20100316
6	2	f	-20100308	某厂	20100316
6	2	f	2010	企业0001	20100316
6	2	f	2010	某厂	20100316
6	2	f	20100316	企业0001	20100316
6	2	f	20100316	某厂	20100316
6	6	f	-20100308	企业0002	20100316
6	6	f	2010	企业0002	20100316
6	6	f	20100316	企业0002	20100316
7	2	f	-20100308	企业0001	20100316
7	2	f	-20100308	某厂	20100316
7	2	f	2010	企业0001	20100316
7	2	f	2010	某厂	20100316
7	2	f	20100316	企业0001	20100316
7	2	f	20100316	某厂	20100316
7	6	f	-20100308	企业0002	20100316
7	6	f	2010	企业0002	20100316
7	6	f	20100316	企业0002	20100316
12	2	f	-20100308	某厂	20100316
12	2	f	2010	某厂	20100316
12	2	f	20100316	某厂	20100316
\.

COPY statistics_v3_01a213429092_b650.summed (source, upto) FROM stdin;
casework	9
intake	36
\.

COPY statistics_v3_01a213429092_b650.waiting (region) FROM stdin;
\.

COPY statistics_v3_01a213429092_b650.worker_counted (matter) FROM stdin;
government-adviser
\.

SELECT pg_catalog.setval('statistics_v3_01a213429092_b650.kind_id_seq', 11, true);

SELECT pg_catalog.setval('statistics_v3_01a213429092_b650.place_id_seq', 12, true);

ALTER TABLE ONLY kernel.blind_index
    ADD CONSTRAINT blind_index_pkey PRIMARY KEY (kind, digest);

ALTER TABLE ONLY kernel.checkpoint
    ADD CONSTRAINT checkpoint_pkey PRIMARY KEY (consumer, source);

ALTER TABLE ONLY kernel.deadline
    ADD CONSTRAINT deadline_pkey PRIMARY KEY (process, instance, name);

ALTER TABLE ONLY kernel.event
    ADD CONSTRAINT event_pkey PRIMARY KEY ("position");

ALTER TABLE ONLY kernel.event
    ADD CONSTRAINT event_stream_version_key UNIQUE (stream, version);

ALTER TABLE ONLY kernel.log_head
    ADD CONSTRAINT log_head_pkey PRIMARY KEY (one);

ALTER TABLE ONLY kernel.parked
    ADD CONSTRAINT parked_pkey PRIMARY KEY (consumer, source, "position");

ALTER TABLE ONLY kernel.person_key
    ADD CONSTRAINT person_key_pkey PRIMARY KEY (subject);

ALTER TABLE ONLY kernel.receipt
    ADD CONSTRAINT receipt_pkey PRIMARY KEY (command_id);

ALTER TABLE ONLY kernel.refused_post
    ADD CONSTRAINT refused_post_pkey PRIMARY KEY ("position", posted_ns);

ALTER TABLE ONLY kernel.view_build
    ADD CONSTRAINT view_build_pkey PRIMARY KEY (build);

ALTER TABLE ONLY public.migration
    ADD CONSTRAINT migration_pkey PRIMARY KEY (name);

ALTER TABLE ONLY statistics_v3_01a213429092_b650.cube
    ADD CONSTRAINT cube_pkey PRIMARY KEY (place, bucket, kind);

ALTER TABLE ONLY statistics_v3_01a213429092_b650.fact
    ADD CONSTRAINT fact_pkey PRIMARY KEY (source, "position");

ALTER TABLE ONLY statistics_v3_01a213429092_b650.kind
    ADD CONSTRAINT kind_matter_channel_provider_grouped_key UNIQUE (matter, channel, provider, grouped);

ALTER TABLE ONLY statistics_v3_01a213429092_b650.kind
    ADD CONSTRAINT kind_pkey PRIMARY KEY (id);

ALTER TABLE ONLY statistics_v3_01a213429092_b650.place
    ADD CONSTRAINT place_code_key UNIQUE (code);

ALTER TABLE ONLY statistics_v3_01a213429092_b650.place
    ADD CONSTRAINT place_pkey PRIMARY KEY (id);

ALTER TABLE ONLY statistics_v3_01a213429092_b650.region
    ADD CONSTRAINT region_pkey PRIMARY KEY (code, valid_from);

ALTER TABLE ONLY statistics_v3_01a213429092_b650.route
    ADD CONSTRAINT route_pkey PRIMARY KEY (code, first_day);

ALTER TABLE ONLY statistics_v3_01a213429092_b650.seen
    ADD CONSTRAINT seen_pkey PRIMARY KEY (place, kind, by_worker, bucket, name) INCLUDE (first);

ALTER TABLE ONLY statistics_v3_01a213429092_b650.summed
    ADD CONSTRAINT summed_pkey PRIMARY KEY (source);

ALTER TABLE ONLY statistics_v3_01a213429092_b650.waiting
    ADD CONSTRAINT waiting_pkey PRIMARY KEY (region);

ALTER TABLE ONLY statistics_v3_01a213429092_b650.worker_counted
    ADD CONSTRAINT worker_counted_pkey PRIMARY KEY (matter);

CREATE INDEX blind_index_subject ON kernel.blind_index USING btree (subject);

CREATE INDEX deadline_due ON kernel.deadline USING btree (due_at);

CREATE INDEX refused_post_command ON kernel.refused_post USING btree (command_id);

CREATE UNIQUE INDEX view_build_live ON kernel.view_build USING btree (view) WHERE live;

CREATE INDEX fact_kind_day ON statistics_v3_01a213429092_b650.fact USING btree (kind, day);

CREATE INDEX fact_org_day ON statistics_v3_01a213429092_b650.fact USING btree (org, day);

CREATE INDEX region_parent ON statistics_v3_01a213429092_b650.region USING btree (parent);

CREATE TRIGGER event_is_append_only BEFORE DELETE OR UPDATE ON kernel.event FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();

CREATE TRIGGER event_is_never_truncated BEFORE TRUNCATE ON kernel.event FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();

GRANT USAGE ON SCHEMA kernel TO auditor;
GRANT USAGE ON SCHEMA kernel TO reporting;

REVOKE USAGE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO reporting;
GRANT USAGE ON SCHEMA public TO auditor;
GRANT ALL ON SCHEMA public TO reporting_owner;

GRANT USAGE ON SCHEMA statistics_v3_01a213429092_b650 TO auditor;
GRANT USAGE ON SCHEMA statistics_v3_01a213429092_b650 TO reporting;

REVOKE ALL ON FUNCTION kernel.append_v1(e_stream text, e_version text, e_id uuid[], e_type text, e_schema text, e_micros text, e_actor text, e_org text, e_region text, e_command uuid[], e_correlation uuid[], e_causation uuid[], e_data text, e_digest bytea, r_command uuid[], r_request bytea, r_last text, refusals jsonb, OUT base bigint, OUT stamp timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION kernel.append_v1(e_stream text, e_version text, e_id uuid[], e_type text, e_schema text, e_micros text, e_actor text, e_org text, e_region text, e_command uuid[], e_correlation uuid[], e_causation uuid[], e_data text, e_digest bytea, r_command uuid[], r_request bytea, r_last text, refusals jsonb, OUT base bigint, OUT stamp timestamp with time zone) TO reporting;

REVOKE ALL ON FUNCTION kernel.refuse_change() FROM PUBLIC;
GRANT ALL ON FUNCTION kernel.refuse_change() TO reporting;

GRANT SELECT ON TABLE statistics_v3_01a213429092_b650.fact TO auditor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE statistics_v3_01a213429092_b650.fact TO reporting;

GRANT SELECT ON TABLE statistics_v3_01a213429092_b650.route TO auditor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE statistics_v3_01a213429092_b650.route TO reporting;

REVOKE ALL ON FUNCTION statistics_v3_01a213429092_b650.facts_of(place integer, org text, kinds integer[], first_day date, last_day date, sources text[], positions bigint[], until timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION statistics_v3_01a213429092_b650.facts_of(place integer, org text, kinds integer[], first_day date, last_day date, sources text[], positions bigint[], until timestamp with time zone) TO reporting;
GRANT ALL ON FUNCTION statistics_v3_01a213429092_b650.facts_of(place integer, org text, kinds integer[], first_day date, last_day date, sources text[], positions bigint[], until timestamp with time zone) TO auditor;

REVOKE ALL ON FUNCTION statistics_v3_01a213429092_b650.part_of(day date) FROM PUBLIC;
GRANT ALL ON FUNCTION statistics_v3_01a213429092_b650.part_of(day date) TO reporting;
GRANT ALL ON FUNCTION statistics_v3_01a213429092_b650.part_of(day date) TO auditor;

GRANT SELECT ON TABLE statistics_v3_01a213429092_b650.kind TO auditor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE statistics_v3_01a213429092_b650.kind TO reporting;

GRANT SELECT ON TABLE statistics_v3_01a213429092_b650.worker_counted TO auditor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE statistics_v3_01a213429092_b650.worker_counted TO reporting;

REVOKE ALL ON FUNCTION statistics_v3_01a213429092_b650.names_of(source text, after bigint, upto bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION statistics_v3_01a213429092_b650.names_of(source text, after bigint, upto bigint) TO reporting;
GRANT ALL ON FUNCTION statistics_v3_01a213429092_b650.names_of(source text, after bigint, upto bigint) TO auditor;

GRANT SELECT ON TABLE statistics_v3_01a213429092_b650.region TO auditor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE statistics_v3_01a213429092_b650.region TO reporting;

REVOKE ALL ON FUNCTION statistics_v3_01a213429092_b650.spans_of(division text) FROM PUBLIC;
GRANT ALL ON FUNCTION statistics_v3_01a213429092_b650.spans_of(division text) TO reporting;
GRANT ALL ON FUNCTION statistics_v3_01a213429092_b650.spans_of(division text) TO auditor;

REVOKE ALL ON FUNCTION statistics_v3_01a213429092_b650.sums_of(source text, after bigint, upto bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION statistics_v3_01a213429092_b650.sums_of(source text, after bigint, upto bigint) TO reporting;
GRANT ALL ON FUNCTION statistics_v3_01a213429092_b650.sums_of(source text, after bigint, upto bigint) TO auditor;

GRANT SELECT ON TABLE statistics_v3_01a213429092_b650.summed TO auditor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE statistics_v3_01a213429092_b650.summed TO reporting;

REVOKE ALL ON FUNCTION statistics_v3_01a213429092_b650.unsummed_of(place integer) FROM PUBLIC;
GRANT ALL ON FUNCTION statistics_v3_01a213429092_b650.unsummed_of(place integer) TO reporting;
GRANT ALL ON FUNCTION statistics_v3_01a213429092_b650.unsummed_of(place integer) TO auditor;

GRANT SELECT ON TABLE kernel.blind_index TO auditor;
GRANT SELECT,INSERT,DELETE ON TABLE kernel.blind_index TO reporting;

GRANT SELECT ON TABLE kernel.checkpoint TO auditor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE kernel.checkpoint TO reporting;

GRANT SELECT ON TABLE kernel.deadline TO auditor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE kernel.deadline TO reporting;

GRANT SELECT ON TABLE kernel.event TO auditor;
GRANT SELECT ON TABLE kernel.event TO reporting;

GRANT SELECT ON TABLE kernel.log_head TO auditor;
GRANT SELECT ON TABLE kernel.log_head TO reporting;

GRANT SELECT ON TABLE kernel.parked TO auditor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE kernel.parked TO reporting;

GRANT SELECT ON TABLE kernel.person_key TO auditor;
GRANT SELECT,INSERT ON TABLE kernel.person_key TO reporting;

GRANT UPDATE(wrapped) ON TABLE kernel.person_key TO reporting;

GRANT SELECT ON TABLE kernel.receipt TO auditor;
GRANT SELECT ON TABLE kernel.receipt TO reporting;

GRANT SELECT ON TABLE kernel.refused_post TO auditor;
GRANT SELECT,INSERT ON TABLE kernel.refused_post TO reporting;

GRANT SELECT ON TABLE kernel.view_build TO auditor;
GRANT SELECT ON TABLE kernel.view_build TO reporting;

GRANT SELECT ON TABLE public.migration TO auditor;

GRANT SELECT ON TABLE statistics_v3_01a213429092_b650.cube TO auditor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE statistics_v3_01a213429092_b650.cube TO reporting;

GRANT SELECT ON TABLE statistics_v3_01a213429092_b650.cube_now TO auditor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE statistics_v3_01a213429092_b650.cube_now TO reporting;

GRANT SELECT ON SEQUENCE statistics_v3_01a213429092_b650.kind_id_seq TO auditor;
GRANT USAGE ON SEQUENCE statistics_v3_01a213429092_b650.kind_id_seq TO reporting;

GRANT SELECT ON TABLE statistics_v3_01a213429092_b650.place TO auditor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE statistics_v3_01a213429092_b650.place TO reporting;

GRANT SELECT ON SEQUENCE statistics_v3_01a213429092_b650.place_id_seq TO auditor;
GRANT USAGE ON SEQUENCE statistics_v3_01a213429092_b650.place_id_seq TO reporting;

GRANT SELECT ON TABLE statistics_v3_01a213429092_b650.seen TO auditor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE statistics_v3_01a213429092_b650.seen TO reporting;

GRANT SELECT ON TABLE statistics_v3_01a213429092_b650.seen_now TO auditor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE statistics_v3_01a213429092_b650.seen_now TO reporting;

GRANT SELECT ON TABLE statistics_v3_01a213429092_b650.waiting TO auditor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE statistics_v3_01a213429092_b650.waiting TO reporting;

ALTER DEFAULT PRIVILEGES FOR ROLE reporting_owner GRANT SELECT ON SEQUENCES TO auditor;

ALTER DEFAULT PRIVILEGES FOR ROLE reporting_owner REVOKE ALL ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE reporting_owner GRANT ALL ON FUNCTIONS TO reporting;

ALTER DEFAULT PRIVILEGES FOR ROLE reporting_owner GRANT USAGE ON SCHEMAS TO auditor;

ALTER DEFAULT PRIVILEGES FOR ROLE reporting_owner GRANT SELECT ON TABLES TO auditor;
