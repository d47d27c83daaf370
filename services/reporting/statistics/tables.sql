-- The statistics view: facts (one for each countable event), and sums over them, so that any table is a few range scans
-- however long the log grows. Ids are valid in this build alone; the digest is made of codes.

-- The register of divisions, from the log. A later span of days of the same code ends the one before it.
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

-- Every division's chain of superiors as far as they are registered, itself last, for each span of days with the same chain.
CREATE TABLE route (
    code      text COLLATE "C" NOT NULL,
    first_day date NOT NULL,
    last_day  date NOT NULL,
    path      integer[] NOT NULL,                -- places
    PRIMARY KEY (code, first_day)
);

-- The superiors a division had, and from which day to which. The first span has no beginning and the last no end, whatever
-- the register says of its validity.
CREATE FUNCTION spans_of(division text) RETURNS TABLE (parent text, first_day date, last_day date)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT region.parent,
           CASE WHEN lag(valid_from) OVER by_day IS NULL THEN '-infinity' ELSE valid_from END,
           coalesce(lead(valid_from) OVER by_day - 1, 'infinity')
    FROM region
    WHERE code = $1
    WINDOW by_day AS (ORDER BY valid_from);
END;

-- Divisions that have facts and no route; the facts count once there is one. Events of casework can arrive before those of
-- intake that register their division.
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

-- Up to which position the facts of a log are summed in `cube` and `seen`. Later facts are counted one by one when somebody
-- asks. They are few: every two seconds they are summed (`settle` in view.py), and summing many costs little more than a few.
CREATE TABLE summed (
    source text COLLATE "C" PRIMARY KEY,
    upto   bigint NOT NULL                       -- position
);
INSERT INTO summed VALUES ('intake', 0), ('casework', 0);

-- Sums for each division and bucket. There are none for organisations: one has so few facts that they are counted when
-- somebody asks, and rows for organisations would be half of all that is written here.
-- A bucket is a year as 2010, a quarter as 20101, or a part of a month named by its first day: 20100301, 20100316,
-- 20100323 (see part_of).
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

-- Who was served (for some matters, who served) in a division and bucket: distinct counts are made from these names.
-- `first` is the part of a month in which a name was first met within the bucket. So the names from the beginning of a
-- year to any part of it are found in one bucket, not in one for each part. There are no quarters here; instead there is a
-- bucket for all time since the day from which a form counts 累计, named by that day with a minus: -20100308.
CREATE TABLE seen (
    place     integer NOT NULL,
    kind      integer NOT NULL,
    by_worker boolean NOT NULL,
    bucket    integer NOT NULL,
    name      text COLLATE "C" NOT NULL,
    first     integer NOT NULL,
    PRIMARY KEY (place, kind, by_worker, bucket, name) INCLUDE (first)
);

-- Matters whose workers are kept in `seen`; for any other matter distinct workers are counted from the facts.
CREATE TABLE worker_counted (matter text COLLATE "C" PRIMARY KEY);
INSERT INTO worker_counted VALUES ('government-adviser');

-- The part of a month that a day lies in, named by its first day. A month is divided where periods of forms begin (1st,
-- 16th, 23rd) and where a form begins to count 累计 (services/reporting/tables/buckets.py has the same days). So forms ask
-- for whole parts, and a part has many more facts than a day.
CREATE FUNCTION part_of(day date) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN day BETWEEN DATE '2010-03-08' AND DATE '2010-03-15' THEN 20100308
    ELSE (date_part('year', day) * 10000 + date_part('month', day) * 100
          + CASE WHEN date_part('day', day) < 16 THEN 1 WHEN date_part('day', day) < 23 THEN 16 ELSE 23 END)::integer
END;

