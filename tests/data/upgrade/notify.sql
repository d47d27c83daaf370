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

ALTER SCHEMA kernel OWNER TO notify_owner;

CREATE SCHEMA tasks_v1_01a2134290c2_8100;

ALTER SCHEMA tasks_v1_01a2134290c2_8100 OWNER TO notify_owner;

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

ALTER FUNCTION kernel.append_v1(e_stream text, e_version text, e_id uuid[], e_type text, e_schema text, e_micros text, e_actor text, e_org text, e_region text, e_command uuid[], e_correlation uuid[], e_causation uuid[], e_data text, e_digest bytea, r_command uuid[], r_request bytea, r_last text, refusals jsonb, OUT base bigint, OUT stamp timestamp with time zone) OWNER TO notify_owner;

CREATE FUNCTION kernel.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    raise exception 'the event table is append-only' using errcode = 'ES003';
end $$;

ALTER FUNCTION kernel.refuse_change() OWNER TO notify_owner;

SET default_tablespace = '';

SET default_table_access_method = heap;

CREATE TABLE kernel.blind_index (
    kind text NOT NULL,
    digest bytea NOT NULL,
    subject uuid NOT NULL
);

ALTER TABLE kernel.blind_index OWNER TO notify_owner;

CREATE TABLE kernel.checkpoint (
    consumer text NOT NULL,
    source text NOT NULL,
    "position" bigint NOT NULL,
    build text DEFAULT ''::text NOT NULL,
    hash bytea,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE kernel.checkpoint OWNER TO notify_owner;

CREATE TABLE kernel.deadline (
    process text NOT NULL,
    instance text NOT NULL,
    name text NOT NULL,
    due_at timestamp with time zone NOT NULL,
    org text NOT NULL,
    region text NOT NULL
);

ALTER TABLE kernel.deadline OWNER TO notify_owner;

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

ALTER TABLE kernel.event OWNER TO notify_owner;

COMMENT ON COLUMN kernel.event.data IS 'json, not jsonb: the text is kept byte for byte, for the hash and for the relay';

CREATE TABLE kernel.log_head (
    one boolean DEFAULT true NOT NULL,
    "position" bigint NOT NULL,
    hash bytea NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT log_head_one_check CHECK (one)
);

ALTER TABLE kernel.log_head OWNER TO notify_owner;

CREATE TABLE kernel.parked (
    consumer text NOT NULL,
    source text NOT NULL,
    "position" bigint NOT NULL,
    stream text NOT NULL,
    type text NOT NULL,
    error text NOT NULL,
    parked_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE kernel.parked OWNER TO notify_owner;

CREATE TABLE kernel.person_key (
    subject text NOT NULL,
    wrapped bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE kernel.person_key OWNER TO notify_owner;

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

ALTER TABLE kernel.receipt OWNER TO notify_owner;

CREATE TABLE kernel.refused_post (
    "position" bigint NOT NULL,
    posted_ns bigint NOT NULL,
    subject text NOT NULL,
    command_id uuid,
    code text NOT NULL,
    reason text NOT NULL,
    refused_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE kernel.refused_post OWNER TO notify_owner;

CREATE TABLE kernel.view_build (
    view text NOT NULL,
    build text NOT NULL,
    live boolean NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE kernel.view_build OWNER TO notify_owner;

CREATE TABLE public.migration (
    name text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.migration OWNER TO notify_owner;

CREATE TABLE tasks_v1_01a2134290c2_8100.task (
    task_id uuid NOT NULL,
    kind text NOT NULL,
    title text NOT NULL,
    due date NOT NULL,
    about text NOT NULL,
    reason text NOT NULL,
    org text NOT NULL,
    region text NOT NULL,
    status text DEFAULT 'open'::text NOT NULL,
    completed_by text,
    outcome text
);

ALTER TABLE tasks_v1_01a2134290c2_8100.task OWNER TO notify_owner;

COPY kernel.blind_index (kind, digest, subject) FROM stdin;
\.

COPY kernel.checkpoint (consumer, source, "position", build, hash, updated_at) FROM stdin;
tasks	notify	0	tasks_v1_01a2134290c2_8100	\N	2026-11-25 15:10:59.266558+00
returns	reporting	3		\\xff8dee99b165d457e4311f5eb2909fd6f247e0dc96cb7f1041caed7be39846b2	2026-11-25 15:11:01.579232+00
return-visits	casework	10		\\xca89be36d705bb73036a7804c888a5de72a4a4e026fd43b78465453e0c77e3e5	2026-11-25 15:11:15.119813+00
\.

COPY kernel.deadline (process, instance, name, due_at, org, region) FROM stdin;
\.

COPY kernel.event ("position", stream, version, event_id, type, schema, occurred_at, recorded_at, actor, org, region, command_id, correlation_id, causation_id, data, hash) FROM stdin;
1	return-visits-case-3f45a123-6f0e-5bad-b5db-1682d8769981	1	01a21342-94b0-7e04-972e-c8a2e25ecd83	step-taken	1	2010-03-23 02:00:00+00	2026-11-25 15:11:00.300702+00	process:return-visits	320404116-C	320404116	b510b417-bfef-53af-88ae-fb2c084137d1	3f45a123-6f0e-5bad-b5db-1682d8769981	b510b417-bfef-53af-88ae-fb2c084137d1	{"input":{"source":"casework","position":2,"type":"case-registered","event_id":"01a21342-949c-70df-b2bd-da8ea05a4fcd","stream":"case-3f45a123-6f0e-5bad-b5db-1682d8769981","occurred_at":"2010-03-23T02:00:00Z","org":"320404116-C","region":"320404116","data":"{\\"entry\\":\\"back-entry\\",\\"provider\\":\\"lawyer\\",\\"worker\\":\\"律021\\",\\"quantity\\":1,\\"people\\":12,\\"grouped\\":true,\\"campaign\\":\\"双促双助\\",\\"number\\":\\"LS-0008\\"}"},"outputs":[{"command":"open-task","org":"320404116-C","region":"320404116","occurred_at":"2010-03-23T02:00:00Z","data":{"task_id":"0e699267-27f7-5d7b-92c2-804c4a6eb5cb","kind":"return-visit","title":"回访受援人（案件 LS-0008）","due":"2010-04-22","about":"case-3f45a123-6f0e-5bad-b5db-1682d8769981","reason":"回访率 100%：每件办结或补录的法律援助案件都应回访（《“助弱优援”工作要求》）"}}],"deadlines":[]}	\\x23910955a338c66668441de9db36810f36c7d35882513d875b2d392edf833100
2	task-0e699267-27f7-5d7b-92c2-804c4a6eb5cb	1	01a21342-94d2-7c73-acac-2005cca41ab8	task-opened	1	2010-03-23 02:00:00+00	2026-11-25 15:11:00.307043+00	process:return-visits	320404116-C	320404116	dd26b444-cdf1-5e59-8f02-8841184ce371	3f45a123-6f0e-5bad-b5db-1682d8769981	01a21342-949c-70df-b2bd-da8ea05a4fcd	{"kind":"return-visit","title":"回访受援人（案件 LS-0008）","due":"2010-04-22","about":"case-3f45a123-6f0e-5bad-b5db-1682d8769981","reason":"回访率 100%：每件办结或补录的法律援助案件都应回访（《“助弱优援”工作要求》）"}	\\x39397e89672d38706afc42a4f59fd904f5b1c5ba71ca5d707caddfa3af491406
3	return-visits-case-0190b5c4-0000-7000-8000-000000000202	1	01a21342-9601-7eed-b843-70a2c6547289	step-taken	1	2010-03-24 02:00:00+00	2026-11-25 15:11:00.62661+00	process:return-visits	320404-Z	320404116	5fe85c72-f4aa-531c-b276-9e497b16e041	0190b5c4-0000-7000-8000-000000000004	5fe85c72-f4aa-531c-b276-9e497b16e041	{"input":{"source":"casework","position":4,"type":"case-registered","event_id":"01a21342-95f2-7e14-990f-34759801132e","stream":"case-0190b5c4-0000-7000-8000-000000000202","occurred_at":"2010-03-24T02:00:00Z","org":"320404-Z","region":"320404116","data":"{\\"entry\\":\\"back-entry\\",\\"provider\\":\\"lawyer\\",\\"worker\\":\\"律014\\",\\"quantity\\":1,\\"people\\":3,\\"grouped\\":true}"},"outputs":[{"command":"open-task","org":"320404-Z","region":"320404116","occurred_at":"2010-03-24T02:00:00Z","data":{"task_id":"1f8e90cb-3d22-5395-949b-1eab7003ed86","kind":"return-visit","title":"回访受援人（案件 0190b5c4）","due":"2010-04-23","about":"case-0190b5c4-0000-7000-8000-000000000202","reason":"回访率 100%：每件办结或补录的法律援助案件都应回访（《“助弱优援”工作要求》）"}}],"deadlines":[]}	\\x1f1580d470199442d18540f86c69cfcbc9d704cd3973201a608a441205b97215
4	task-1f8e90cb-3d22-5395-949b-1eab7003ed86	1	01a21342-9619-7ceb-a721-c1057cf2aa3d	task-opened	1	2010-03-24 02:00:00+00	2026-11-25 15:11:00.635377+00	process:return-visits	320404-Z	320404116	5eed3ef1-9c32-5dc1-9d70-235bcda127c8	0190b5c4-0000-7000-8000-000000000004	01a21342-95f2-7e14-990f-34759801132e	{"kind":"return-visit","title":"回访受援人（案件 0190b5c4）","due":"2010-04-23","about":"case-0190b5c4-0000-7000-8000-000000000202","reason":"回访率 100%：每件办结或补录的法律援助案件都应回访（《“助弱优援”工作要求》）"}	\\x00bedd70d9d416062d0903ae3631fe189e06bb32c044f1cf15172425c714bd98
5	returns-return-half-month-320404-2010-03B	1	01a21342-99d0-7c1e-bdcf-e93011e25dd7	step-taken	1	2010-03-16 00:00:00+00	2026-11-25 15:11:01.586472+00	process:returns	320404	320404	db0d2ef7-c3ff-51ca-adfd-53780171e40e	5836468f-d078-5e0b-95e2-83596b4541d1	db0d2ef7-c3ff-51ca-adfd-53780171e40e	{"input":{"source":"reporting","position":1,"type":"return-expected","event_id":"01a21342-99a5-7df6-ad96-e6e653568c04","stream":"return-half-month-320404-2010-03B","occurred_at":"2010-03-16T00:00:00Z","org":"320404","region":"320404","data":"{\\"form\\":\\"half-month\\",\\"title\\":\\"半月表（钟楼区 2010年3月下半月）\\",\\"period\\":\\"2010-03B\\",\\"unit\\":\\"320404\\",\\"first_day\\":\\"2010-03-16\\",\\"last_day\\":\\"2010-03-31\\",\\"due\\":\\"2010-04-01\\",\\"receiver\\":\\"区局律师工作管理科\\"}"},"outputs":[{"command":"open-task","org":"320404","region":"320404","occurred_at":"2010-03-16T00:00:00Z","data":{"task_id":"33b00069-8c5a-5eba-a310-81d11ab14808","kind":"return-due","title":"报送半月表（钟楼区 2010年3月下半月）","due":"2010-04-01","about":"return-half-month-320404-2010-03B","reason":"统计表的报送日由表式规定，报送区局律师工作管理科"}}],"deadlines":[]}	\\x0c38bea4f8f6013adeb5fb4347b1e3de43e503a9f2038a43d70c8c4b16945df6
6	returns-return-month-320404-2010-03	1	01a21342-99d0-79ce-99b6-fe56dc7d14f4	step-taken	1	2010-02-23 00:00:00+00	2026-11-25 15:11:01.586472+00	process:returns	320404	320404	fedc6256-46d6-53a1-831f-45d664180d93	76adc781-473e-5cae-8fdc-1d1ac39258e5	fedc6256-46d6-53a1-831f-45d664180d93	{"input":{"source":"reporting","position":2,"type":"return-expected","event_id":"01a21342-99a5-73d1-8917-e943e597b612","stream":"return-month-320404-2010-03","occurred_at":"2010-02-23T00:00:00Z","org":"320404","region":"320404","data":"{\\"form\\":\\"month\\",\\"title\\":\\"月报表（钟楼区 2010年3月）\\",\\"period\\":\\"2010-03\\",\\"unit\\":\\"320404\\",\\"first_day\\":\\"2010-02-23\\",\\"last_day\\":\\"2010-03-22\\",\\"due\\":\\"2010-03-23\\",\\"receiver\\":\\"常州市钟楼区法律援助中心\\"}"},"outputs":[{"command":"open-task","org":"320404","region":"320404","occurred_at":"2010-02-23T00:00:00Z","data":{"task_id":"e5a7e846-2af9-50b5-aebd-16e8260be02a","kind":"return-due","title":"报送月报表（钟楼区 2010年3月）","due":"2010-03-23","about":"return-month-320404-2010-03","reason":"统计表的报送日由表式规定，报送常州市钟楼区法律援助中心"}}],"deadlines":[]}	\\xed3c7fa62d6190baf0226552f3ddc0cdda24316891021c94ecf8787242404efa
7	returns-return-month-320404-2010-04	1	01a21342-99d0-77d3-a494-69f7f37b81d6	step-taken	1	2010-03-23 00:00:00+00	2026-11-25 15:11:01.586472+00	process:returns	320404	320404	ce1e4503-4556-5303-a3a1-d745513bf1ec	cd597889-1633-54ec-b02b-ff6678181a85	ce1e4503-4556-5303-a3a1-d745513bf1ec	{"input":{"source":"reporting","position":3,"type":"return-expected","event_id":"01a21342-99a5-7f10-b488-3285efbd1bf3","stream":"return-month-320404-2010-04","occurred_at":"2010-03-23T00:00:00Z","org":"320404","region":"320404","data":"{\\"form\\":\\"month\\",\\"title\\":\\"月报表（钟楼区 2010年4月）\\",\\"period\\":\\"2010-04\\",\\"unit\\":\\"320404\\",\\"first_day\\":\\"2010-03-23\\",\\"last_day\\":\\"2010-04-22\\",\\"due\\":\\"2010-04-23\\",\\"receiver\\":\\"常州市钟楼区法律援助中心\\"}"},"outputs":[{"command":"open-task","org":"320404","region":"320404","occurred_at":"2010-03-23T00:00:00Z","data":{"task_id":"02076490-82bd-54fe-bf63-892439102d54","kind":"return-due","title":"报送月报表（钟楼区 2010年4月）","due":"2010-04-23","about":"return-month-320404-2010-04","reason":"统计表的报送日由表式规定，报送常州市钟楼区法律援助中心"}}],"deadlines":[]}	\\xb5c9f561412419df3ef2e0afaf7191a6b8a64defe961d96eb973b1e5bad40dfc
8	task-33b00069-8c5a-5eba-a310-81d11ab14808	1	01a21342-99d7-7200-8cba-2386c347319d	task-opened	1	2010-03-16 00:00:00+00	2026-11-25 15:11:01.596552+00	process:returns	320404	320404	155b894d-b6cf-5dc5-bbc2-22945abc1aac	5836468f-d078-5e0b-95e2-83596b4541d1	01a21342-99a5-7df6-ad96-e6e653568c04	{"kind":"return-due","title":"报送半月表（钟楼区 2010年3月下半月）","due":"2010-04-01","about":"return-half-month-320404-2010-03B","reason":"统计表的报送日由表式规定，报送区局律师工作管理科"}	\\xfcd9dd23044038c30d931834d72535de494a017b35b40d34738ab52f93e9fb77
9	task-e5a7e846-2af9-50b5-aebd-16e8260be02a	1	01a21342-99e2-7100-8ce2-8b05da881b56	task-opened	1	2010-02-23 00:00:00+00	2026-11-25 15:11:01.603507+00	process:returns	320404	320404	537252b8-c1c7-50b2-8b7c-6178806c98ad	76adc781-473e-5cae-8fdc-1d1ac39258e5	01a21342-99a5-73d1-8917-e943e597b612	{"kind":"return-due","title":"报送月报表（钟楼区 2010年3月）","due":"2010-03-23","about":"return-month-320404-2010-03","reason":"统计表的报送日由表式规定，报送常州市钟楼区法律援助中心"}	\\x6fefea1d2002f2874a4ff1d6213d2d419b71a6334c9e0573ab99c6c43881473b
10	task-02076490-82bd-54fe-bf63-892439102d54	1	01a21342-99e7-7967-ac5a-77139dee9365	task-opened	1	2010-03-23 00:00:00+00	2026-11-25 15:11:01.60834+00	process:returns	320404	320404	42de6b5e-fba3-5372-aab4-a696602f7ac1	cd597889-1633-54ec-b02b-ff6678181a85	01a21342-99a5-7f10-b488-3285efbd1bf3	{"kind":"return-due","title":"报送月报表（钟楼区 2010年4月）","due":"2010-04-23","about":"return-month-320404-2010-04","reason":"统计表的报送日由表式规定，报送常州市钟楼区法律援助中心"}	\\x82f7034bfa4a6a6319693216ec913dde6e56b47ce6c05fcd49a0cb07f7e85208
11	task-0e699267-27f7-5d7b-92c2-804c4a6eb5cb	2	01a21342-cf17-7f5d-a5ee-5290c1ee6eb6	task-completed	1	2010-04-01 01:00:00+00	2026-11-25 15:11:15.225737+00	窗口1	320404-Z	320404	0190b5c4-0000-7000-8000-000000000051	0190b5c4-0000-7000-8000-000000000051	0190b5c4-0000-7000-8000-000000000051	{"by":"窗口1","outcome":"done"}	\\x86acf6eff00c45c1595837e0d7505d0b576b9c66dfdd0c853a70a6ceb1115cec
\.

COPY kernel.log_head (one, "position", hash, recorded_at) FROM stdin;
t	11	\\x86acf6eff00c45c1595837e0d7505d0b576b9c66dfdd0c853a70a6ceb1115cec	2026-11-25 15:11:15.225737+00
\.

COPY kernel.parked (consumer, source, "position", stream, type, error, parked_at) FROM stdin;
return-visits	casework	10	case-0190b5c4-0000-7000-8000-000000000101	case-closed	CheckViolationError: new row for relation "event" violates check constraint "for_a_while"\nDETAIL:  Failing row contains (11, return-visits-case-0190b5c4-0000-7000-8000-000000000101, 1, 01a21342-ceab-7fd2-8d20-218575f6b331, step-taken, 1, 2010-03-30 01:00:00+00, 2026-11-25 15:11:15.115493+00, process:return-visits, 320404-Z, 320404116, c4411c4d-8b56-508c-92fe-56ee1aa855b4, 0190b5c4-0000-7000-8000-000000000042, c4411c4d-8b56-508c-92fe-56ee1aa855b4, {"input":{"source":"casework","position":10,"type	2026-11-25 15:11:15.119813+00
\.

COPY kernel.person_key (subject, wrapped, created_at) FROM stdin;
\.

COPY kernel.receipt (command_id, request, stream, version, "position", code, reason, recorded_at) FROM stdin;
b510b417-bfef-53af-88ae-fb2c084137d1	\\x695f5ddb7531a30dd1b774ba0a9ec26be58d142158090a3b103fa9b3ee0b6568	return-visits-case-3f45a123-6f0e-5bad-b5db-1682d8769981	1	1	\N	\N	2026-11-25 15:11:00.300702+00
dd26b444-cdf1-5e59-8f02-8841184ce371	\\x7e91aa6158b79930700ea546fb8609800d3c4280aa466ad7207f185aecd6e100	task-0e699267-27f7-5d7b-92c2-804c4a6eb5cb	1	2	\N	\N	2026-11-25 15:11:00.307043+00
5fe85c72-f4aa-531c-b276-9e497b16e041	\\xff8738ed24691dfd30b029be1b98e585e6e275f52181936def75436af6e869a4	return-visits-case-0190b5c4-0000-7000-8000-000000000202	1	3	\N	\N	2026-11-25 15:11:00.62661+00
5eed3ef1-9c32-5dc1-9d70-235bcda127c8	\\xc07963992856f630f4824258a3b74f1e555b31dc48b33701775977754368d6f4	task-1f8e90cb-3d22-5395-949b-1eab7003ed86	1	4	\N	\N	2026-11-25 15:11:00.635377+00
db0d2ef7-c3ff-51ca-adfd-53780171e40e	\\x415de0aaa4f9f1efe61d4ef98a4b62cb020f57d48048756d6b94644e3fa00433	returns-return-half-month-320404-2010-03B	1	5	\N	\N	2026-11-25 15:11:01.586472+00
fedc6256-46d6-53a1-831f-45d664180d93	\\x59006bcc5067864df39e96945c3813444aadfc75c107e0e0452b674dfc42e465	returns-return-month-320404-2010-03	1	6	\N	\N	2026-11-25 15:11:01.586472+00
ce1e4503-4556-5303-a3a1-d745513bf1ec	\\xac9fca934ce3185a72337f3d4ee03cd4271e7189d3ffd046632bb0b59b30dfe8	returns-return-month-320404-2010-04	1	7	\N	\N	2026-11-25 15:11:01.586472+00
155b894d-b6cf-5dc5-bbc2-22945abc1aac	\\x52615869a3e7a1fd6e6a6fa9d9e76fd71934f5185a7979297a0f04241f9e4ab3	task-33b00069-8c5a-5eba-a310-81d11ab14808	1	8	\N	\N	2026-11-25 15:11:01.596552+00
537252b8-c1c7-50b2-8b7c-6178806c98ad	\\xca2851dba72399833f351df342dfcb7e715bf3db29578457838ea98045dfed40	task-e5a7e846-2af9-50b5-aebd-16e8260be02a	1	9	\N	\N	2026-11-25 15:11:01.603507+00
42de6b5e-fba3-5372-aab4-a696602f7ac1	\\x08a79e48e1364bbe9d120486b93ba2d644c6db6d23a2e1d7c81ec014a2e8ca78	task-02076490-82bd-54fe-bf63-892439102d54	1	10	\N	\N	2026-11-25 15:11:01.60834+00
0190b5c4-0000-7000-8000-000000000051	\\xbad708b497c4f666beb4a231abc9e836d743c11d4929fcfd92e95c00d2b56df2	task-0e699267-27f7-5d7b-92c2-804c4a6eb5cb	2	11	\N	\N	2026-11-25 15:11:15.225737+00
\.

COPY kernel.refused_post ("position", posted_ns, subject, command_id, code, reason, refused_at) FROM stdin;
\.

COPY kernel.view_build (view, build, live, created_at) FROM stdin;
tasks	tasks_v1_01a2134290c2_8100	t	2026-11-25 15:10:59.266558+00
\.

COPY public.migration (name, applied_at) FROM stdin;
chassis/0001_before_kernel.sql	2026-11-25 15:10:59.151187+00
chassis/0002_before_append.sql	2026-11-25 15:10:59.245215+00
chassis/0003_before_grants.sql	2026-11-25 15:10:59.250354+00
\.

COPY tasks_v1_01a2134290c2_8100.task (task_id, kind, title, due, about, reason, org, region, status, completed_by, outcome) FROM stdin;
1f8e90cb-3d22-5395-949b-1eab7003ed86	return-visit	回访受援人（案件 0190b5c4）	2010-04-23	case-0190b5c4-0000-7000-8000-000000000202	回访率 100%：每件办结或补录的法律援助案件都应回访（《“助弱优援”工作要求》）	320404-Z	320404116	open	\N	\N
33b00069-8c5a-5eba-a310-81d11ab14808	return-due	报送半月表（钟楼区 2010年3月下半月）	2010-04-01	return-half-month-320404-2010-03B	统计表的报送日由表式规定，报送区局律师工作管理科	320404	320404	open	\N	\N
e5a7e846-2af9-50b5-aebd-16e8260be02a	return-due	报送月报表（钟楼区 2010年3月）	2010-03-23	return-month-320404-2010-03	统计表的报送日由表式规定，报送常州市钟楼区法律援助中心	320404	320404	open	\N	\N
02076490-82bd-54fe-bf63-892439102d54	return-due	报送月报表（钟楼区 2010年4月）	2010-04-23	return-month-320404-2010-04	统计表的报送日由表式规定，报送常州市钟楼区法律援助中心	320404	320404	open	\N	\N
0e699267-27f7-5d7b-92c2-804c4a6eb5cb	return-visit	回访受援人（案件 LS-0008）	2010-04-22	case-3f45a123-6f0e-5bad-b5db-1682d8769981	回访率 100%：每件办结或补录的法律援助案件都应回访（《“助弱优援”工作要求》）	320404116-C	320404116	completed	窗口1	done
\.

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

ALTER TABLE ONLY tasks_v1_01a2134290c2_8100.task
    ADD CONSTRAINT task_pkey PRIMARY KEY (task_id);

CREATE INDEX blind_index_subject ON kernel.blind_index USING btree (subject);

CREATE INDEX deadline_due ON kernel.deadline USING btree (due_at);

CREATE INDEX refused_post_command ON kernel.refused_post USING btree (command_id);

CREATE UNIQUE INDEX view_build_live ON kernel.view_build USING btree (view) WHERE live;

CREATE INDEX task_due ON tasks_v1_01a2134290c2_8100.task USING btree (due, task_id) WHERE (status = 'open'::text);

CREATE TRIGGER event_is_append_only BEFORE DELETE OR UPDATE ON kernel.event FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();

CREATE TRIGGER event_is_never_truncated BEFORE TRUNCATE ON kernel.event FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();

GRANT USAGE ON SCHEMA kernel TO auditor;
GRANT USAGE ON SCHEMA kernel TO notify;

REVOKE USAGE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO notify;
GRANT USAGE ON SCHEMA public TO auditor;
GRANT ALL ON SCHEMA public TO notify_owner;

GRANT USAGE ON SCHEMA tasks_v1_01a2134290c2_8100 TO auditor;
GRANT USAGE ON SCHEMA tasks_v1_01a2134290c2_8100 TO notify;

REVOKE ALL ON FUNCTION kernel.append_v1(e_stream text, e_version text, e_id uuid[], e_type text, e_schema text, e_micros text, e_actor text, e_org text, e_region text, e_command uuid[], e_correlation uuid[], e_causation uuid[], e_data text, e_digest bytea, r_command uuid[], r_request bytea, r_last text, refusals jsonb, OUT base bigint, OUT stamp timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION kernel.append_v1(e_stream text, e_version text, e_id uuid[], e_type text, e_schema text, e_micros text, e_actor text, e_org text, e_region text, e_command uuid[], e_correlation uuid[], e_causation uuid[], e_data text, e_digest bytea, r_command uuid[], r_request bytea, r_last text, refusals jsonb, OUT base bigint, OUT stamp timestamp with time zone) TO notify;

REVOKE ALL ON FUNCTION kernel.refuse_change() FROM PUBLIC;
GRANT ALL ON FUNCTION kernel.refuse_change() TO notify;

GRANT SELECT ON TABLE kernel.blind_index TO auditor;
GRANT SELECT,INSERT,DELETE ON TABLE kernel.blind_index TO notify;

GRANT SELECT ON TABLE kernel.checkpoint TO auditor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE kernel.checkpoint TO notify;

GRANT SELECT ON TABLE kernel.deadline TO auditor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE kernel.deadline TO notify;

GRANT SELECT ON TABLE kernel.event TO auditor;
GRANT SELECT ON TABLE kernel.event TO notify;

GRANT SELECT ON TABLE kernel.log_head TO auditor;
GRANT SELECT ON TABLE kernel.log_head TO notify;

GRANT SELECT ON TABLE kernel.parked TO auditor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE kernel.parked TO notify;

GRANT SELECT ON TABLE kernel.person_key TO auditor;
GRANT SELECT,INSERT ON TABLE kernel.person_key TO notify;

GRANT UPDATE(wrapped) ON TABLE kernel.person_key TO notify;

GRANT SELECT ON TABLE kernel.receipt TO auditor;
GRANT SELECT ON TABLE kernel.receipt TO notify;

GRANT SELECT ON TABLE kernel.refused_post TO auditor;
GRANT SELECT,INSERT ON TABLE kernel.refused_post TO notify;

GRANT SELECT ON TABLE kernel.view_build TO auditor;
GRANT SELECT ON TABLE kernel.view_build TO notify;

GRANT SELECT ON TABLE public.migration TO auditor;

GRANT SELECT ON TABLE tasks_v1_01a2134290c2_8100.task TO auditor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tasks_v1_01a2134290c2_8100.task TO notify;

ALTER DEFAULT PRIVILEGES FOR ROLE notify_owner GRANT SELECT ON SEQUENCES TO auditor;

ALTER DEFAULT PRIVILEGES FOR ROLE notify_owner REVOKE ALL ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE notify_owner GRANT ALL ON FUNCTIONS TO notify;

ALTER DEFAULT PRIVILEGES FOR ROLE notify_owner GRANT USAGE ON SCHEMAS TO auditor;

ALTER DEFAULT PRIVILEGES FOR ROLE notify_owner GRANT SELECT ON TABLES TO auditor;
