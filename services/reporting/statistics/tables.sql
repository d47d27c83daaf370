-- The statistics view: facts (one per countable event), and what is counted from them so that any table is a few
-- range scans however long the log grows. Ids are of this build alone; the digest speaks in codes.

-- The division register as the log tells it. A later span of the same code ends the one before it.
CREATE TABLE region (
    code       text COLLATE "C" NOT NULL,
    valid_from date NOT NULL,
    valid_to   date NOT NULL,                    -- last day
    name       text NOT NULL,
    parent     text COLLATE "C",
    PRIMARY KEY (code, valid_from)
);
CREATE INDEX region_parent ON region (parent);

-- Every division that was ever registered.
CREATE TABLE place (
    id   integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text COLLATE "C" NOT NULL UNIQUE
);

-- Every division's chain of superiors as far as they are registered, itself last, for each span of days it was the same.
CREATE TABLE route (
    code      text COLLATE "C" NOT NULL,
    first_day date NOT NULL,
    last_day  date NOT NULL,
    path      integer[] NOT NULL,                -- places
    PRIMARY KEY (code, first_day)
);

-- Divisions with facts of days on which the register knew no way up from them; they count once it does. Casework's events
-- can be here before intake's that registered their division.
CREATE TABLE waiting (region text COLLATE "C" PRIMARY KEY);

-- What a fact can be filtered by; a few hundred combinations in all. No channel is ''.
CREATE TABLE kind (
    id       integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    matter   text COLLATE "C" NOT NULL,
    channel  text COLLATE "C" NOT NULL,
    provider text COLLATE "C" NOT NULL,
    grouped  boolean NOT NULL,
    UNIQUE (matter, channel, provider, grouped)
);

CREATE TABLE fact (
    source      text COLLATE "C" NOT NULL,
    position    bigint NOT NULL,
    event_id    uuid NOT NULL,
    stream      text NOT NULL,
    type        text NOT NULL,
    kind        integer NOT NULL,
    org         text COLLATE "C" NOT NULL,
    region      text COLLATE "C" NOT NULL,
    day         date NOT NULL,                   -- Asia/Shanghai, of the business time
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    quantity    integer NOT NULL,
    people      integer NOT NULL,
    money       bigint,                          -- 分
    subject     text COLLATE "C",                -- the enterprise served
    worker      text COLLATE "C" NOT NULL,
    campaign    text,
    number      text,                            -- 编号
    PRIMARY KEY (source, position)
);
CREATE INDEX fact_kind_day ON fact (kind, day);
CREATE INDEX fact_org_day ON fact (org, day);

-- Sums per division and bucket. An organisation has none: it does so little that its facts are counted when asked for,
-- and rows for it would be half of all that is written here.
-- A bucket is a day as 20100308, a month as 201003 or a year as 2010.
CREATE TABLE cube (
    place    integer NOT NULL,
    bucket   integer NOT NULL,
    kind     integer NOT NULL,
    count    bigint NOT NULL,
    quantity bigint NOT NULL,
    people   bigint NOT NULL,
    money    bigint NOT NULL,
    PRIMARY KEY (place, bucket, kind)
) WITH (fillfactor = 70);                        -- room for updates within the page

-- Who was served (or, for some matters, who served) in a division and bucket: what distinct counts are made from.
CREATE TABLE seen (
    place     integer NOT NULL,
    kind      integer NOT NULL,
    by_worker boolean NOT NULL,
    bucket    integer NOT NULL,
    name      text COLLATE "C" NOT NULL,
    PRIMARY KEY (place, kind, by_worker, bucket, name)
);

-- Matters whose workers are kept in `seen`; for any other matter distinct workers are counted from the facts.
CREATE TABLE worker_counted (matter text COLLATE "C" PRIMARY KEY);
INSERT INTO worker_counted VALUES ('government-adviser');

-- Facts of the given kinds from the first to the last day: of a division and all below it (`place`), or of an
-- organisation (`org`); as far as the log had come. A source that `sources` names is read up to its position in `positions`,
-- any other up to what was recorded by `until` (null: not at all).
CREATE FUNCTION facts_of(place integer, org text, kinds integer[], first_day date, last_day date,
                         sources text[], positions bigint[], until timestamptz) RETURNS SETOF fact
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT fact.* FROM fact
    WHERE $2 IS NOT NULL AND fact.org = $2 AND fact.kind = ANY ($3) AND fact.day BETWEEN $4 AND $5
      AND CASE WHEN fact.source = ANY ($6) THEN fact.position <= ($7)[array_position($6, fact.source)]
               ELSE coalesce(fact.recorded_at <= $8, false) END
    UNION ALL
    SELECT fact.* FROM fact JOIN route ON route.code = fact.region AND fact.day BETWEEN route.first_day AND route.last_day
    WHERE $1 IS NOT NULL AND route.path @> ARRAY[$1] AND fact.kind = ANY ($3) AND fact.day BETWEEN $4 AND $5
      AND CASE WHEN fact.source = ANY ($6) THEN fact.position <= ($7)[array_position($6, fact.source)]
               ELSE coalesce(fact.recorded_at <= $8, false) END;
END;
