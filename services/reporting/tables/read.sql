-- name: division
-- A division by its code, under the name it had on a day (or the first it ever had).
SELECT place.id, region.code, region.name
FROM place JOIN region USING (code)
WHERE code = $1
ORDER BY valid_from <= $2 DESC, CASE WHEN valid_from <= $2 THEN valid_from END DESC, valid_from
LIMIT 1;

-- name: organisation_exists
SELECT EXISTS (SELECT FROM fact WHERE org = $1);

-- name: divisions_below
-- The divisions directly under one (null: those at the top), under the names they have on a day.
SELECT DISTINCT ON (code) code, name, parent, EXISTS (SELECT FROM region AS lower WHERE lower.parent = region.code) AS divided
FROM region
WHERE parent IS NOT DISTINCT FROM $1 AND $2::date BETWEEN valid_from AND valid_to
ORDER BY code, valid_from DESC;

-- name: superiors
-- A division's chain of superiors on a day, itself last.
SELECT array_agg(place.code ORDER BY step)
FROM route, unnest(path) WITH ORDINALITY AS superior (id, step) JOIN place USING (id)
WHERE route.code = $1 AND $2::date BETWEEN first_day AND last_day;

-- name: kinds
SELECT id, matter, channel, provider, grouped, matter IN (SELECT matter FROM worker_counted) AS workers_kept FROM kind;

-- name: sums_of_division
-- Sums per span (a number of the asker's) and kind: from ranges of buckets, and from the facts of those days that are not
-- in the cube yet.
SELECT span, kind, sum(events)::bigint, sum(quantity)::bigint, sum(people)::bigint, sum(money)::bigint
FROM (
    SELECT span, kind, count AS events, quantity, people, money
    FROM unnest($2::integer[], $3::integer[], $4::integer[]) AS wanted (span, low, high)
    CROSS JOIN LATERAL (                           -- OFFSET 0: a scan of each range, never of all that the place has
        SELECT * FROM cube WHERE place = $1 AND bucket BETWEEN low AND high OFFSET 0
    ) AS part
    UNION ALL
    SELECT span, kind, 1, quantity, people, coalesce(money, 0)
    FROM unsummed_of($1)
    JOIN unnest($5::integer[], $6::date[], $7::date[]) AS wanted (span, first_day, last_day)
        ON day BETWEEN first_day AND last_day
) AS part
GROUP BY span, kind;

-- name: names_of_division
-- How many distinct names each cell (a number of the asker's) sees in its kinds: in ranges of buckets, and in the facts of
-- those days that are not beside the cube yet.
SELECT cell, count(name) AS names
FROM (
    SELECT cell, name
    FROM unnest($2::integer[], $3::integer[], $4::boolean[], $5::integer[], $6::integer[], $7::integer[])
        AS wanted (cell, kind, by_worker, low, high, upto)
    CROSS JOIN LATERAL (
        SELECT name FROM seen
        WHERE seen.place = $1 AND seen.kind = wanted.kind AND seen.by_worker = wanted.by_worker
          AND seen.bucket BETWEEN low AND high AND seen.first <= upto
        OFFSET 0
    ) AS part
    UNION                                          -- of two rows with the same name one
    SELECT cell, CASE WHEN by_worker THEN worker ELSE subject END
    FROM unsummed_of($1)
    JOIN unnest($8::integer[], $9::integer[], $10::boolean[], $11::date[], $12::date[])
        AS wanted (cell, kind, by_worker, first_day, last_day)
        USING (kind)
    WHERE day BETWEEN first_day AND last_day
) AS met
GROUP BY cell;

-- name: sums_from_facts
SELECT span, kind, count(*), sum(quantity)::bigint, sum(people)::bigint, coalesce(sum(money), 0)::bigint
FROM unnest($7::integer[], $8::date[], $9::date[]) AS wanted (span, first_day, last_day)
CROSS JOIN LATERAL facts_of($1, $2, $6, wanted.first_day, wanted.last_day, $3, $4, $5)
GROUP BY span, kind;

-- name: names_from_facts
SELECT cell, count(DISTINCT CASE WHEN by_worker THEN worker ELSE subject END) AS names
FROM unnest($6::integer[], $7::integer[], $8::boolean[], $9::date[], $10::date[])
    AS wanted (cell, kind, by_worker, first_day, last_day)
CROSS JOIN LATERAL facts_of($1, $2, ARRAY[wanted.kind], wanted.first_day, wanted.last_day, $3, $4, $5)
GROUP BY cell;

-- name: facts_of_cell
-- Every fact of a cell, in order of business time.
SELECT fact.*, kind.matter, kind.channel, kind.provider, '{}'::uuid[] AS further_events
FROM facts_of($1, $2, $6, $7, $8, $3, $4, $5) AS fact JOIN kind ON kind.id = fact.kind
ORDER BY occurred_at, source, position
LIMIT $9 OFFSET $10;

-- name: names_of_cell
-- Every distinct name of a cell once, with its first fact and the ids of the further events.
SELECT * FROM (
    SELECT fact.*, kind.matter, kind.channel, kind.provider,
           row_number() OVER by_name AS nth,
           array_remove(array_agg(event_id) OVER (by_name ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING), event_id)
               AS further_events
    FROM facts_of($1, $2, $6, $7, $8, $3, $4, $5) AS fact JOIN kind ON kind.id = fact.kind
    WHERE CASE WHEN $11 THEN worker ELSE subject END IS NOT NULL
    WINDOW by_name AS (PARTITION BY CASE WHEN $11 THEN worker ELSE subject END ORDER BY occurred_at, source, position)
) AS met
WHERE nth = 1
ORDER BY occurred_at, source, position
LIMIT $9 OFFSET $10;
