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

CREATE SCHEMA cases_v1_01a213429051_f532;

ALTER SCHEMA cases_v1_01a213429051_f532 OWNER TO casework_owner;

CREATE SCHEMA kernel;

ALTER SCHEMA kernel OWNER TO casework_owner;

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

ALTER FUNCTION kernel.append_v1(e_stream text, e_version text, e_id uuid[], e_type text, e_schema text, e_micros text, e_actor text, e_org text, e_region text, e_command uuid[], e_correlation uuid[], e_causation uuid[], e_data text, e_digest bytea, r_command uuid[], r_request bytea, r_last text, refusals jsonb, OUT base bigint, OUT stamp timestamp with time zone) OWNER TO casework_owner;

CREATE FUNCTION kernel.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    raise exception 'the event table is append-only' using errcode = 'ES003';
end $$;

ALTER FUNCTION kernel.refuse_change() OWNER TO casework_owner;

SET default_tablespace = '';

SET default_table_access_method = heap;

CREATE TABLE cases_v1_01a213429051_f532.case_file (
    case_id uuid NOT NULL,
    entry text NOT NULL,
    status text NOT NULL,
    org text NOT NULL,
    region text NOT NULL,
    firm text,
    provider text,
    worker text,
    result text,
    opened_at timestamp with time zone NOT NULL
);

ALTER TABLE cases_v1_01a213429051_f532.case_file OWNER TO casework_owner;

CREATE TABLE kernel.blind_index (
    kind text NOT NULL,
    digest bytea NOT NULL,
    subject uuid NOT NULL
);

ALTER TABLE kernel.blind_index OWNER TO casework_owner;

