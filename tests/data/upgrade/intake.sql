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

CREATE SCHEMA applications_v1_01a213428fd5_5c56;

ALTER SCHEMA applications_v1_01a213428fd5_5c56 OWNER TO intake_owner;

CREATE SCHEMA kernel;

ALTER SCHEMA kernel OWNER TO intake_owner;

CREATE SCHEMA regions_v1_01a213428fc9_2ec0;

ALTER SCHEMA regions_v1_01a213428fc9_2ec0 OWNER TO intake_owner;

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

ALTER FUNCTION kernel.append_v1(e_stream text, e_version text, e_id uuid[], e_type text, e_schema text, e_micros text, e_actor text, e_org text, e_region text, e_command uuid[], e_correlation uuid[], e_causation uuid[], e_data text, e_digest bytea, r_command uuid[], r_request bytea, r_last text, refusals jsonb, OUT base bigint, OUT stamp timestamp with time zone) OWNER TO intake_owner;

CREATE FUNCTION kernel.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    raise exception 'the event table is append-only' using errcode = 'ES003';
end $$;

ALTER FUNCTION kernel.refuse_change() OWNER TO intake_owner;

SET default_tablespace = '';

SET default_table_access_method = heap;

CREATE TABLE applications_v1_01a213428fd5_5c56.application (
    application_id uuid NOT NULL,
    applicant uuid NOT NULL,
    org text NOT NULL,
    region text NOT NULL,
    matter text NOT NULL,
    received_at timestamp with time zone NOT NULL,
    decide_by date NOT NULL,
    status text NOT NULL,
    document text
);

ALTER TABLE applications_v1_01a213428fd5_5c56.application OWNER TO intake_owner;

CREATE TABLE kernel.blind_index (
    kind text NOT NULL,
    digest bytea NOT NULL,
    subject uuid NOT NULL
);

ALTER TABLE kernel.blind_index OWNER TO intake_owner;