-- What the facts of a log add to the cube: those after one position, up to another.
CREATE FUNCTION sums_of(source text, after bigint, upto bigint)
    RETURNS TABLE (place integer, bucket integer, kind integer, count bigint, quantity bigint, people bigint, money bigint)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH by_region AS MATERIALIZED (               -- each step sums the one before: a fact counts in twelve sums
        SELECT path, part_of(day) AS part, kind, count(*) AS count, sum(quantity) AS quantity, sum(people) AS people,
               coalesce(sum(money), 0) AS money
        FROM fact JOIN route ON code = region AND day BETWEEN first_day AND last_day
        WHERE fact.source = $1 AND position > $2 AND position <= $3
        GROUP BY path, part, kind
    ), by_part AS MATERIALIZED (
        SELECT place, part, kind, sum(count)::bigint AS count, sum(quantity)::bigint AS quantity,
               sum(people)::bigint AS people, sum(money)::bigint AS money
        FROM by_region CROSS JOIN LATERAL unnest(path) AS place
        GROUP BY place, part, kind
    ), by_quarter AS MATERIALIZED (
        SELECT place, part / 10000 * 10 + (part / 100 % 100 + 2) / 3 AS quarter, kind, sum(count)::bigint AS count,
               sum(quantity)::bigint AS quantity, sum(people)::bigint AS people, sum(money)::bigint AS money
        FROM by_part
        GROUP BY place, quarter, kind
    )
    SELECT place, part AS bucket, kind, count, quantity, people, money FROM by_part
    UNION ALL
    SELECT place, quarter, kind, count, quantity, people, money FROM by_quarter
    UNION ALL
    SELECT place, quarter / 10, kind, sum(count)::bigint, sum(quantity)::bigint, sum(people)::bigint, sum(money)::bigint
    FROM by_quarter
    GROUP BY place, quarter / 10, kind;
END;

-- The names that the facts of a log add to `seen`: those after one position, up to another.
CREATE FUNCTION names_of(source text, after bigint, upto bigint)
    RETURNS TABLE (place integer, kind integer, by_worker boolean, bucket integer, name text, first integer)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH met AS MATERIALIZED (
        SELECT DISTINCT path, kind, by_worker, part_of(day) AS part, name
        FROM fact
        JOIN route ON code = region AND day BETWEEN first_day AND last_day
        CROSS JOIN LATERAL (
            SELECT false AS by_worker, subject AS name WHERE subject IS NOT NULL
            UNION ALL
            SELECT true, worker WHERE fact.kind IN (SELECT id FROM kind JOIN worker_counted USING (matter))
        ) AS named
        WHERE fact.source = $1 AND position > $2 AND position <= $3
          -- this filter runs before the names are made: few facts have any
          AND (subject IS NOT NULL OR fact.kind IN (SELECT id FROM kind JOIN worker_counted USING (matter)))
    )
    SELECT place, kind, by_worker, bucket, name, min(part)
    FROM met
    CROSS JOIN LATERAL unnest(path) AS place
    CROSS JOIN LATERAL (VALUES (part), (part / 10000), (CASE WHEN part >= 20100308 THEN -20100308 END)) AS at (bucket)
    WHERE bucket IS NOT NULL
    GROUP BY place, kind, by_worker, bucket, name;
END;

-- Facts of the given kinds from the first to the last day: of a division and all below it (`place`), or of an
-- organisation (`org`), as of some moment. A source that `sources` names is read up to its position in `positions`, any
-- other up to what was recorded by `until` (null: not at all).
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

-- Facts that are not summed yet, of a division and all below it.
CREATE FUNCTION unsummed_of(place integer) RETURNS SETOF fact
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT fact.*
    FROM summed
    CROSS JOIN LATERAL (
        SELECT * FROM fact
        WHERE fact.source = summed.source AND fact.position > summed.upto
          -- without an upper bound the planner expects a third of all facts here, and reads them all once there are millions
          AND fact.position <= 9223372036854775807
        OFFSET 0
    ) AS fact
    WHERE EXISTS (
        SELECT FROM route
        WHERE route.code = fact.region AND fact.day BETWEEN route.first_day AND route.last_day AND route.path @> ARRAY[$1]
        OFFSET 0);
END;

-- All sums as they are now.
CREATE VIEW cube_now AS
SELECT place, bucket, kind, sum(count)::bigint AS count, sum(quantity)::bigint AS quantity, sum(people)::bigint AS people,
       sum(money)::bigint AS money
FROM (SELECT * FROM cube
      UNION ALL
      SELECT added.* FROM summed CROSS JOIN LATERAL sums_of(source, upto, 9223372036854775807) AS added) AS part
GROUP BY place, bucket, kind;

-- All names as they are now.
CREATE VIEW seen_now AS
SELECT place, kind, by_worker, bucket, name, min(first) AS first
FROM (SELECT * FROM seen
      UNION ALL
      SELECT added.* FROM summed CROSS JOIN LATERAL names_of(source, upto, 9223372036854775807) AS added) AS met
GROUP BY place, kind, by_worker, bucket, name;