CREATE TABLE kernel.checkpoint (
    consumer text NOT NULL,
    source text NOT NULL,
    "position" bigint NOT NULL,
    build text DEFAULT ''::text NOT NULL,
    hash bytea,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE kernel.checkpoint OWNER TO casework_owner;

CREATE TABLE kernel.deadline (
    process text NOT NULL,
    instance text NOT NULL,
    name text NOT NULL,
    due_at timestamp with time zone NOT NULL,
    org text NOT NULL,
    region text NOT NULL
);

ALTER TABLE kernel.deadline OWNER TO casework_owner;

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

ALTER TABLE kernel.event OWNER TO casework_owner;

COMMENT ON COLUMN kernel.event.data IS 'json, not jsonb: the text is kept byte for byte, for the hash and for the relay';

CREATE TABLE kernel.log_head (
    one boolean DEFAULT true NOT NULL,
    "position" bigint NOT NULL,
    hash bytea NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT log_head_one_check CHECK (one)
);

ALTER TABLE kernel.log_head OWNER TO casework_owner;

CREATE TABLE kernel.parked (
    consumer text NOT NULL,
    source text NOT NULL,
    "position" bigint NOT NULL,
    stream text NOT NULL,
    type text NOT NULL,
    error text NOT NULL,
    parked_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE kernel.parked OWNER TO casework_owner;

CREATE TABLE kernel.person_key (
    subject text NOT NULL,
    wrapped bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE kernel.person_key OWNER TO casework_owner;

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

ALTER TABLE kernel.receipt OWNER TO casework_owner;

CREATE TABLE kernel.refused_post (
    "position" bigint NOT NULL,
    posted_ns bigint NOT NULL,
    subject text NOT NULL,
    command_id uuid,
    code text NOT NULL,
    reason text NOT NULL,
    refused_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE kernel.refused_post OWNER TO casework_owner;

CREATE TABLE kernel.view_build (
    view text NOT NULL,
    build text NOT NULL,
    live boolean NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE kernel.view_build OWNER TO casework_owner;

CREATE TABLE public.migration (
    name text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.migration OWNER TO casework_owner;

COPY cases_v1_01a213429051_f532.case_file (case_id, entry, status, org, region, firm, provider, worker, result, opened_at) FROM stdin;
3f45a123-6f0e-5bad-b5db-1682d8769981	back-entry	registered	320404116-C	320404116	\N	lawyer	律021	\N	2010-03-23 02:00:00+00
0190b5c4-0000-7000-8000-000000000202	back-entry	registered	320404-Z	320404116	\N	lawyer	律014	\N	2010-03-24 02:00:00+00
0190b5c4-0000-7000-8000-000000000104	application	open	320404-Z	320404	\N	\N	\N	\N	2010-03-22 02:00:00+00
0190b5c4-0000-7000-8000-000000000101	application	closed	320404-Z	320404	320404116-C	lawyer	律021	won	2010-03-22 01:00:00+00
\.

COPY kernel.blind_index (kind, digest, subject) FROM stdin;
\.

COPY kernel.checkpoint (consumer, source, "position", build, hash, updated_at) FROM stdin;
cases	casework	0	cases_v1_01a213429051_f532	\N	2026-11-25 15:10:59.15296+00
referral	intake	32		\\x7491a9e71d1792047a05dfe2a4dd0fda5fac1e0d22c678cd9826550691026ebb	2026-11-25 15:11:00.982722+00
\.

COPY kernel.deadline (process, instance, name, due_at, org, region) FROM stdin;
\.

COPY kernel.event ("position", stream, version, event_id, type, schema, occurred_at, recorded_at, actor, org, region, command_id, correlation_id, causation_id, data, hash) FROM stdin;
1	referral-activity-3f45a123-6f0e-5bad-b5db-1682d8769981	1	01a21342-9478-771d-ba8f-b38d0ccdfd7c	step-taken	1	2010-03-23 02:00:00+00	2026-11-25 15:11:00.228352+00	process:referral	320404116-C	320404116	23821440-6d13-56d6-a7b2-c8ec2a74a123	3f45a123-6f0e-5bad-b5db-1682d8769981	23821440-6d13-56d6-a7b2-c8ec2a74a123	{"input":{"source":"intake","position":21,"type":"aid-case-reported","event_id":"01a21342-944d-722f-833f-e44ceeddb03b","stream":"activity-3f45a123-6f0e-5bad-b5db-1682d8769981","occurred_at":"2010-03-23T02:00:00Z","org":"320404116-C","region":"320404116","data":"{\\"provider\\":\\"lawyer\\",\\"worker\\":\\"律021\\",\\"quantity\\":1,\\"people\\":12,\\"grouped\\":true,\\"campaign\\":\\"双促双助\\",\\"number\\":\\"LS-0008\\",\\"note\\":\\"sealed:A256GCM:3f45a123-6f0e-5bad-b5db-1682d8769981:05Yq9AIC-W_3fxIIUsQEjE5JCrWewWPRGENmvSbl5U8iJ2luDPm1s9MKPG85BLVJQPs\\"}"},"outputs":[{"command":"register-case","org":"320404116-C","region":"320404116","occurred_at":"2010-03-23T02:00:00Z","data":{"case_id":"3f45a123-6f0e-5bad-b5db-1682d8769981","entry":"back-entry","provider":"lawyer","worker":"律021","quantity":1,"people":12,"grouped":true,"campaign":"双促双助","number":"LS-0008"}}],"deadlines":[]}	\\xe3016c28fdb706839aa41d468fd22f2e557bcf65bc08d4af6f7d6aa3709dade2
2	case-3f45a123-6f0e-5bad-b5db-1682d8769981	1	01a21342-949c-70df-b2bd-da8ea05a4fcd	case-registered	1	2010-03-23 02:00:00+00	2026-11-25 15:11:00.255277+00	process:referral	320404116-C	320404116	046df1f3-bef8-5f70-b391-2bf31312490c	3f45a123-6f0e-5bad-b5db-1682d8769981	01a21342-944d-722f-833f-e44ceeddb03b	{"entry":"back-entry","provider":"lawyer","worker":"律021","quantity":1,"people":12,"grouped":true,"campaign":"双促双助","number":"LS-0008"}	\\x117c24c9db19baea0daeee451f1f816384eafdbb338de6f98cc16e75f474c2e0
3	referral-activity-0190b5c4-0000-7000-8000-000000000202	1	01a21342-95eb-7794-9496-f10ed11c6935	step-taken	1	2010-03-24 02:00:00+00	2026-11-25 15:11:00.588482+00	process:referral	320404-Z	320404116	1e84df71-67e6-5206-8afe-82fe2096070e	0190b5c4-0000-7000-8000-000000000004	1e84df71-67e6-5206-8afe-82fe2096070e	{"input":{"source":"intake","position":25,"type":"aid-case-reported","event_id":"01a21342-95e1-785f-93a1-a1c6457144b8","stream":"activity-0190b5c4-0000-7000-8000-000000000202","occurred_at":"2010-03-24T02:00:00Z","org":"320404-Z","region":"320404116","data":"{\\"provider\\":\\"lawyer\\",\\"worker\\":\\"律014\\",\\"quantity\\":1,\\"people\\":3,\\"grouped\\":true}"},"outputs":[{"command":"register-case","org":"320404-Z","region":"320404116","occurred_at":"2010-03-24T02:00:00Z","data":{"case_id":"0190b5c4-0000-7000-8000-000000000202","entry":"back-entry","provider":"lawyer","worker":"律014","quantity":1,"people":3,"grouped":true,"campaign":null,"number":null}}],"deadlines":[]}	\\xa2162c54ec91277ea235e32f52387f1ca586eef544390d3596813e55b7e954a7
4	case-0190b5c4-0000-7000-8000-000000000202	1	01a21342-95f2-7e14-990f-34759801132e	case-registered	1	2010-03-24 02:00:00+00	2026-11-25 15:11:00.596028+00	process:referral	320404-Z	320404116	7239ec95-c89c-5a12-8671-e49b6a2f942b	0190b5c4-0000-7000-8000-000000000004	01a21342-95e1-785f-93a1-a1c6457144b8	{"entry":"back-entry","provider":"lawyer","worker":"律014","quantity":1,"people":3,"grouped":true}	\\x317bb4c0102717332154c569072793d6e2cc24fc32c9976b0a140c2ea91a3879
5	referral-application-0190b5c4-0000-7000-8000-000000000101	1	01a21342-96fd-7e4f-a844-07bdb6103c3a	step-taken	1	2010-03-22 01:00:00+00	2026-11-25 15:11:00.862731+00	process:referral	320404-Z	320404	15cba880-f9b1-50bd-b27c-da00ca3cdcf4	0190b5c4-0000-7000-8000-000000000022	15cba880-f9b1-50bd-b27c-da00ca3cdcf4	{"input":{"source":"intake","position":30,"type":"application-granted","event_id":"01a21342-96f0-7636-85f3-1fa8d6e86d63","stream":"application-0190b5c4-0000-7000-8000-000000000101","occurred_at":"2010-03-22T01:00:00Z","org":"320404-Z","region":"320404","data":"{\\"application\\":\\"0190b5c4-0000-7000-8000-000000000101\\",\\"matter\\":\\"labour\\",\\"reviewed_by\\":\\"审查1\\",\\"approved_by\\":\\"审批1\\",\\"document\\":\\"钟援决〔2010〕22号\\"}"},"outputs":[{"command":"open-case","org":"320404-Z","region":"320404","occurred_at":"2010-03-22T01:00:00Z","data":{"case_id":"0190b5c4-0000-7000-8000-000000000101","application":"0190b5c4-0000-7000-8000-000000000101","entry":"application","matter":"labour"}}],"deadlines":[]}	\\x125ec573754c594593ee66ab0759a32aeab6f2c0fb937c80beb4cf90141bdb83
6	case-0190b5c4-0000-7000-8000-000000000101	1	01a21342-9706-7ca7-b5fd-9962c660fd7f	case-opened	1	2010-03-22 01:00:00+00	2026-11-25 15:11:00.872114+00	process:referral	320404-Z	320404	2f82b3ed-3050-5dee-b299-2bdb74cd2dbe	0190b5c4-0000-7000-8000-000000000022	01a21342-96f0-7636-85f3-1fa8d6e86d63	{"application":"0190b5c4-0000-7000-8000-000000000101","entry":"application","matter":"labour"}	\\x0b3307cc1a447e4321f39e84bcc787f7a20b9c01c1519c32495a777715cc99a6
7	referral-application-0190b5c4-0000-7000-8000-000000000104	1	01a21342-977b-7149-abb2-94e260198cad	step-taken	1	2010-03-22 02:00:00+00	2026-11-25 15:11:00.988638+00	process:referral	320404-Z	320404	c69f0941-62fc-5ed7-ae86-ad7b954f2bc0	0190b5c4-0000-7000-8000-000000000024	c69f0941-62fc-5ed7-ae86-ad7b954f2bc0	{"input":{"source":"intake","position":32,"type":"application-granted","event_id":"01a21342-976e-7a38-a636-338ee30f0623","stream":"application-0190b5c4-0000-7000-8000-000000000104","occurred_at":"2010-03-22T02:00:00Z","org":"320404-Z","region":"320404","data":"{\\"application\\":\\"0190b5c4-0000-7000-8000-000000000104\\",\\"matter\\":\\"labour\\",\\"reviewed_by\\":\\"审查1\\",\\"approved_by\\":\\"审批1\\",\\"document\\":\\"钟援决〔2010〕24号\\"}"},"outputs":[{"command":"open-case","org":"320404-Z","region":"320404","occurred_at":"2010-03-22T02:00:00Z","data":{"case_id":"0190b5c4-0000-7000-8000-000000000104","application":"0190b5c4-0000-7000-8000-000000000104","entry":"application","matter":"labour"}}],"deadlines":[]}	\\x23e03ef86c2d6aa54b77119d09a57c6dda65310e436bc7da247ed0605c6143b9
8	case-0190b5c4-0000-7000-8000-000000000104	1	01a21342-9782-7f86-a519-2844625eb96d	case-opened	1	2010-03-22 02:00:00+00	2026-11-25 15:11:00.99596+00	process:referral	320404-Z	320404	253078e5-4b83-5f75-b6d9-c0d3301aa736	0190b5c4-0000-7000-8000-000000000024	01a21342-976e-7a38-a636-338ee30f0623	{"application":"0190b5c4-0000-7000-8000-000000000104","entry":"application","matter":"labour"}	\\xfc1bf16e52ba3badfc2b5975bf97ec5edfadee136f81b0db14ec7a179a029a45
9	case-0190b5c4-0000-7000-8000-000000000101	2	01a21342-b4d8-757d-8e0f-9ccca7bc75e8	case-assigned	1	2010-03-24 01:00:00+00	2026-11-25 15:11:08.504747+00	窗口1	320404-Z	320404116	0190b5c4-0000-7000-8000-000000000041	0190b5c4-0000-7000-8000-000000000041	0190b5c4-0000-7000-8000-000000000041	{"firm":"320404116-C","provider":"lawyer","worker":"律021","people":1,"grouped":false,"counted":true}	\\xa8d757addf239fbdbff42fc258dff05667444727e6c253fc8be7002e7c28101a
10	case-0190b5c4-0000-7000-8000-000000000101	3	01a21342-ce80-754a-8cc9-877295f8d738	case-closed	1	2010-03-30 01:00:00+00	2026-11-25 15:11:15.073542+00	窗口1	320404-Z	320404116	0190b5c4-0000-7000-8000-000000000042	0190b5c4-0000-7000-8000-000000000042	0190b5c4-0000-7000-8000-000000000042	{"result":"won","worker":"律021"}	\\xca89be36d705bb73036a7804c888a5de72a4a4e026fd43b78465453e0c77e3e5
\.

COPY kernel.log_head (one, "position", hash, recorded_at) FROM stdin;
t	10	\\xca89be36d705bb73036a7804c888a5de72a4a4e026fd43b78465453e0c77e3e5	2026-11-25 15:11:15.073542+00
\.

COPY kernel.parked (consumer, source, "position", stream, type, error, parked_at) FROM stdin;
\.

COPY kernel.person_key (subject, wrapped, created_at) FROM stdin;
\.

COPY kernel.receipt (command_id, request, stream, version, "position", code, reason, recorded_at) FROM stdin;
23821440-6d13-56d6-a7b2-c8ec2a74a123	\\x6ca67a0051a50d1a0a1321f0256ae3f5d32c385e1455188ba220b41182e182f9	referral-activity-3f45a123-6f0e-5bad-b5db-1682d8769981	1	1	\N	\N	2026-11-25 15:11:00.228352+00
046df1f3-bef8-5f70-b391-2bf31312490c	\\x07293b22574cad6d1932400ad6774f4eaf33770ba9c63bdd89f642f9f2e69c09	case-3f45a123-6f0e-5bad-b5db-1682d8769981	1	2	\N	\N	2026-11-25 15:11:00.255277+00
1e84df71-67e6-5206-8afe-82fe2096070e	\\xdb21bc69406d60e4d60ad135417357b47643513091ea2eebf7eb64c2ce0acba1	referral-activity-0190b5c4-0000-7000-8000-000000000202	1	3	\N	\N	2026-11-25 15:11:00.588482+00
7239ec95-c89c-5a12-8671-e49b6a2f942b	\\x5167707270b853404dd8dcd5ac6a2aec902c34b2a58d417fe9b4bb11b494fb8f	case-0190b5c4-0000-7000-8000-000000000202	1	4	\N	\N	2026-11-25 15:11:00.596028+00
15cba880-f9b1-50bd-b27c-da00ca3cdcf4	\\x1ec19007ab7b70c9216d6df40547d18ed70e3170d5c6bd140023e347f0b6b18c	referral-application-0190b5c4-0000-7000-8000-000000000101	1	5	\N	\N	2026-11-25 15:11:00.862731+00
2f82b3ed-3050-5dee-b299-2bdb74cd2dbe	\\xd7fac9aa6ccaeb0a8560dfe6f924a4c547f4800d925072cbf7abe74442a706bd	case-0190b5c4-0000-7000-8000-000000000101	1	6	\N	\N	2026-11-25 15:11:00.872114+00
c69f0941-62fc-5ed7-ae86-ad7b954f2bc0	\\xd1d714733230f6be49ee9ff3960e9e0a05ff52ff8a7c79aae8fa362c675574d3	referral-application-0190b5c4-0000-7000-8000-000000000104	1	7	\N	\N	2026-11-25 15:11:00.988638+00
253078e5-4b83-5f75-b6d9-c0d3301aa736	\\xec5c7eefbbf7b62b5f90e87c296f2ec3ae9f1178adc6c45d96ebd26a130ba9ad	case-0190b5c4-0000-7000-8000-000000000104	1	8	\N	\N	2026-11-25 15:11:00.99596+00
0190b5c4-0000-7000-8000-000000000041	\\xdd1bef23344b79ef61bb73707f79818394272eecc2a2452dd15130426c6fc972	case-0190b5c4-0000-7000-8000-000000000101	2	9	\N	\N	2026-11-25 15:11:08.504747+00
0190b5c4-0000-7000-8000-000000000042	\\xceffcbdefe0a72bb38c3c70a4c46436773c0b93d3def967359cf82cad79d772d	case-0190b5c4-0000-7000-8000-000000000101	3	10	\N	\N	2026-11-25 15:11:15.073542+00
\.

COPY kernel.refused_post ("position", posted_ns, subject, command_id, code, reason, refused_at) FROM stdin;
\.

COPY kernel.view_build (view, build, live, created_at) FROM stdin;
cases	cases_v1_01a213429051_f532	t	2026-11-25 15:10:59.15296+00
\.

COPY public.migration (name, applied_at) FROM stdin;
chassis/0001_before_kernel.sql	2026-11-25 15:10:59.058007+00
chassis/0002_before_append.sql	2026-11-25 15:10:59.126683+00
chassis/0003_before_grants.sql	2026-11-25 15:10:59.131002+00
\.

ALTER TABLE ONLY cases_v1_01a213429051_f532.case_file
    ADD CONSTRAINT case_file_pkey PRIMARY KEY (case_id);

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

CREATE INDEX case_file_open ON cases_v1_01a213429051_f532.case_file USING btree (opened_at DESC, case_id);

CREATE INDEX blind_index_subject ON kernel.blind_index USING btree (subject);

CREATE INDEX deadline_due ON kernel.deadline USING btree (due_at);

CREATE INDEX refused_post_command ON kernel.refused_post USING btree (command_id);

CREATE UNIQUE INDEX view_build_live ON kernel.view_build USING btree (view) WHERE live;

CREATE TRIGGER event_is_append_only BEFORE DELETE OR UPDATE ON kernel.event FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();

CREATE TRIGGER event_is_never_truncated BEFORE TRUNCATE ON kernel.event FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();

GRANT USAGE ON SCHEMA cases_v1_01a213429051_f532 TO auditor;
GRANT USAGE ON SCHEMA cases_v1_01a213429051_f532 TO casework;

GRANT USAGE ON SCHEMA kernel TO auditor;
GRANT USAGE ON SCHEMA kernel TO casework;

REVOKE USAGE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO casework;
GRANT USAGE ON SCHEMA public TO auditor;
GRANT ALL ON SCHEMA public TO casework_owner;

REVOKE ALL ON FUNCTION kernel.append_v1(e_stream text, e_version text, e_id uuid[], e_type text, e_schema text, e_micros text, e_actor text, e_org text, e_region text, e_command uuid[], e_correlation uuid[], e_causation uuid[], e_data text, e_digest bytea, r_command uuid[], r_request bytea, r_last text, refusals jsonb, OUT base bigint, OUT stamp timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION kernel.append_v1(e_stream text, e_version text, e_id uuid[], e_type text, e_schema text, e_micros text, e_actor text, e_org text, e_region text, e_command uuid[], e_correlation uuid[], e_causation uuid[], e_data text, e_digest bytea, r_command uuid[], r_request bytea, r_last text, refusals jsonb, OUT base bigint, OUT stamp timestamp with time zone) TO casework;

REVOKE ALL ON FUNCTION kernel.refuse_change() FROM PUBLIC;
GRANT ALL ON FUNCTION kernel.refuse_change() TO casework;

GRANT SELECT ON TABLE cases_v1_01a213429051_f532.case_file TO auditor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE cases_v1_01a213429051_f532.case_file TO casework;

GRANT SELECT ON TABLE kernel.blind_index TO auditor;
GRANT SELECT,INSERT,DELETE ON TABLE kernel.blind_index TO casework;

GRANT SELECT ON TABLE kernel.checkpoint TO auditor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE kernel.checkpoint TO casework;

GRANT SELECT ON TABLE kernel.deadline TO auditor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE kernel.deadline TO casework;

GRANT SELECT ON TABLE kernel.event TO auditor;
GRANT SELECT ON TABLE kernel.event TO casework;

GRANT SELECT ON TABLE kernel.log_head TO auditor;
GRANT SELECT ON TABLE kernel.log_head TO casework;

GRANT SELECT ON TABLE kernel.parked TO auditor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE kernel.parked TO casework;

GRANT SELECT ON TABLE kernel.person_key TO auditor;
GRANT SELECT,INSERT ON TABLE kernel.person_key TO casework;

GRANT UPDATE(wrapped) ON TABLE kernel.person_key TO casework;

GRANT SELECT ON TABLE kernel.receipt TO auditor;
GRANT SELECT ON TABLE kernel.receipt TO casework;

GRANT SELECT ON TABLE kernel.refused_post TO auditor;
GRANT SELECT,INSERT ON TABLE kernel.refused_post TO casework;

GRANT SELECT ON TABLE kernel.view_build TO auditor;
GRANT SELECT ON TABLE kernel.view_build TO casework;

GRANT SELECT ON TABLE public.migration TO auditor;

ALTER DEFAULT PRIVILEGES FOR ROLE casework_owner GRANT SELECT ON SEQUENCES TO auditor;

ALTER DEFAULT PRIVILEGES FOR ROLE casework_owner REVOKE ALL ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE casework_owner GRANT ALL ON FUNCTIONS TO casework;

ALTER DEFAULT PRIVILEGES FOR ROLE casework_owner GRANT USAGE ON SCHEMAS TO auditor;

ALTER DEFAULT PRIVILEGES FOR ROLE casework_owner GRANT SELECT ON TABLES TO auditor;