CREATE TABLE kernel.checkpoint (
    consumer text NOT NULL,
    source text NOT NULL,
    "position" bigint NOT NULL,
    build text DEFAULT ''::text NOT NULL,
    hash bytea,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE kernel.checkpoint OWNER TO intake_owner;

CREATE TABLE kernel.deadline (
    process text NOT NULL,
    instance text NOT NULL,
    name text NOT NULL,
    due_at timestamp with time zone NOT NULL,
    org text NOT NULL,
    region text NOT NULL
);

ALTER TABLE kernel.deadline OWNER TO intake_owner;

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

ALTER TABLE kernel.event OWNER TO intake_owner;

COMMENT ON COLUMN kernel.event.data IS 'json, not jsonb: the text is kept byte for byte, for the hash and for the relay';

CREATE TABLE kernel.log_head (
    one boolean DEFAULT true NOT NULL,
    "position" bigint NOT NULL,
    hash bytea NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT log_head_one_check CHECK (one)
);

ALTER TABLE kernel.log_head OWNER TO intake_owner;

CREATE TABLE kernel.parked (
    consumer text NOT NULL,
    source text NOT NULL,
    "position" bigint NOT NULL,
    stream text NOT NULL,
    type text NOT NULL,
    error text NOT NULL,
    parked_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE kernel.parked OWNER TO intake_owner;

CREATE TABLE kernel.person_key (
    subject text NOT NULL,
    wrapped bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE kernel.person_key OWNER TO intake_owner;

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

ALTER TABLE kernel.receipt OWNER TO intake_owner;

CREATE TABLE kernel.refused_post (
    "position" bigint NOT NULL,
    posted_ns bigint NOT NULL,
    subject text NOT NULL,
    command_id uuid,
    code text NOT NULL,
    reason text NOT NULL,
    refused_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE kernel.refused_post OWNER TO intake_owner;

CREATE TABLE kernel.view_build (
    view text NOT NULL,
    build text NOT NULL,
    live boolean NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE kernel.view_build OWNER TO intake_owner;

CREATE TABLE public.migration (
    name text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.migration OWNER TO intake_owner;

CREATE TABLE regions_v1_01a213428fc9_2ec0.region (
    code text NOT NULL,
    name text NOT NULL,
    parent text
);

ALTER TABLE regions_v1_01a213428fc9_2ec0.region OWNER TO intake_owner;

COPY applications_v1_01a213428fd5_5c56.application (application_id, applicant, org, region, matter, received_at, decide_by, status, document) FROM stdin;
0190b5c4-0000-7000-8000-000000000103	01a21342-966b-7af5-83f3-0f6d4070a5c5	320404-Z	320404	labour	2010-03-20 01:00:00+00	2010-03-27	received	\N
0190b5c4-0000-7000-8000-000000000101	01a21342-960f-73c1-9c19-0ad3fb4cc141	320404-Z	320404	labour	2010-03-20 01:00:00+00	2010-03-27	granted	钟援决〔2010〕22号
0190b5c4-0000-7000-8000-000000000102	01a21342-9642-70c3-9f21-1aa8978bdd06	320404-Z	320404	labour	2010-03-20 01:00:00+00	2010-03-27	refused	钟援决〔2010〕23号
0190b5c4-0000-7000-8000-000000000104	01a21342-96a3-7ded-98c7-ac490cf384ed	320404-Z	320404	labour	2010-03-20 01:00:00+00	2010-03-27	granted	钟援决〔2010〕24号
\.

COPY kernel.blind_index (kind, digest, subject) FROM stdin;
resident-id	\\x6fd9d53c2457c3d8b79c1e1531ce3a7af8446d46b5b41962953977b404ac7125	01a21342-960f-73c1-9c19-0ad3fb4cc141
resident-id	\\x65b6176097f4f1dbade222f3ea2a4cd9e79e40d2dd2fc8eb3a5087ed2e862ae5	01a21342-9642-70c3-9f21-1aa8978bdd06
resident-id	\\xf6345d9edaa8e640aea3e1eb6956c800c0394085ff293a91838c3cb00494efa0	01a21342-96a3-7ded-98c7-ac490cf384ed
\.

COPY kernel.checkpoint (consumer, source, "position", build, hash, updated_at) FROM stdin;
regions	intake	0	regions_v1_01a213428fc9_2ec0	\N	2026-11-25 15:10:59.016893+00
applications	intake	0	applications_v1_01a213428fd5_5c56	\N	2026-11-25 15:10:59.029281+00
\.

COPY kernel.deadline (process, instance, name, due_at, org, region) FROM stdin;
\.

COPY kernel.event ("position", stream, version, event_id, type, schema, occurred_at, recorded_at, actor, org, region, command_id, correlation_id, causation_id, data, hash) FROM stdin;
1	region-32	1	01a21342-9095-754c-872e-a63c6df09023	region-registered	1	1949-09-30 16:00:00+00	2026-11-25 15:10:59.244156+00	register	register	32	f7c4fee3-bce3-5d54-b944-c100cd320337	f7c4fee3-bce3-5d54-b944-c100cd320337	f7c4fee3-bce3-5d54-b944-c100cd320337	{"code":"32","name":"江苏省"}	\\x15717f16aac651998410bdb4a70d94029bc635754178e70b68d203a604dcc803
2	region-3204	1	01a21342-9095-7a18-9a0a-8fe55ed1a399	region-registered	1	1949-09-30 16:00:00+00	2026-11-25 15:10:59.244156+00	register	register	3204	5eb6b110-e6ce-5f49-b308-f1b7a00ba057	5eb6b110-e6ce-5f49-b308-f1b7a00ba057	5eb6b110-e6ce-5f49-b308-f1b7a00ba057	{"code":"3204","name":"常州市","parent":"32"}	\\x023af652f1bfa29b06e7f01ef020d6e31b1e808d79e387f021772de1e94d899d
3	region-320404	1	01a21342-9095-70e4-8509-aed856877a9c	region-registered	1	1949-09-30 16:00:00+00	2026-11-25 15:10:59.244156+00	register	register	320404	8da41f85-1eed-5ab5-a53f-ef3e97d6d5d1	8da41f85-1eed-5ab5-a53f-ef3e97d6d5d1	8da41f85-1eed-5ab5-a53f-ef3e97d6d5d1	{"code":"320404","name":"钟楼区","parent":"3204"}	\\x699aea09501c766fcb0a9b80ed08cdbef4ecd41d9830fbe091da5c3714193703
4	region-320404001	1	01a21342-9095-7b2b-ac92-411d71c022e9	region-registered	1	1949-09-30 16:00:00+00	2026-11-25 15:10:59.244156+00	register	register	320404001	d266b38a-8b82-5a94-a29d-41ce1f530f9e	d266b38a-8b82-5a94-a29d-41ce1f530f9e	d266b38a-8b82-5a94-a29d-41ce1f530f9e	{"code":"320404001","name":"五星街道","parent":"320404"}	\\xabc6939e7a3e0c292bc4e6edb2d079a47b220a8ab4ff903478b7abb93b07e2e3
5	region-320404002	1	01a21342-9095-7667-801b-2dee909f7dcd	region-registered	1	1949-09-30 16:00:00+00	2026-11-25 15:10:59.244156+00	register	register	320404002	3d47542b-1a2e-56e4-b39e-00c616034e49	3d47542b-1a2e-56e4-b39e-00c616034e49	3d47542b-1a2e-56e4-b39e-00c616034e49	{"code":"320404002","name":"永红街道","parent":"320404"}	\\x444f52b0a86d888f34878495c0dfa5e74305ca40806b957e7d11a2de9b100815
6	region-320404003	1	01a21342-9095-7581-b221-bfc653f4745b	region-registered	1	1949-09-30 16:00:00+00	2026-11-25 15:10:59.244156+00	register	register	320404003	1667ccac-f880-5f60-b51d-cc8e975b637c	1667ccac-f880-5f60-b51d-cc8e975b637c	1667ccac-f880-5f60-b51d-cc8e975b637c	{"code":"320404003","name":"北港街道","parent":"320404"}	\\x3288bebbc4de7878159319315dbac5277be6b5ac174ee9f641260378330955bb
7	region-320404004	1	01a21342-9095-72c6-98fd-1c606090427c	region-registered	1	1949-09-30 16:00:00+00	2026-11-25 15:10:59.244156+00	register	register	320404004	e62dd42b-5681-5f83-93aa-d0d841769e01	e62dd42b-5681-5f83-93aa-d0d841769e01	e62dd42b-5681-5f83-93aa-d0d841769e01	{"code":"320404004","name":"西林街道","parent":"320404"}	\\x17dc05d35c6aa6ef4faed9fd8ca49ccd3132824a1d7a14d789981eb3415713a6
8	region-320404005	1	01a21342-9095-7dda-aaa9-237efbb0a579	region-registered	1	1949-09-30 16:00:00+00	2026-11-25 15:10:59.244156+00	register	register	320404005	695065e9-e712-5587-947e-9f32834f26cc	695065e9-e712-5587-947e-9f32834f26cc	695065e9-e712-5587-947e-9f32834f26cc	{"code":"320404005","name":"南大街街道","parent":"320404"}	\\x90bd93d12730842d4c256a32c0d09de67818aa6b153667b4285aec9a00e64fee
9	region-320404006	1	01a21342-9095-7bbe-a662-8d6b82c76812	region-registered	1	1949-09-30 16:00:00+00	2026-11-25 15:10:59.244156+00	register	register	320404006	3b1d3b28-0aa3-5b6d-93ca-c80994d5e6e0	3b1d3b28-0aa3-5b6d-93ca-c80994d5e6e0	3b1d3b28-0aa3-5b6d-93ca-c80994d5e6e0	{"code":"320404006","name":"荷花池街道","parent":"320404"}	\\x437d046abdffc8e38d4bbec2b0f971cdcc4b3ac757b247793a1767f93fb6b556
10	region-320404007	1	01a21342-9095-705e-af0b-a6a3d7279112	region-registered	1	1949-09-30 16:00:00+00	2026-11-25 15:10:59.244156+00	register	register	320404007	0e7cb725-59c2-5d4b-bce8-98f12d0220a3	0e7cb725-59c2-5d4b-bce8-98f12d0220a3	0e7cb725-59c2-5d4b-bce8-98f12d0220a3	{"code":"320404007","name":"新闸街道","parent":"320404"}	\\x2d5416030c6f079734f53869eb91506ddd201842112bb9eae4d7b79bb9425dd6
11	region-320404116	1	01a21342-9095-7ee0-80de-c17598f6bd04	region-registered	1	1949-09-30 16:00:00+00	2026-11-25 15:10:59.244156+00	register	register	320404116	0832b599-560d-5985-a080-9628ceab7c98	0832b599-560d-5985-a080-9628ceab7c98	0832b599-560d-5985-a080-9628ceab7c98	{"code":"320404116","name":"邹区镇","parent":"320404"}	\\x995e41452d55b77ef68107cb3ab1847e55b4c71c4e794aefe5760db196be210a
12	consultation-faf20584-a46c-56ba-8102-a0ce445ba428	1	01a21342-9426-7537-a6a7-d35414ead0e1	consultation-recorded	1	2010-03-16 02:30:00+00	2026-11-25 15:11:00.149949+00	律014	320404001-A	320404001	faf20584-a46c-56ba-8102-a0ce445ba428	faf20584-a46c-56ba-8102-a0ce445ba428	faf20584-a46c-56ba-8102-a0ce445ba428	{"provider":"lawyer","worker":"律014","channel":"phone","quantity":1,"people":1,"campaign":"双促双助","number":"LS-0002"}	\\xd3a7ab323f2418f1257f51b313390d8ee18042bfb0bc2301a272de1151914249
13	activity-eaf17844-713d-547c-aa1e-87ed45eecab5	1	01a21342-9426-7b0e-824c-49d548ba50ab	activity-recorded	1	2010-03-17 06:00:00+00	2026-11-25 15:11:00.149949+00	律007	320404001-A	320404001	eaf17844-713d-547c-aa1e-87ed45eecab5	eaf17844-713d-547c-aa1e-87ed45eecab5	eaf17844-713d-547c-aa1e-87ed45eecab5	{"matter":"enterprise-visit","provider":"lawyer","worker":"律007","quantity":1,"people":3,"served":"企业0001","grouped":false,"campaign":"双促双助","number":"LS-0003"}	\\x4734a717297ae950f1ed4586c69c24fcd739e6bf639d577e39a8ed9e492e16d7
14	activity-65f33af6-750d-5d35-aee0-fc44b912553a	1	01a21342-9426-749d-86dd-5c7db2f6694d	activity-recorded	1	2010-03-25 03:15:00+00	2026-11-25 15:11:00.149949+00	律021	320404116-C	320404116	65f33af6-750d-5d35-aee0-fc44b912553a	65f33af6-750d-5d35-aee0-fc44b912553a	65f33af6-750d-5d35-aee0-fc44b912553a	{"matter":"contact-card","provider":"lawyer","worker":"律021","quantity":60,"people":1,"grouped":false,"campaign":"双促双助","number":"LS-0009"}	\\xe5603c4fc7fcd02a6fab3bb38290347d7c13663dda621e2acfca83839603ce9e
15	activity-dc047665-fa7f-50f7-8e7a-5390902189f2	1	01a21342-9426-7c30-9f09-2da30a838228	activity-recorded	1	2010-03-31 15:59:00+00	2026-11-25 15:11:00.149949+00	基002	320404116-C	320404116	dc047665-fa7f-50f7-8e7a-5390902189f2	dc047665-fa7f-50f7-8e7a-5390902189f2	dc047665-fa7f-50f7-8e7a-5390902189f2	{"matter":"dispute-mediation","provider":"grassroots","worker":"基002","quantity":1,"people":4,"grouped":false,"campaign":"双促双助","number":"LS-0010"}	\\xcc7e6ec83aff907567e8ca1c9bcd95a6ba39c6213da94f90c0ab7773ee4d20ee
16	activity-aaa772e3-aa27-525e-b025-8d3b56f3065c	1	01a21342-9438-7a50-8d5e-3e6fcacad31a	activity-recorded	1	2010-03-18 01:00:00+00	2026-11-25 15:11:00.157533+00	律007	320404001-A	320404001	aaa772e3-aa27-525e-b025-8d3b56f3065c	aaa772e3-aa27-525e-b025-8d3b56f3065c	aaa772e3-aa27-525e-b025-8d3b56f3065c	{"matter":"enterprise-visit","provider":"lawyer","worker":"律007","quantity":1,"people":2,"served":"企业0001","grouped":false,"campaign":"双促双助","number":"LS-0004","note":"sealed:A256GCM:aaa772e3-aa27-525e-b025-8d3b56f3065c:x35N0FZcCKAbdFCtA94cc0RMuHqhc1KRODQU-aFZC7dXq4PB2a7T9PSJqyEtc_C0BGEn7QRDNjhokOc"}	\\x2870f26da641c90aefaf3e14264518aadd87e45cd4d6c257d5d9fc653e081b2c
17	activity-51dadbc1-b7e2-5304-ad5e-f1dd15ffe7cc	1	01a21342-9438-727d-873a-fd98bc831090	activity-recorded	1	2010-03-22 08:00:00+00	2026-11-25 15:11:00.157533+00	律021	320404116-C	320404116	51dadbc1-b7e2-5304-ad5e-f1dd15ffe7cc	51dadbc1-b7e2-5304-ad5e-f1dd15ffe7cc	51dadbc1-b7e2-5304-ad5e-f1dd15ffe7cc	{"matter":"enterprise-loss","provider":"lawyer","worker":"律021","quantity":1,"people":1,"money":12800050,"served":"企业0002","grouped":false,"campaign":"双促双助","number":"LS-0007"}	\\x806827388517936a60c242da09e04cfb450f8c87cf2aa72d5bd2a160b28a23be
18	consultation-06d0fab6-88fe-55ee-9825-b0b2f9f3a19b	1	01a21342-9447-798d-b379-5b8b9d1d8390	consultation-recorded	1	2010-03-16 01:10:00+00	2026-11-25 15:11:00.170618+00	律014	320404001-A	320404001	06d0fab6-88fe-55ee-9825-b0b2f9f3a19b	06d0fab6-88fe-55ee-9825-b0b2f9f3a19b	06d0fab6-88fe-55ee-9825-b0b2f9f3a19b	{"provider":"lawyer","worker":"律014","channel":"visit","quantity":1,"people":1,"campaign":"双促双助","number":"LS-0001","note":"sealed:A256GCM:06d0fab6-88fe-55ee-9825-b0b2f9f3a19b:ELdJjaR1-GZz9yQ6ANQ0INsVJe2JngGNZgI0ZX0tVLPhmN16o2OBzizcjbm957br414_r9EOKQ"}	\\x7d108c74d7b234f7fead274be069d7fa6334a38161a857e009f112c2665fe7b5
19	consultation-4f4b032d-43a5-50e7-b80b-22998169750f	1	01a21342-9447-709d-8d20-dd2af8f0f74b	consultation-recorded	1	2010-03-18 07:20:00+00	2026-11-25 15:11:00.170618+00	公003	320404001-A	320404001	4f4b032d-43a5-50e7-b80b-22998169750f	4f4b032d-43a5-50e7-b80b-22998169750f	4f4b032d-43a5-50e7-b80b-22998169750f	{"provider":"notary","worker":"公003","channel":"visit","quantity":2,"people":2,"campaign":"双促双助","number":"LS-0005"}	\\xcf8ec466824d371fe8c15f9973f0e6a87ecb610e7ca7e1a96f5b0f7d3c6406fb
20	activity-520c32c1-ab3e-5092-81ff-8674f256b153	1	01a21342-9447-7fb3-8ff9-dae711974418	activity-recorded	1	2010-03-19 01:30:00+00	2026-11-25 15:11:00.170618+00	基002	320404116-C	320404116	520c32c1-ab3e-5092-81ff-8674f256b153	520c32c1-ab3e-5092-81ff-8674f256b153	520c32c1-ab3e-5092-81ff-8674f256b153	{"matter":"training","provider":"grassroots","worker":"基002","quantity":1,"people":45,"grouped":false,"campaign":"双促双助","number":"LS-0006"}	\\x0d7b24d4534d471f2a937c87484a96f1676fefeb99a45bdf75a5e0078979abd1
21	activity-3f45a123-6f0e-5bad-b5db-1682d8769981	1	01a21342-944d-722f-833f-e44ceeddb03b	aid-case-reported	1	2010-03-23 02:00:00+00	2026-11-25 15:11:00.176646+00	律021	320404116-C	320404116	3f45a123-6f0e-5bad-b5db-1682d8769981	3f45a123-6f0e-5bad-b5db-1682d8769981	3f45a123-6f0e-5bad-b5db-1682d8769981	{"provider":"lawyer","worker":"律021","quantity":1,"people":12,"grouped":true,"campaign":"双促双助","number":"LS-0008","note":"sealed:A256GCM:3f45a123-6f0e-5bad-b5db-1682d8769981:05Yq9AIC-W_3fxIIUsQEjE5JCrWewWPRGENmvSbl5U8iJ2luDPm1s9MKPG85BLVJQPs"}	\\x940b8ba8ced83a421f1813713957f69b8ed8bce01a71a4ef63e375e61e44b0e6
22	region-320404117	1	01a21342-9545-7451-86d7-f5e00f371fbe	region-registered	1	2010-01-01 00:00:00+00	2026-11-25 15:11:00.422345+00	窗口1	320404-Z	320404	0190b5c4-0000-7000-8000-000000000001	0190b5c4-0000-7000-8000-000000000001	0190b5c4-0000-7000-8000-000000000001	{"code":"320404117","name":"新设镇","parent":"320404"}	\\x8ac0fb120325f76c3fad69f9a1618d8ce00bb6a18f781311592231b7c6f1c249
23	consultation-0190b5c4-0000-7000-8000-000000000200	1	01a21342-9588-7222-9f98-6e531838a67e	consultation-recorded	1	2010-03-18 12:48:00+00	2026-11-25 15:11:00.489163+00	窗口1	320404-Z	320404116	0190b5c4-0000-7000-8000-000000000002	0190b5c4-0000-7000-8000-000000000002	0190b5c4-0000-7000-8000-000000000002	{"provider":"lawyer","worker":"律014","channel":"phone","quantity":1,"people":1,"note":"sealed:A256GCM:0190b5c4-0000-7000-8000-000000000200:UFmPzJOqwjWaxORs4s4YIpryhGjn09t67OwItnSVNRfvLGRJHO5xoH2yO3dol4U6lQ"}	\\xbd38bd8be96f870ba1c459a12bd087366280f6f4e222f9d3bb01262c46be8ab0
24	activity-0190b5c4-0000-7000-8000-000000000201	1	01a21342-95b3-794f-8931-53771e620b80	activity-recorded	1	2010-03-19 02:00:00+00	2026-11-25 15:11:00.532421+00	窗口1	320404-Z	320404117	0190b5c4-0000-7000-8000-000000000003	0190b5c4-0000-7000-8000-000000000003	0190b5c4-0000-7000-8000-000000000003	{"matter":"enterprise-visit","provider":"lawyer","worker":"律014","quantity":1,"people":1,"served":"某厂","grouped":false}	\\xe0a684c4021c6492f7509dbcda282afc3e2dbd7b02fd7a320fa2bbd69e3895bd
25	activity-0190b5c4-0000-7000-8000-000000000202	1	01a21342-95e1-785f-93a1-a1c6457144b8	aid-case-reported	1	2010-03-24 02:00:00+00	2026-11-25 15:11:00.57886+00	窗口1	320404-Z	320404116	0190b5c4-0000-7000-8000-000000000004	0190b5c4-0000-7000-8000-000000000004	0190b5c4-0000-7000-8000-000000000004	{"provider":"lawyer","worker":"律014","quantity":1,"people":3,"grouped":true}	\\x17a5788a1e944bf5cf799b5c414fc57cac0fe9ac74d041e58befe13804aec2fa
26	application-0190b5c4-0000-7000-8000-000000000101	1	01a21342-9615-7d40-a394-aa2403c666fc	application-received	1	2010-03-20 01:00:00+00	2026-11-25 15:11:00.632423+00	窗口1	320404-Z	320404	0190b5c4-0000-7000-8000-000000000011	0190b5c4-0000-7000-8000-000000000011	0190b5c4-0000-7000-8000-000000000011	{"applicant":"01a21342-960f-73c1-9c19-0ad3fb4cc141","matter":"labour","id_kind":"resident-id","name":"sealed:A256GCM:01a21342-960f-73c1-9c19-0ad3fb4cc141:7hijBXsj_e06hHN-bqio96zWlDVKAF6RO66BUwksdORdpcdddQ","id_number":"sealed:A256GCM:01a21342-960f-73c1-9c19-0ad3fb4cc141:8xLCRdzQQ9HwT3lb1KtYrQ6LOennPxshdfBdOBlodSsCGxGS-c99XW-q_97BJA","phone":"sealed:A256GCM:01a21342-960f-73c1-9c19-0ad3fb4cc141:ar-gSaKpSsJpxc1E3hZZQYClM6FfnJ-c5zk57VJFE90-_p7ZVniy","facts":"sealed:A256GCM:01a21342-960f-73c1-9c19-0ad3fb4cc141:x7dbq-tOJpjdlCK1-FtcrgwvTxGwfao_Uc7mB-rle_FFK7a9fhYcVZ-_2-qkka79vjpRsw","received_by":"窗口1","decide_by":"2010-03-27"}	\\x710e8f81e85669b2d3d970715f8349c8dccdab8c87c7e10ca5cea20e14e060d8
27	application-0190b5c4-0000-7000-8000-000000000102	1	01a21342-9645-73a8-8497-e00d9375ecc6	application-received	1	2010-03-20 01:00:00+00	2026-11-25 15:11:00.678412+00	窗口1	320404-Z	320404	0190b5c4-0000-7000-8000-000000000012	0190b5c4-0000-7000-8000-000000000012	0190b5c4-0000-7000-8000-000000000012	{"applicant":"01a21342-9642-70c3-9f21-1aa8978bdd06","matter":"labour","id_kind":"resident-id","name":"sealed:A256GCM:01a21342-9642-70c3-9f21-1aa8978bdd06:ZS9mOFRSMrWkhVoOS-2GO5lLWDkruFNVtJJfglV0l3q1UDtURw","id_number":"sealed:A256GCM:01a21342-9642-70c3-9f21-1aa8978bdd06:k_a6hK9F3LdDuB---x2YEdae3QBywQzkF_W7ROY9gy70rw3NBOnlA_o6N1WaVw","phone":"sealed:A256GCM:01a21342-9642-70c3-9f21-1aa8978bdd06:3U4grNqeQIhis5FDTYdxxZHNscDGsws-DsrX2VNzszyXBURv8_L5","facts":"sealed:A256GCM:01a21342-9642-70c3-9f21-1aa8978bdd06:WRw5yuvDF04FX4-WqGsd9HaRQHXbsTFUhff-bcMhN8Aeuia4vDdxBTxdTXitZl1Fgg","received_by":"窗口1","decide_by":"2010-03-27"}	\\x40273eb8dbdc14e921830f48ab1490494d4f3e13e7a51939efe1dddfdd96d3fc
28	application-0190b5c4-0000-7000-8000-000000000103	1	01a21342-966f-7088-a37b-8ffe62b9b629	application-received	1	2010-03-20 01:00:00+00	2026-11-25 15:11:00.719756+00	窗口1	320404-Z	320404	0190b5c4-0000-7000-8000-000000000013	0190b5c4-0000-7000-8000-000000000013	0190b5c4-0000-7000-8000-000000000013	{"applicant":"01a21342-966b-7af5-83f3-0f6d4070a5c5","matter":"labour","id_kind":"resident-id","name":"sealed:A256GCM:01a21342-966b-7af5-83f3-0f6d4070a5c5:8FloYIWANq2nxHWoM7Theau0FbcKEzXae0AO1ZVneUln-fIJiA","id_number":"sealed:A256GCM:01a21342-966b-7af5-83f3-0f6d4070a5c5:vtSF0sHghrFNpZnynOcmoBlIgC6_kqR9MmrVzXxJuHE-vKCobrt6UcgOBVUTiw","phone":"sealed:A256GCM:01a21342-966b-7af5-83f3-0f6d4070a5c5:lQvYNmPSDFOMTgBbx0qnlEC5lAxfcNU5a0vWA8zuTqICeV6tNssu","facts":"sealed:A256GCM:01a21342-966b-7af5-83f3-0f6d4070a5c5:f5UJGLFn-z7n48GVnN-u9OhZ73ZBCELJ0LE6WdKYE4r-FuSJxTrEETbYRE4F_A","received_by":"窗口1","decide_by":"2010-03-27"}	\\xc2674d15f5b8e970bbab48d7fb370e8e294abd72b1c183a057938bc4aa7f7616
29	application-0190b5c4-0000-7000-8000-000000000104	1	01a21342-96a7-7959-a051-c8eb2ae72427	application-received	1	2010-03-20 01:00:00+00	2026-11-25 15:11:00.775934+00	窗口1	320404-Z	320404	0190b5c4-0000-7000-8000-000000000014	0190b5c4-0000-7000-8000-000000000014	0190b5c4-0000-7000-8000-000000000014	{"applicant":"01a21342-96a3-7ded-98c7-ac490cf384ed","matter":"labour","id_kind":"resident-id","name":"sealed:A256GCM:01a21342-96a3-7ded-98c7-ac490cf384ed:7SdcnJ_6ePmaVEfTuLi7uvma-9Rlws0TIVLk4IkVwIVdKrezdg","id_number":"sealed:A256GCM:01a21342-96a3-7ded-98c7-ac490cf384ed:0oZRGXPuPVMOR3s-TTC9ZHWi6WC3QIUl6e1cz00VV7e6tqMtRWGvkwauiBwKNg","phone":"sealed:A256GCM:01a21342-96a3-7ded-98c7-ac490cf384ed:xO2qAMrqZoMXFg7xEJQsvUrGrhvqC5OP-ayof40WylrTQwkn1LoW","facts":"sealed:A256GCM:01a21342-96a3-7ded-98c7-ac490cf384ed:tMC77SI_0G1MzHbgvrsJ8f7Ds9PRKtr0-M7LD7ftX2Epuojk3OUo0ns5JBNxsWCi6agAE6RBsC_iiw","received_by":"窗口1","decide_by":"2010-03-27"}	\\x39873053d474011b689ed56aacca1309223c529449ce65e0d122dbdb38a8c728
30	application-0190b5c4-0000-7000-8000-000000000101	2	01a21342-96f0-7636-85f3-1fa8d6e86d63	application-granted	1	2010-03-22 01:00:00+00	2026-11-25 15:11:00.849849+00	窗口1	320404-Z	320404	0190b5c4-0000-7000-8000-000000000022	0190b5c4-0000-7000-8000-000000000022	0190b5c4-0000-7000-8000-000000000022	{"application":"0190b5c4-0000-7000-8000-000000000101","matter":"labour","reviewed_by":"审查1","approved_by":"审批1","document":"钟援决〔2010〕22号"}	\\xf9b245015b9ef655336b0b3b770e96601243f99dc35cb3e4c34e93ac1e23620b
31	application-0190b5c4-0000-7000-8000-000000000102	2	01a21342-9738-729b-a2ee-ad50fa18d6d7	application-refused	1	2010-03-22 01:30:00+00	2026-11-25 15:11:00.920798+00	窗口1	320404-Z	320404	0190b5c4-0000-7000-8000-000000000023	0190b5c4-0000-7000-8000-000000000023	0190b5c4-0000-7000-8000-000000000023	{"application":"0190b5c4-0000-7000-8000-000000000102","reviewed_by":"审查1","approved_by":"审批1","document":"钟援决〔2010〕23号","reason":"sealed:A256GCM:01a21342-9642-70c3-9f21-1aa8978bdd06:_h5pQcJ6JyD8MDA0hRllKEs3mYfYw97TcsLTKXLNhJQJ45UlbCyaVBKNidyZVbvCVjw7BnnFnVL4hA","remedy":"十五日内提出异议"}	\\xe52d6b9d7317e6ae78c5dfaebadaa1315afbdb21ce294f8efc0b418c8914d50a
32	application-0190b5c4-0000-7000-8000-000000000104	2	01a21342-976e-7a38-a636-338ee30f0623	application-granted	1	2010-03-22 02:00:00+00	2026-11-25 15:11:00.975687+00	窗口1	320404-Z	320404	0190b5c4-0000-7000-8000-000000000024	0190b5c4-0000-7000-8000-000000000024	0190b5c4-0000-7000-8000-000000000024	{"application":"0190b5c4-0000-7000-8000-000000000104","matter":"labour","reviewed_by":"审查1","approved_by":"审批1","document":"钟援决〔2010〕24号"}	\\x7491a9e71d1792047a05dfe2a4dd0fda5fac1e0d22c678cd9826550691026ebb
33	subject-01a21342-966b-7af5-83f3-0f6d4070a5c5	1	01a21342-b4af-77e7-91e1-ad62f3dcaf70	subject-erased	1	2010-03-23 01:00:00+00	2026-11-25 15:11:08.464221+00	窗口1	320404-Z	320404	0190b5c4-0000-7000-8000-000000000031	0190b5c4-0000-7000-8000-000000000031	0190b5c4-0000-7000-8000-000000000031	{"subject":"01a21342-966b-7af5-83f3-0f6d4070a5c5","ground":"当事人要求删除"}	\\x560ace2adfd9f2451a937f5e149852f476756a18bb0218a27012433fb4b65271
34	region-320404116	2	01a21342-cf65-7d60-9cd9-e9f15aae50a6	region-registered	1	2010-04-02 01:00:00+00	2026-11-25 15:11:15.302319+00	窗口1	320404-Z	320404	0190b5c4-0000-7000-8000-000000000061	0190b5c4-0000-7000-8000-000000000061	0190b5c4-0000-7000-8000-000000000061	{"code":"320404116","name":"写错的名字","parent":"320404"}	\\x74ef0d83d58c6466826d4d566fe8bbac7527cc16e4a2fbec1b48e0f226e6e4f8
35	region-320404116	3	01a21342-cf8a-7d5c-8c83-e48c774c328f	region-registered	1	2010-04-02 01:00:00+00	2026-11-25 15:11:15.338903+00	窗口1	320404-Z	320404	0190b5c4-0000-7000-8000-000000000062	0190b5c4-0000-7000-8000-000000000062	0190b5c4-0000-7000-8000-000000000062	{"code":"320404116","name":"邹区镇","parent":"320404"}	\\x04228b226d6a6427340395b99d3a413b038f10be6b7d5f5853830add00a8da44
36	consultation-0190b5c4-0000-7000-8000-000000000371	1	01a21342-cfe1-7a0e-850b-df857a757dba	consultation-recorded	1	2010-03-25 01:00:00+00	2026-11-25 15:11:15.426638+00	窗口1	320404-Z	320404	0190b5c4-0000-7000-8000-000000000071	0190b5c4-0000-7000-8000-000000000071	0190b5c4-0000-7000-8000-000000000071	{"provider":"notary","worker":"公003","channel":"web","quantity":1,"people":1}	\\xf30f0b71f5d0f281f1a4e765b667454df42dd007b9695c20ae28020fbce163b8
\.

COPY kernel.log_head (one, "position", hash, recorded_at) FROM stdin;
t	36	\\xf30f0b71f5d0f281f1a4e765b667454df42dd007b9695c20ae28020fbce163b8	2026-11-25 15:11:15.426638+00
\.

COPY kernel.parked (consumer, source, "position", stream, type, error, parked_at) FROM stdin;
\.

COPY kernel.person_key (subject, wrapped, created_at) FROM stdin;
aaa772e3-aa27-525e-b025-8d3b56f3065c	\\x29d5689186c741330f912b3789be25a50a55301ad08511cfef4793a54240ab8e11bda7b8ec584856e17bd1d2db84131d28b8b9acbc4a6becbc77e15a	2026-11-25 15:11:00.13569+00
06d0fab6-88fe-55ee-9825-b0b2f9f3a19b	\\x407d61203a57d628d0bda3038cc35bc8f6357cf924f9d6f9a75c70351d7bd952e73a2fb081135421a6d954f7e022b6ab086c57992ce5b7fa8e52fe4d	2026-11-25 15:11:00.16189+00
3f45a123-6f0e-5bad-b5db-1682d8769981	\\x5b1ad909a601cda93bf49c5c6fa300b69c31b75b609913b01755c67b482ff0c86e54152c3bc17105847488947032baafc90b63032cf5a098144b319e	2026-11-25 15:11:00.165156+00
0190b5c4-0000-7000-8000-000000000200	\\x80cf3ef1b871b1633b7f428029f457f6948076b3d246b384c1f4d53fd163ba1c5d6126fd3e90be616e537995e92d9351ff3ed53462bdf4b5ae413c05	2026-11-25 15:11:00.486389+00
01a21342-960f-73c1-9c19-0ad3fb4cc141	\\x67aa3dbc19e025acc31209c7753ec8e431e0189721074c8990aba22d72c4adf631336cdafd7a56781065cf44aa52d09d8fa8b8c472a94538e5a1069f	2026-11-25 15:11:00.627583+00
01a21342-9642-70c3-9f21-1aa8978bdd06	\\xfacd5e0df5a4698972d05a5483a7f303c350c903815ceb9a1ce1744f683afde966b087f4216c81b6947629341d2d53465356d57dd19a125f580fb7e0	2026-11-25 15:11:00.676551+00
01a21342-96a3-7ded-98c7-ac490cf384ed	\\xa8088492299ef7a5395226a9fb406684e5bdd366f554a1f6844fd19f45e1d4490784fb020d68b29d17bb0537fda0285d5342dcaa9cb3fec461410ed4	2026-11-25 15:11:00.773864+00
01a21342-966b-7af5-83f3-0f6d4070a5c5	\\x	2026-11-25 15:11:00.71765+00
\.

COPY kernel.receipt (command_id, request, stream, version, "position", code, reason, recorded_at) FROM stdin;
f7c4fee3-bce3-5d54-b944-c100cd320337	\\xa6e3fe1f86c54ea77e5534e5951794bafff8de41c1c9b107cb752ecb6fc39845	region-32	1	1	\N	\N	2026-11-25 15:10:59.244156+00
5eb6b110-e6ce-5f49-b308-f1b7a00ba057	\\x3be9bf2c3a4b5a6c7edf529b6b98e3fe5e19a3785a0a0ea9759aaa44d2d319ba	region-3204	1	2	\N	\N	2026-11-25 15:10:59.244156+00
8da41f85-1eed-5ab5-a53f-ef3e97d6d5d1	\\x8f16e9ef18704c7663f354e5f80b5ee3b3b77dadce91ed26ae575513db94605e	region-320404	1	3	\N	\N	2026-11-25 15:10:59.244156+00
d266b38a-8b82-5a94-a29d-41ce1f530f9e	\\x49f35d2a8ca3981e28c51acad0d22a69d1ae3415ca8ad093e9245cb2667f06e0	region-320404001	1	4	\N	\N	2026-11-25 15:10:59.244156+00
3d47542b-1a2e-56e4-b39e-00c616034e49	\\xede76010141f059cd205ff5aba3f43d4f4e250c6996a7e581f6a72d0d71add27	region-320404002	1	5	\N	\N	2026-11-25 15:10:59.244156+00
1667ccac-f880-5f60-b51d-cc8e975b637c	\\x45924f433c828993fae45496f6dc600ccf15214cc7ff12a89215ef77f8da6efa	region-320404003	1	6	\N	\N	2026-11-25 15:10:59.244156+00
e62dd42b-5681-5f83-93aa-d0d841769e01	\\xea5e2deb2911a3f66bcf78e1aad64ac050a53ee0ec6c0edbe66c2d8c82d47d0a	region-320404004	1	7	\N	\N	2026-11-25 15:10:59.244156+00
695065e9-e712-5587-947e-9f32834f26cc	\\xbc19d0c6c1f17427b4be5a68e73a349d325a0c1c58fc797b2bf3843eee6f184e	region-320404005	1	8	\N	\N	2026-11-25 15:10:59.244156+00
3b1d3b28-0aa3-5b6d-93ca-c80994d5e6e0	\\x8a71db9a0725de61209ef16eeeb6827717e9d04ece7a94da5bd03e73e8b0bd97	region-320404006	1	9	\N	\N	2026-11-25 15:10:59.244156+00
0e7cb725-59c2-5d4b-bce8-98f12d0220a3	\\x5ce3b864ebe9a82cac1dd2ed882dc15c9f80c6a120569d81d6a8b8e176cac320	region-320404007	1	10	\N	\N	2026-11-25 15:10:59.244156+00
0832b599-560d-5985-a080-9628ceab7c98	\\x5110473c5c6a1976a81ce3c11da810c83ebd2f10d3151c478fa1d6ace0a6e899	region-320404116	1	11	\N	\N	2026-11-25 15:10:59.244156+00
faf20584-a46c-56ba-8102-a0ce445ba428	\\x1d243e399f71d73552b347dadbd17947a9c14358dc597417c1fc59080bc14861	consultation-faf20584-a46c-56ba-8102-a0ce445ba428	1	12	\N	\N	2026-11-25 15:11:00.149949+00
eaf17844-713d-547c-aa1e-87ed45eecab5	\\xd1f0be6cd7b40c0654df8c9e25449bd5939431b5cab6a90323c81caa60d1aa43	activity-eaf17844-713d-547c-aa1e-87ed45eecab5	1	13	\N	\N	2026-11-25 15:11:00.149949+00
65f33af6-750d-5d35-aee0-fc44b912553a	\\x7bd487528ead02469dd29baac7f4d25854fd49919e766cb14b7ef45af5a3f3f0	activity-65f33af6-750d-5d35-aee0-fc44b912553a	1	14	\N	\N	2026-11-25 15:11:00.149949+00
dc047665-fa7f-50f7-8e7a-5390902189f2	\\x11faf1b307889aec7f737535f9b1de8576f0bc273f589011012f03bd9f9ad74b	activity-dc047665-fa7f-50f7-8e7a-5390902189f2	1	15	\N	\N	2026-11-25 15:11:00.149949+00
aaa772e3-aa27-525e-b025-8d3b56f3065c	\\x84db36f7b900948341cbb7a902951b9747e5553779649fef425820708bde94ca	activity-aaa772e3-aa27-525e-b025-8d3b56f3065c	1	16	\N	\N	2026-11-25 15:11:00.157533+00
51dadbc1-b7e2-5304-ad5e-f1dd15ffe7cc	\\x061b4a8f4ae444a2dfa247cf510771c1dbd2e4a6e00c92bd2b12057037891634	activity-51dadbc1-b7e2-5304-ad5e-f1dd15ffe7cc	1	17	\N	\N	2026-11-25 15:11:00.157533+00
06d0fab6-88fe-55ee-9825-b0b2f9f3a19b	\\xa89ebad4b56404f8c0a3794b2a006536cc2b73480401ef1008ac7e372b3108cf	consultation-06d0fab6-88fe-55ee-9825-b0b2f9f3a19b	1	18	\N	\N	2026-11-25 15:11:00.170618+00
4f4b032d-43a5-50e7-b80b-22998169750f	\\xb8debc1f3f86516cf16c443237352e9e7c3921171ad7917254bb3a2b91dc13f3	consultation-4f4b032d-43a5-50e7-b80b-22998169750f	1	19	\N	\N	2026-11-25 15:11:00.170618+00
520c32c1-ab3e-5092-81ff-8674f256b153	\\x4f14be765e19d97f8dc4d723b5990475d126b26ff44cbd165a85203c0a7d80d8	activity-520c32c1-ab3e-5092-81ff-8674f256b153	1	20	\N	\N	2026-11-25 15:11:00.170618+00
3f45a123-6f0e-5bad-b5db-1682d8769981	\\x21ca458547b8adcde066ddd79a4688ddd75ab72c851ed00fb9fdc61216e2f449	activity-3f45a123-6f0e-5bad-b5db-1682d8769981	1	21	\N	\N	2026-11-25 15:11:00.176646+00
0190b5c4-0000-7000-8000-000000000001	\\x71942c9e9de62eef61d9693f0bad53c96576577ab4f93158eb0de6f08c025b3d	region-320404117	1	22	\N	\N	2026-11-25 15:11:00.422345+00
0190b5c4-0000-7000-8000-000000000002	\\x8ba80495aac641680fbdcd78ae9c7ec50229dc9e06a05609ef2bef37fcd98126	consultation-0190b5c4-0000-7000-8000-000000000200	1	23	\N	\N	2026-11-25 15:11:00.489163+00
0190b5c4-0000-7000-8000-000000000003	\\x9f65a9dc9a5d9dea939e8b523bae55f060901612b15b7ff4278e9e3771252895	activity-0190b5c4-0000-7000-8000-000000000201	1	24	\N	\N	2026-11-25 15:11:00.532421+00
0190b5c4-0000-7000-8000-000000000004	\\xbcfacfe9726015c58c10b1ec4bcb97c67cda3d601bd6532a8684ec08ffdfc458	activity-0190b5c4-0000-7000-8000-000000000202	1	25	\N	\N	2026-11-25 15:11:00.57886+00
0190b5c4-0000-7000-8000-000000000011	\\x256b4d40a977a1beb781ac91e4ae0ff3069022c9f0b8d9360901ce5b4b8227b3	application-0190b5c4-0000-7000-8000-000000000101	1	26	\N	\N	2026-11-25 15:11:00.632423+00
0190b5c4-0000-7000-8000-000000000012	\\x7c64ef73722cb29b4be8a1c2f7b6878a03219d707abf9eccb54d1165279f9726	application-0190b5c4-0000-7000-8000-000000000102	1	27	\N	\N	2026-11-25 15:11:00.678412+00
0190b5c4-0000-7000-8000-000000000013	\\xc9d7c23768b88ab4d833873ffbd28c303f5066b9c17c91bcae88c303608ad0d3	application-0190b5c4-0000-7000-8000-000000000103	1	28	\N	\N	2026-11-25 15:11:00.719756+00
0190b5c4-0000-7000-8000-000000000014	\\x959829d49183c2d408bf97dd0417f594a13e7d563945f7d9b3b914b72f9a49a3	application-0190b5c4-0000-7000-8000-000000000104	1	29	\N	\N	2026-11-25 15:11:00.775934+00
0190b5c4-0000-7000-8000-000000000021	\\x8d112c9b27c29f80915c9c14ebb399c3511d010a8f5032736750e81d860abaa3	application-0190b5c4-0000-7000-8000-000000000101	1	0	same-person	审查人与批准人不能是同一人，请由另一人批准	2026-11-25 15:11:00.812097+00
0190b5c4-0000-7000-8000-000000000022	\\xc1d9c91cde6418d6b0d2a800acbbf576c4aa589e989b039691612d8af006829d	application-0190b5c4-0000-7000-8000-000000000101	2	30	\N	\N	2026-11-25 15:11:00.849849+00
0190b5c4-0000-7000-8000-000000000023	\\x5c23ad6c67bb5c9387c2fe46bb2a9fe714226ba0f35f968e5860add2a186c4fe	application-0190b5c4-0000-7000-8000-000000000102	2	31	\N	\N	2026-11-25 15:11:00.920798+00
0190b5c4-0000-7000-8000-000000000024	\\xc5f6337e2e69e8ca113fe348a6e1102cb52e6180f3a61f3f80aeca4bf10cda8f	application-0190b5c4-0000-7000-8000-000000000104	2	32	\N	\N	2026-11-25 15:11:00.975687+00
0190b5c4-0000-7000-8000-000000000031	\\xa8f247ab93b72ab53ea92cbe3db995abbf5f43ff8a4a5d4a5cb4150cbaa1ac98	subject-01a21342-966b-7af5-83f3-0f6d4070a5c5	1	33	\N	\N	2026-11-25 15:11:08.464221+00
0190b5c4-0000-7000-8000-000000000061	\\xd9b4bb4aa4e90144dbc2f5ee5edafe6b8e07d1c81f9926073c5984217fcc3471	region-320404116	2	34	\N	\N	2026-11-25 15:11:15.302319+00
0190b5c4-0000-7000-8000-000000000062	\\x9ca46fbcd1cd6f60dd4f71974ce719b19778f5beec51ddb273517c73fb823237	region-320404116	3	35	\N	\N	2026-11-25 15:11:15.338903+00
0190b5c4-0000-7000-8000-000000000071	\\x888b006b07e146b2e4af7ed71355c6f15c81eca3e065947dd05b5d2e36e0ad78	consultation-0190b5c4-0000-7000-8000-000000000371	1	36	\N	\N	2026-11-25 15:11:15.426638+00
\.

COPY kernel.refused_post ("position", posted_ns, subject, command_id, code, reason, refused_at) FROM stdin;
2	1795619475422420266	post.somebody-else.record-consultation	\N	foreign-org	单位代码与投递地址不符：只能以本单位的名义登记	2026-11-25 15:11:15.428776+00
\.

COPY kernel.view_build (view, build, live, created_at) FROM stdin;
regions	regions_v1_01a213428fc9_2ec0	t	2026-11-25 15:10:59.016893+00
applications	applications_v1_01a213428fd5_5c56	t	2026-11-25 15:10:59.029281+00
\.

COPY public.migration (name, applied_at) FROM stdin;
chassis/0001_before_kernel.sql	2026-11-25 15:10:58.930079+00
chassis/0002_before_append.sql	2026-11-25 15:10:58.985183+00
chassis/0003_before_grants.sql	2026-11-25 15:10:58.993132+00
\.

COPY regions_v1_01a213428fc9_2ec0.region (code, name, parent) FROM stdin;
32	江苏省	\N
3204	常州市	32
320404	钟楼区	3204
320404001	五星街道	320404
320404002	永红街道	320404
320404003	北港街道	320404
320404004	西林街道	320404
320404005	南大街街道	320404
320404006	荷花池街道	320404
320404007	新闸街道	320404
320404117	新设镇	320404
320404116	邹区镇	320404
\.

ALTER TABLE ONLY applications_v1_01a213428fd5_5c56.application
    ADD CONSTRAINT application_pkey PRIMARY KEY (application_id);

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

ALTER TABLE ONLY regions_v1_01a213428fc9_2ec0.region
    ADD CONSTRAINT region_pkey PRIMARY KEY (code);

CREATE INDEX application_due ON applications_v1_01a213428fd5_5c56.application USING btree (decide_by) WHERE (status = 'received'::text);

CREATE INDEX blind_index_subject ON kernel.blind_index USING btree (subject);

CREATE INDEX deadline_due ON kernel.deadline USING btree (due_at);

CREATE INDEX refused_post_command ON kernel.refused_post USING btree (command_id);

CREATE UNIQUE INDEX view_build_live ON kernel.view_build USING btree (view) WHERE live;

CREATE TRIGGER event_is_append_only BEFORE DELETE OR UPDATE ON kernel.event FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();

CREATE TRIGGER event_is_never_truncated BEFORE TRUNCATE ON kernel.event FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();

GRANT USAGE ON SCHEMA applications_v1_01a213428fd5_5c56 TO auditor;
GRANT USAGE ON SCHEMA applications_v1_01a213428fd5_5c56 TO intake;

GRANT USAGE ON SCHEMA kernel TO auditor;
GRANT USAGE ON SCHEMA kernel TO intake;

REVOKE USAGE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO intake;
GRANT USAGE ON SCHEMA public TO auditor;
GRANT ALL ON SCHEMA public TO intake_owner;

GRANT USAGE ON SCHEMA regions_v1_01a213428fc9_2ec0 TO auditor;
GRANT USAGE ON SCHEMA regions_v1_01a213428fc9_2ec0 TO intake;

REVOKE ALL ON FUNCTION kernel.append_v1(e_stream text, e_version text, e_id uuid[], e_type text, e_schema text, e_micros text, e_actor text, e_org text, e_region text, e_command uuid[], e_correlation uuid[], e_causation uuid[], e_data text, e_digest bytea, r_command uuid[], r_request bytea, r_last text, refusals jsonb, OUT base bigint, OUT stamp timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION kernel.append_v1(e_stream text, e_version text, e_id uuid[], e_type text, e_schema text, e_micros text, e_actor text, e_org text, e_region text, e_command uuid[], e_correlation uuid[], e_causation uuid[], e_data text, e_digest bytea, r_command uuid[], r_request bytea, r_last text, refusals jsonb, OUT base bigint, OUT stamp timestamp with time zone) TO intake;

REVOKE ALL ON FUNCTION kernel.refuse_change() FROM PUBLIC;
GRANT ALL ON FUNCTION kernel.refuse_change() TO intake;

GRANT SELECT ON TABLE applications_v1_01a213428fd5_5c56.application TO auditor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE applications_v1_01a213428fd5_5c56.application TO intake;

GRANT SELECT ON TABLE kernel.blind_index TO auditor;
GRANT SELECT,INSERT,DELETE ON TABLE kernel.blind_index TO intake;

GRANT SELECT ON TABLE kernel.checkpoint TO auditor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE kernel.checkpoint TO intake;

GRANT SELECT ON TABLE kernel.deadline TO auditor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE kernel.deadline TO intake;

GRANT SELECT ON TABLE kernel.event TO auditor;
GRANT SELECT ON TABLE kernel.event TO intake;

GRANT SELECT ON TABLE kernel.log_head TO auditor;
GRANT SELECT ON TABLE kernel.log_head TO intake;

GRANT SELECT ON TABLE kernel.parked TO auditor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE kernel.parked TO intake;

GRANT SELECT ON TABLE kernel.person_key TO auditor;
GRANT SELECT,INSERT ON TABLE kernel.person_key TO intake;

GRANT UPDATE(wrapped) ON TABLE kernel.person_key TO intake;

GRANT SELECT ON TABLE kernel.receipt TO auditor;
GRANT SELECT ON TABLE kernel.receipt TO intake;

GRANT SELECT ON TABLE kernel.refused_post TO auditor;
GRANT SELECT,INSERT ON TABLE kernel.refused_post TO intake;

GRANT SELECT ON TABLE kernel.view_build TO auditor;
GRANT SELECT ON TABLE kernel.view_build TO intake;

GRANT SELECT ON TABLE public.migration TO auditor;

GRANT SELECT ON TABLE regions_v1_01a213428fc9_2ec0.region TO auditor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE regions_v1_01a213428fc9_2ec0.region TO intake;

ALTER DEFAULT PRIVILEGES FOR ROLE intake_owner GRANT SELECT ON SEQUENCES TO auditor;

ALTER DEFAULT PRIVILEGES FOR ROLE intake_owner REVOKE ALL ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE intake_owner GRANT ALL ON FUNCTIONS TO intake;

ALTER DEFAULT PRIVILEGES FOR ROLE intake_owner GRANT USAGE ON SCHEMAS TO auditor;

ALTER DEFAULT PRIVILEGES FOR ROLE intake_owner GRANT SELECT ON TABLES TO auditor;
